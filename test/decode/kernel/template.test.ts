import { expect, it } from 'vitest'
import { bothWays, fixedClock, planFor } from './compare.ts'
import { pick, type Random, seeded } from './random.ts'

/** Lines that differ from each other in their values, and here and there in what stands between these. */
const shapes: Readonly<Record<string, string>> = {
  compact:
    '{"ts":TIME,"path":"PATH","method":"GET","status":STATUS,"duration_ms":NUMBER,"agent":"TEXT","ok":WORD}',
  spaced:
    '{"ts": TIME, "path": "PATH", "method": "GET", "status": STATUS, "duration_ms": NUMBER, "note": "TEXT"}',
  nested:
    '{"ts":TIME,"req":{"method":"GET","url":"PATH","query":{},"params":{},"headers":{"host":"TEXT"}},"res":{"status":STATUS},"duration_ms":NUMBER}',
  lists:
    '{"ts":TIME,"headers":{"A":["TEXT"],"B":["x","TEXT"],"C":[]},"sizes":[1,22],"path":"PATH","method":"GET","status":STATUS,"duration_ms":NUMBER,"last":[WORD,"TEXT"]}',
  'with a long key': `{"${'k'.repeat(70)}":WORD,"ts":TIME,"path":"PATH","method":"GET","status":STATUS,"duration_ms":NUMBER}`,
}

const texts = [
  '',
  'a',
  'x'.repeat(57),
  'x'.repeat(63),
  'x'.repeat(64),
  'x'.repeat(65),
  'é'.repeat(100),
  'a, b: {c}',
]
const oddTexts = [
  '\\"',
  '\\\\',
  'a\\nb',
  '\\u00e9',
  'ends with \\\\',
  '\\x',
  '\t',
  'a"b',
  '","status":200,"x":"',
]
const numbers = ['0', '7', '12.5', '0.073269', '123456789012345', '1234567.12345678']
const oddNumbers = [
  '-1',
  '-0',
  '1e3',
  '1.5E-2',
  '01',
  '00',
  '1.',
  '.5',
  '1.2.3',
  '12345678901234567890',
  '1-2',
  '',
]
const words = ['true', 'false', 'null']
const oddWords = ['truex', 'nul', 'True', '"true"', '3', '[]', '{}', '[1', 'false ']

function lineOf(random: Random, shape: string, oddity: number): string {
  const value = (usual: readonly string[], odd: readonly string[]) => () =>
    pick(random, random() < oddity ? odd : usual)
  const line = shape
    .replace('TIME', () => String(1_795_300_000 + Math.floor(random() * 1e7) / 1000))
    .replaceAll('TEXT', value(texts, oddTexts))
    .replaceAll('PATH', () => `/${value(['a', 'b/c', 'users/12?x=1'], oddTexts)()}`)
    .replaceAll('STATUS', value(['200', '404', '500'], ['"200"', '99', '-12', '2e2', 'null']))
    .replaceAll('NUMBER', value(numbers, oddNumbers))
    .replaceAll('WORD', value(words, oddWords))
  if (random() >= oddity) return line
  const at = Math.floor(random() * line.length)
  return pick(random, [
    `${line} `,
    `${line}\r`,
    line.slice(0, -1),
    `${line.slice(0, -1)},"status":200}`,
    line.replace(':', ' : '),
    line.slice(0, at) + pick(random, ['"', '\\', ',', '}', '{', ' ', '\u0001', '0', 'a']) + line.slice(at),
    line.slice(0, at) + line.slice(at + 1),
  ])
}

const mixtures = Object.entries(shapes).map(([name, shape]): [string, string[]] => [name, [shape]])
const { compact, nested, spaced } = shapes as { compact: string; nested: string; spaced: string }
mixtures.push(['two kinds', [compact, compact, compact, nested]], ['three kinds', [compact, nested, spaced]])

it.each(mixtures)('reads lines that are all alike as the plain path does: %s', (_, kinds) => {
  const random = seeded(kinds.join().length)
  for (const oddity of [0, 0.01, 0.1]) {
    const lines = Array.from({ length: 1500 }, () => lineOf(random, pick(random, kinds), oddity))
    const log = Buffer.from(`${lines.join('\n')}\n`)
    const plan = planFor(log, { source: 0, clock: fixedClock })
    for (const cuts of [[log.length], [700, 4000]]) {
      const { kernel, plain } = bothWays(log, plan, cuts)
      expect(plain.rows.length).toBeGreaterThan(500)
      expect(kernel).toEqual(plain)
    }
  }
})
