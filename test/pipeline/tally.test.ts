import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Collector, type CollectorOptions, transferables } from '../../src/collector/index.ts'
import { createDecoder, detect } from '../../src/decode/index.ts'
import { ManualClock, type RequestBatch, type Snapshot } from '../../src/model/index.ts'

const clock = new ManualClock(1_795_400_000)
const start = 1_795_300_000

/** A generator of numbers in [0, 1) that gives the same ones each time. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

interface Shape {
  readonly lines: number
  /** Seconds from the first to the last. */
  readonly span: number
  /** Seconds that a line may be out of order. */
  readonly disorder: number
  readonly endpoints: number
}

function logOf({ lines, span, disorder, endpoints }: Shape, seed: number): Buffer {
  const random = randomFrom(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const text: string[] = []
  for (let i = 0; i < lines; i++) {
    const time = start + (span * i) / lines + (random() - 0.5) * disorder
    const duration = pick([
      Math.exp(random() * 8 - 6),
      Math.exp(random() * 5 - 6),
      0.25,
      0,
      0.25,
      1e-9,
      250,
      5_000_000,
      null,
    ])
    const record = {
      timestamp: Math.round(time * 1000) / 1000,
      endpoint: `/${pick(['a', 'b', 'users'])}/${Math.floor(random() ** 2 * endpoints)}x`,
      method: pick(['GET', 'GET', 'POST', 'get', 'PURGE', 'BREW']),
      status_code: pick([200, 200, 200, 204, 304, 404, 500, 503]),
      response_time: duration,
      cache_hit: pick([true, true, false, null, undefined]),
      ...(random() < 0.02 && { error_message: `it broke ${Math.floor(random() * 8)}` }),
    }
    const line = JSON.stringify(record)
    text.push(random() < 0.01 ? line.replace('/', '\\u002f') : random() < 0.005 ? line.slice(0, 40) : line)
  }
  return Buffer.from(`${text.join('\n')}\n`)
}

interface Outcome {
  readonly snapshot: Snapshot
  /** Requests that needed no row. */
  readonly tallied: number
}

function collect(
  bytes: Buffer,
  options: Partial<CollectorOptions>,
  tally: boolean,
  all: Buffer = bytes,
): { collector: Collector; tallied: number } {
  const collector = new Collector({ clock, profile: 'report', ...options })
  const source = { source: 0, clock, columns: ['errorMessage'] as const, keepLines: true }
  const guide = tally ? (collector.tallyGuide() ?? undefined) : undefined
  const decoder = createDecoder({
    ...source,
    plan: detect([all], source),
    kernel: tally ? 'always' : 'off',
    tally: guide,
  })
  let tallied = 0
  const add = (batches: readonly RequestBatch[]): void => {
    for (const batch of batches) {
      for (const { requests } of batch.tallies ?? []) tallied += requests
      collector.add(batch)
    }
  }
  const piece = 100_000
  for (let at = 0; at < bytes.length; at += piece) {
    const end = Math.min(bytes.length, at + piece)
    add(decoder.write(bytes.subarray(at, end), { identity: 'x', offset: end }))
  }
  add(decoder.end())
  return { collector, tallied }
}

function snapshotOf(collector: Collector): Snapshot {
  return { ...collector.snapshot({ windowSeconds: null, sources: [] }), generatedAt: 0 }
}

function report(bytes: Buffer, options: Partial<CollectorOptions>, tally: boolean): Outcome {
  const { collector, tallied } = collect(bytes, options, tally)
  if (!collector.recentIsExact) return report(bytes, { ...options, tallyRecent: false }, tally)
  return { snapshot: snapshotOf(collector), tallied }
}

/** As several threads would make it. */
function reportOfParts(bytes: Buffer, options: Partial<CollectorOptions>): Collector {
  const cuts = [0, 0.2, 0.7, 1].map(share => bytes.lastIndexOf(10, Math.floor(bytes.length * share)) + 1)
  const [first, ...others] = cuts
    .slice(1)
    .map(
      (end, place) => collect(bytes.subarray(cuts[place], end), { ...options, place }, true, bytes).collector,
    )
  const states = others.map(collector => {
    const state = collector.export()
    return structuredClone(state, { transfer: transferables(state) })
  })
  first!.absorb(states)
  return first!
}

const shapes: Readonly<Record<string, Shape>> = {
  'a minute in order': { lines: 20_000, span: 60, disorder: 0, endpoints: 20 },
  'an hour about in order': { lines: 40_000, span: 3600, disorder: 3, endpoints: 40 },
  'a month with few lines a cell': { lines: 20_000, span: 30 * 86_400, disorder: 600, endpoints: 5 },
  'an hour in no order': { lines: 20_000, span: 3600, disorder: 7200, endpoints: 20 },
  'more endpoints than are kept': { lines: 30_000, span: 3600, disorder: 1, endpoints: 4000 },
}

describe('requests that are counted where they are read', () => {
  for (const [name, shape] of Object.entries(shapes)) {
    const bytes = logOf(shape, 7)
    const options = { newestAtLeast: start + shape.span / 2, maxEndpoints: 100 }
    it(`give the same report as rows: ${name}`, () => {
      const rows = report(bytes, options, false)
      expect(rows.tallied).toBe(0)
      const newest = rows.snapshot.lastEventAt!
      for (const newestAtLeast of [newest, newest - 0.5, options.newestAtLeast]) {
        const known = { ...options, newestAtLeast, oldestAtMost: start + shape.span / 4 }
        const counted = report(bytes, known, true)
        expect(counted.snapshot).toEqual(rows.snapshot)
      }
    })
    it(`give the same report when threads share the work: ${name}`, () => {
      const all = { ...options, maxEndpoints: 20_000 }
      const rows = report(bytes, all, false).snapshot
      const known = { ...all, newestAtLeast: rows.lastEventAt! }
      const merged = reportOfParts(bytes, known)
      expect(merged.recentIsExact).toBe(true)
      expect(snapshotOf(merged)).toEqual(rows)
      const early = reportOfParts(bytes, { ...known, newestAtLeast: rows.lastEventAt! - 1 })
      if (early.recentIsExact) expect(snapshotOf(early)).toEqual(rows)
    })
    it(`give the same report of a range: ${name}`, () => {
      const range = { from: start + shape.span / 3 + 0.25, to: start + (2 * shape.span) / 3 }
      const previousRange = { from: start + shape.span / 8, to: range.from }
      for (const window of [{ range }, { range, previousRange }]) {
        const rows = report(bytes, { ...options, ...window }, false)
        const counted = report(bytes, { ...options, ...window }, true)
        expect(counted.snapshot).toEqual(rows.snapshot)
      }
    })
  }

  it('say so when the newest minutes begin elsewhere', () => {
    const bytes = logOf({ lines: 60_000, span: 900, disorder: 0, endpoints: 3 }, 3)
    const newest = report(bytes, {}, false).snapshot.lastEventAt!
    const exact = (newestAtLeast: number): boolean =>
      collect(bytes, { newestAtLeast }, true).collector.recentIsExact
    expect([newest, newest - 2, newest - 100].map(exact)).toEqual([true, false, false])
  })

  it('have exact sums, however long they took', () => {
    const line = (i: number): string =>
      `{"timestamp":${start + i / 2000},"endpoint":"/x","method":"GET","status_code":200,"duration_seconds":99.0000000${10 + (i % 83)}}`
    // 19.8 million seconds: beyond 2^53 nanoseconds, where a sum of numbers would be rounded.
    const bytes = Buffer.from(`${Array.from({ length: 200_000 }, (_, i) => line(i)).join('\n')}\n`)
    const rows = report(bytes, {}, false)
    const counted = report(bytes, { newestAtLeast: rows.snapshot.lastEventAt! }, true)
    expect(counted.tallied).toBeGreaterThan(190_000)
    expect(counted.snapshot).toEqual(rows.snapshot)
    let nanoseconds = 0n
    for (let i = 0; i < 200_000; i++) nanoseconds += 99_000_000_010n + BigInt(i % 83)
    const exact = Number(nanoseconds / 1_000_000_000n) + Number(nanoseconds % 1_000_000_000n) / 1e9
    expect(counted.snapshot.requests.durationSum).toBe(exact)
  })

  it('are told of the slowest ones, too, once each', () => {
    const bytes = logOf({ lines: 30_000, span: 600, disorder: 0, endpoints: 5 }, 11)
    const rows = report(bytes, {}, false).snapshot
    const { collector } = collect(bytes, { newestAtLeast: rows.lastEventAt! }, true)
    const counted = snapshotOf(collector)
    expect(counted.slowest).toHaveLength(100)
    expect(counted.slowest).toEqual(rows.slowest)
    expect(counted.requests.total + counted.ingest.outsideWindow).toBe(counted.ingest.requests)
  })

  it('are many even of an odd log', () => {
    const shape = { lines: 40_000, span: 36_000, disorder: 3, endpoints: 5 }
    const { tallied } = report(logOf(shape, 1), { newestAtLeast: start + shape.span }, true)
    // three of nine durations are those of the slowest, or have no place, or are written with an exponent
    expect(tallied).toBeGreaterThan(shape.lines / 6)
  })

  it('are none where each has to be seen', () => {
    const all = (options: Partial<CollectorOptions>): unknown =>
      new Collector({ clock, profile: 'report', newestAtLeast: start, ...options }).tallyGuide()
    expect(all({})).not.toBeNull()
    expect(all({ newestAtLeast: null })).toBeNull()
    expect(all({ keepClients: true })).toBeNull()
    expect(all({ groupBy: 'status' })).toBeNull()
    expect(all({ windowSeconds: 60 })).toBeNull()
    expect(all({ profile: 'live' })).toBeNull()
    expect(all({ filter: { text: 'x', fields: new Set(), scope: 'row', test: () => true } })).toBeNull()
  })
})

const logs = join(import.meta.dirname, '..', 'fixtures', 'logs')

describe('logs of real servers', () => {
  for (const name of readdirSync(logs).filter(file => file.endsWith('.jsonl'))) {
    it(`come out the same: ${name}`, () => {
      const bytes = readFileSync(join(logs, name))
      const options = { newestAtLeast: 1_795_399_000 }
      const rows = report(bytes, options, false).snapshot
      const counted = report(bytes, options, true).snapshot
      expect(counted).toEqual(rows)
    })
  }
})
