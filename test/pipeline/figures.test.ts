import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createDecoder } from '../../src/decode/index.ts'
import { analyse } from '../../src/insight/index.ts'
import { ManualClock, type RequestBatch, type ResponseTimeStats } from '../../src/model/index.ts'
import { runReport } from '../../src/pipeline/report-run.ts'
import { fixture } from '../support/cli.ts'

const clock = new ManualClock(1_800_000_000)
const logs = readdirSync(fixture('logs'))
  .filter(name => name.endsWith('.jsonl'))
  .map(name => name.slice(0, -'.jsonl'.length))

interface Row {
  readonly key: string
  readonly time: number
  /** Seconds; NaN where the log says nothing. */
  readonly duration: number
}

function rowsOf(batch: RequestBatch): Row[] {
  const text = (column: Int32Array, row: number) => batch.strings[column[row]!] ?? '-'
  return Array.from({ length: batch.length }, (_, row) => ({
    key: `${text(batch.method, row)} ${text(batch.endpoint, row)}`,
    time: batch.timestamp[row]!,
    duration: batch.duration[row]!,
  }))
}

/** Each request of a log, without any rollup, sketch or window. */
function requestsOf(path: string): Row[] {
  const bytes = readFileSync(path)
  const decoder = createDecoder({ source: 0, clock, zone: 'UTC' })
  const batches = decoder.write(bytes, { identity: 'file', offset: bytes.length })
  return [...batches, ...decoder.end()].flatMap(rowsOf)
}

/** Mean by plain addition, percentiles by nearest rank in the sorted durations. */
function expectFigures(figures: ResponseTimeStats, rows: readonly Row[]): void {
  const sorted = rows
    .map(({ duration }) => duration)
    .filter(duration => !Number.isNaN(duration))
    .sort((a, b) => a - b)
  const rank = (q: number) => sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1] ?? null
  const mean = sorted.length === 0 ? null : sorted.reduce((a, b) => a + b) / sorted.length
  expect(figures.count).toBe(sorted.length)
  expectNear(figures.mean, mean, 1e-9)
  expectNear(figures.min, sorted[0] ?? null, 1e-12)
  expectNear(figures.max, sorted.at(-1) ?? null, 1e-12)
  for (const [name, q] of [
    ['p50', 0.5],
    ['p90', 0.9],
    ['p95', 0.95],
    ['p99', 0.99],
    ['p999', 0.999],
  ] as const)
    expectNear(figures[name], rank(q), 0.011)
}

function expectNear(actual: number | null, exact: number | null, share: number): void {
  if (exact === null || actual === null) expect(actual).toBe(exact)
  else expect(Math.abs(actual - exact)).toBeLessThanOrEqual(share * exact + 1e-12)
}

describe.each(logs)('mean and percentiles of %s against exact computation', name => {
  it('are right for everything, for each endpoint, and where they are judged', async () => {
    const path = fixture(`logs/${name}.jsonl`)
    const rows = requestsOf(path)
    const snapshot = await runReport({
      inputs: [{ kind: 'file', path }],
      clock,
      windowSeconds: null,
      range: null,
      decode: { zone: 'UTC' },
      collector: { routes: false },
      onError: error => {
        throw error
      },
      explain: () => {},
      threads: 1,
    })
    expect(snapshot.requests.total).toBe(rows.length)
    expectFigures(snapshot.requests.responseTime, rows)
    for (const stats of snapshot.endpoints) {
      const key = `${stats.method ?? '-'} ${stats.endpoint === '(unknown)' ? '-' : stats.endpoint}`
      expectFigures(
        stats.responseTime,
        rows.filter(row => row.key === key),
      )
    }
    const { from, to } = snapshot.recent.window
    const judged = rows.filter(({ time }) => time >= from! - 1e-6 && time <= to! + 1e-6)
    expectFigures(snapshot.recent.requests.responseTime, judged)
    const factor = analyse(snapshot).health.factors.find(({ id }) => id === 'responseTime')!
    if (factor.state === 'scored') expect(factor.value).toBe(snapshot.recent.requests.responseTime.mean)
  })
})
