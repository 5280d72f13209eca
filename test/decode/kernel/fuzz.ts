import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { DecodeOptions } from '../../../src/decode/index.ts'
import { allColumns } from '../../../src/decode/options.ts'
import { bothWays, fixedClock, type Outcome, planFor } from './compare.ts'
import { mutated, records, wrappings } from './lines.ts'
import { pick, type Random, seeded } from './random.ts'

const folder = join(import.meta.dirname, '../../fixtures/logs')
const newline = Uint8Array.of(10)

/** Lines of every sample log. */
const samples: readonly (readonly Uint8Array[])[] = readdirSync(folder)
  .filter(file => !file.endsWith('.expected.json'))
  .map(file => linesOf(readFileSync(join(folder, file))))

function linesOf(bytes: Buffer): Uint8Array[] {
  const lines: Uint8Array[] = []
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(10, from)
    lines.push(bytes.subarray(from, end < 0 ? bytes.length : end))
    from = (end < 0 ? bytes.length : end) + 1
  }
  return lines
}

const encoder = new TextEncoder()
const linesPerLog = 2000

/** A log of one or several products, with as many odd values and changed bytes as luck has it. */
function logOf(random: Random): Buffer {
  const mutations = pick(random, [0, 0.005, 0.02, 0.05, 0.3])
  const sources = Array.from({ length: random() < 0.7 ? 1 : 3 }, () => sourceOf(random))
  const parts: Uint8Array[] = []
  const repetitions = random() < 0.2 ? 0.2 : 0
  let line = pick(random, sources)(random)
  for (let i = 0; i < linesPerLog; i++) {
    line = random() < repetitions ? retold(line) : pick(random, sources)(random)
    parts.push(
      random() < mutations ? mutated(random, line) : line,
      random() < 0.002 ? encoder.encode('\r\n') : newline,
    )
  }
  return Buffer.concat(random() < 0.5 ? parts : parts.slice(0, -1))
}

/** The same request once more, with another message. */
function retold(line: Uint8Array): Uint8Array {
  return encoder.encode(
    Buffer.from(line)
      .toString('utf8')
      .replace(/"msg":"/, '"msg":"again: '),
  )
}

function sourceOf(random: Random): (random: Random) => Uint8Array {
  if (random() < 0.3) {
    const lines = pick(random, samples)
    return r => pick(r, lines)
  }
  const record = pick(random, records)
  const oddity = pick(random, [0, 0.001, 0.01, 0.1])
  const wrap = random() < 0.25 ? pick(random, wrappings) : null
  return r => {
    const line = record(r, oddity)
    return encoder.encode(wrap === null || r() < oddity ? line : wrap(r, line))
  }
}

function optionsOf(random: Random, log: Uint8Array): DecodeOptions {
  const some = <T>(share: number, value: T): T | undefined => (random() < share ? value : undefined)
  const options: DecodeOptions = {
    source: 3,
    clock: fixedClock,
    zone: pick(random, ['UTC', 'Europe/Berlin', '+05:30']),
    maxBatchRows: some(0.3, 1 + Math.floor(random() * 500)),
    maxLineBytes: some(0.1, 100 + Math.floor(random() * 400)),
    maxDepth: some(0.1, 1 + Math.floor(random() * 4)),
    keepLines: random() < 0.2,
    rejectFuture: random() < 0.2,
    columns: some(
      0.5,
      allColumns.filter(() => random() < 0.3),
    ),
    units: some(0.1, { duration: pick(random, ['ms', 's', 'ns'] as const) }),
    map: some(0.1, [
      { field: 'endpoint', path: pick(random, ['msg', 'req.url', 'http_user_agent', 'nowhere']) },
    ]),
  }
  return random() < 0.7 ? planFor(log.subarray(0, 100_000), options) : options
}

/** Sizes of chunks: large ones, now and then tiny ones. */
function cutsOf(random: Random, size: number): number[] {
  if (random() < 0.3) return [size]
  const largest = pick(random, [200, 3000, 20_000, 70_000, 300_000])
  return Array.from({ length: 200 }, () => 1 + Math.floor(random() ** 2 * largest))
}

/** The log of a round, and how it is read. */
export function logAt(seed: number, round: number): { log: Buffer; options: DecodeOptions; cuts: number[] } {
  const random = seeded(seed * 1_000_003 + round)
  const log = logOf(random)
  return { log, options: optionsOf(random, log), cuts: cutsOf(random, log.length) }
}

/** The logs that a seed gives, one after the other, read both ways. @returns the first difference, or `null` */
export function fuzz(
  seed: number,
  lines: number,
  progress: (done: number) => void = () => {},
): string | null {
  for (let done = 0, round = 0; done < lines; done += linesPerLog, round++) {
    const { log, options, cuts } = logAt(seed, round)
    const { kernel, plain } = bothWays(log, options, cuts)
    if (!isDeepStrictEqual(kernel, plain)) return `seed ${seed}, round ${round}: ${difference(kernel, plain)}`
    progress(done + linesPerLog)
  }
  return null
}

function difference(kernel: Outcome, plain: Outcome): string {
  const at = plain.rows.findIndex((row, i) => row !== kernel.rows[i])
  if (at >= 0 || kernel.rows.length !== plain.rows.length)
    return `row ${at} of ${plain.rows.length}\n  kernel ${kernel.rows[at]}\n  plain  ${plain.rows[at]}\n  of ${kernel.rows.length} rows`
  if (!isDeepStrictEqual(kernel.counters, plain.counters))
    return `counters\n  kernel ${JSON.stringify(kernel.counters)}\n  plain  ${JSON.stringify(plain.counters)}`
  return `batches\n  kernel ${kernel.cuts}\n  plain  ${plain.cuts}`
}
