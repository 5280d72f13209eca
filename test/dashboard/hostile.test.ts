import { afterEach, describe, expect, it } from 'vitest'
import { displayWidth, graphemes, sanitise } from '../../src/text/index.ts'
import { believable } from './believable.mjs'
import { type Harness, now, open } from './harness.ts'

/** Narrow in every terminal once sanitised: the stream must be the same byte for byte. */
const narrow: Readonly<Record<string, string>> = {
  'escape sequences': '\x1b[2J\x1b]0;owned\x07\x1b[31m',
  'C1 controls': '\x9b2J\x9d0;x\x9c\x85',
  'carriage return and backspace': 'a\rb\bc\x7f',
  'bidi overrides': '\u202egnp.exe\u202c\u2066x\u2069',
  'zero-width characters': 'a\u200bb\u200d\ufeffc',
  'lone surrogates': '\ud800x\udfff',
  'blessed markup': '{red-fg}{bold}x{/}{/red-fg}{|}',
  'line separators': 'a\u2028b\nc\td',
  'private use': '\ue000x\u{f0000}',
}

/** Terminals may disagree about the width: the cells around must be the same. */
const wide: Readonly<Record<string, string>> = {
  'East Asian': '日本語テスト',
  emoji: '🔥🚀👩‍👩‍👧',
  'combining marks': 'e\u0301a\u0300\u0301\u0302\u0303\u0304\u0305',
  'half of a pair at the edge': `${'x'.repeat(31)}界界界`,
}

let harness: Harness
afterEach(() => harness.dashboard.close())

/** What of a text is not plain letters, each as `A`s of its width. */
function tamed(text: string): string {
  return graphemes(sanitise(text))
    .map(character => (/^[\w. ]$/.test(character) ? character : 'A'.repeat(displayWidth(character))))
    .join('')
}

/** Every screen that shows text from the log, drawn from nothing: what was there before is not part of it. */
async function walk(): Promise<string[]> {
  const screens: string[] = []
  for (const keys of [[], ['\r'], ['9', '\r'], ['0', '\r'], ['0'], ['e', 'w'], ['c'], ['/']]) {
    await harness.press(...keys)
    harness.forget()
    await harness.press('\x0c')
    screens.push(harness.stream())
    await harness.press('\x1b', '\x1b')
  }
  return screens
}

async function start(text: string, columns: number, rows: number): Promise<void> {
  harness = await open({
    columns,
    rows,
    observation: request => believable({ end: now, text, filter: request.filter }),
  })
}

/** Everything a terminal may be told; nothing of it comes from a log. */
const allowed = /\x1b(?:\[[?>]?[\d;]*[A-Za-z]|[78=>]|[()][0AB])/g

describe.each(Object.entries(narrow))('%s', (_, text) => {
  it.each([
    [80, 24],
    [160, 50],
  ])('leave the stream at %i × %i as letters would', async (columns, rows) => {
    await start(text, columns, rows)
    const opening = harness.stream()
    const screens = await walk()
    harness.dashboard.close()
    await start(tamed(text), columns, rows)
    const expected = await walk()
    const special = new Set(graphemes(sanitise(text)).filter(character => !/^[\w. ]$/.test(character)))
    const level = (value: string): string =>
      Array.from(
        value.replace(allowed, sequence => sequence.replace('\x1b', '\0')),
        character => (special.has(character) ? 'A' : character),
      ).join('')
    screens.forEach((screen, index) => {
      expect(level(screen), `screen ${index}`).toBe(level(expected[index]!))
    })
    expect([opening, ...screens].join('').replace(allowed, '')).not.toMatch(
      /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b-\u200f]/,
    )
  })
})

describe.each(Object.entries(wide))('%s', (_, text) => {
  it('move nothing but themselves', async () => {
    await start(text, 120, 40)
    const shown = cellsOf(harness)
    harness.dashboard.close()
    await start(tamed(text), 120, 40)
    const reference = cellsOf(harness)
    const strayed = reference.flatMap((line, y) =>
      [...line].flatMap((character, x) =>
        shown[y]![x] === character || near(line, x) ? [] : [`${x},${y} ${character}`],
      ),
    )
    expect(strayed).toEqual([])
  })
})

function cellsOf(from: Harness): string[][] {
  return Array.from({ length: from.terminal.rows }, (_, y) =>
    Array.from({ length: from.terminal.cols }, (_, x) => from.cell(x, y).text || ' '),
  )
}

/** Within the word that the text is part of. */
function near(line: readonly string[], x: number): boolean {
  let from = x
  let to = x
  while (from > 0 && line[from - 1] !== ' ') from--
  while (to < line.length && line[to] !== ' ') to++
  return line.slice(from, to).join('').includes('A')
}

it('the comparison can fail: raw text does move other cells', async () => {
  harness = await open({ columns: 80, rows: 24 })
  const before = cellsOf(harness)
  harness.output.write('\x9b2J')
  await harness.settle()
  expect(cellsOf(harness)).not.toEqual(before)
})
