import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createDecoder, detect } from '../../src/decode/index.ts'
import { ManualClock } from '../../src/model/index.ts'
import { addUp, lawOfCounting, percentile, type Totals } from './totals.ts'

const folder = join(import.meta.dirname, '..', 'fixtures', 'logs')
const now = 1_800_000_000

interface Truth {
  lines: number
  requests: number
  errors_4xx: number
  errors_5xx: number
  status_unknown: number
  status_counts: Record<string, number>
  cache_hits: number | null
  cache_misses: number | null
  cache_excluded: number | null
  with_latency: number
  avg_response_ms: number | null
  p50_ms: number | null
  p99_ms: number | null
  min_ms: number | null
  max_ms: number | null
  first_ts_ms: number | null
  last_ts_ms: number | null
  endpoints: Record<string, number>
}

function decodeWhole(bytes: Uint8Array, planned: boolean): Totals {
  const options = { source: 0, clock: new ManualClock(now), zone: 'UTC' }
  const decoder = createDecoder(planned ? { ...options, plan: detect([bytes], options) } : options)
  const batches = decoder.write(bytes, { identity: 'file', offset: bytes.length })
  batches.push(...decoder.end())
  return addUp(batches)
}

function checkTruth(totals: Totals, truth: Truth): void {
  const { '0': unknown = 0, ...known } = totals.statuses
  const { '0': _, ...knownTruth } = truth.status_counts
  expect(totals.requests).toBe(truth.requests)
  expect(totals.endpoints).toEqual(truth.endpoints)
  expect(known).toEqual(knownTruth)
  expect(unknown).toBe(truth.status_unknown)
  expect(totals.hits).toBe(truth.cache_hits ?? 0)
  expect(totals.misses).toBe(truth.cache_misses ?? 0)
  if (truth.cache_hits === null) expect(totals.otherCache).toBe(0)
  expect(totals.durations.length).toBe(truth.with_latency)
  expect(lawOfCounting(totals.ingest), JSON.stringify(totals.ingest)).toBe(true)
  if (truth.first_ts_ms !== null) {
    expect(Math.min(...totals.times)).toBeCloseTo(truth.first_ts_ms / 1000, 3)
    expect(Math.max(...totals.times)).toBeCloseTo(truth.last_ts_ms! / 1000, 3)
  } else expect(new Set(totals.times)).toEqual(new Set([now]))
  if (truth.with_latency === 0) return
  const mean = totals.durations.reduce((a, b) => a + b, 0) / totals.durations.length
  near(mean, truth.avg_response_ms)
  near(percentile(totals.durations, 0.5), truth.p50_ms)
  near(percentile(totals.durations, 0.99), truth.p99_ms)
  near(totals.durations[0]!, truth.min_ms)
  near(totals.durations.at(-1)!, truth.max_ms)
}

function near(seconds: number | null, milliseconds: number | null): void {
  const expected = milliseconds! / 1000
  expect(Math.abs(seconds! - expected), `${seconds} s, expected ${expected} s`).toBeLessThanOrEqual(
    Math.abs(expected) * 0.02 + 1e-12,
  )
}

const names = readdirSync(folder)
  .filter(file => file.endsWith('.expected.json'))
  .map(file => file.slice(0, -'.expected.json'.length))

describe.each(names)('%s', name => {
  const bytes = readFileSync(join(folder, `${name}.jsonl`))
  const truth = JSON.parse(readFileSync(join(folder, `${name}.expected.json`), 'utf8')) as Truth

  it('gives the truth with a plan', () => checkTruth(decodeWhole(bytes, true), truth))
  it('gives the truth as a stream', () => checkTruth(decodeWhole(bytes, false), truth))
})
