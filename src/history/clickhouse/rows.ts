import {
  Cache,
  type ChangedBucket,
  Rollup,
  type StoredSeries,
  type SystemSample,
  type TopCounter,
} from '../../model/index.ts'
import { type State, states } from './schema.ts'

const cacheOf: Readonly<Record<State, number>> = {
  hit: Cache.hit,
  miss: Cache.miss,
  unknown: Cache.unknown,
}

/** Rows of a bucket as lines of JSON; `null` methods are empty. */
export function* rollupLines({ step, time, rollups }: ChangedBucket, version: number): Generator<string> {
  for (const [series, rollup] of rollups)
    yield JSON.stringify({ step, time, ...keyOf(series), version, ...figuresOf(rollup) })
}

function keyOf({ host, source, method, endpoint }: StoredSeries): object {
  return { host, source, method: method ?? '', endpoint: wellFormed(endpoint) }
}

/** Half an emoji is no UTF-8; it is written as it would be in a program, so that two of them stay two. */
function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, half => `\\u${half.charCodeAt(0).toString(16)}`)
}

function figuresOf(rollup: Rollup): Record<string, unknown> {
  const statuses = [...rollup.statuses()].sort((a, b) => a[0] - b[0])
  const row: Record<string, unknown> = {
    requests: rollup.requests,
    status_unknown: rollup.statusUnknown,
    codes: statuses.map(([code]) => code),
    code_counts: statuses.map(([, count]) => count),
    cache_hits: rollup.cacheHits,
    cache_misses: rollup.cacheMisses,
    cache_other: rollup.cacheOther,
    ...topOf('message', rollup.errorMessages),
    ...topOf('client', rollup.clients),
  }
  for (const state of states) {
    const distribution = rollup[state]
    const some = distribution !== null && distribution.count > 0
    const [seconds, nanoseconds] = some ? distribution.sumParts() : [0, 0]
    const buckets = some ? [...distribution.sketch.buckets()] : []
    row[`${state}_zeros`] = some ? distribution.sketch.zero : 0
    row[`${state}_seconds`] = seconds
    row[`${state}_nanoseconds`] = nanoseconds
    row[`${state}_min`] = some ? distribution.min : 0
    row[`${state}_max`] = some ? distribution.max : 0
    row[`${state}_bins`] = buckets.map(([bin]) => bin)
    row[`${state}_counts`] = buckets.map(([, count]) => count)
  }
  return row
}

function topOf(name: 'message' | 'client', counter: TopCounter | null): Record<string, unknown> {
  const top = counter?.top() ?? []
  return {
    [`${name}s`]: top.map(({ value }) => wellFormed(value)),
    [`${name}_counts`]: top.map(({ count }) => count),
    [`${name}_errors`]: top.map(({ error }) => error),
    [`${name}_floor`]: counter?.floor ?? 0,
  }
}

/** A sample as a line of JSON. */
export function sampleLine(sample: SystemSample, host: string, version: number): string {
  const { timestamp, host: named, ...rest } = sample
  return JSON.stringify({ time: timestamp, host: named ?? host, version, ...rest })
}

/** What is put together of rows in the engine, in the order in which `rollupOf` reads it. */
export const figures: string = [
  'sum(requests)',
  'sum(status_unknown)',
  'sumMap(codes, code_counts)',
  'sum(cache_hits)',
  'sum(cache_misses)',
  'sum(cache_other)',
  ...states.flatMap(state => {
    const some = `${state}_zeros > 0 OR notEmpty(${state}_bins)`
    return [
      `sum(${state}_zeros)`,
      `sum(${state}_seconds)`,
      `sum(${state}_nanoseconds)`,
      `minIf(${state}_min, ${some})`,
      `maxIf(${state}_max, ${some})`,
      `sumMap(${state}_bins, ${state}_counts)`,
    ]
  }),
  'sum(message_floor)',
  'sum(client_floor)',
].join(', ')

type Pairs = readonly [keys: readonly number[], counts: readonly number[]]

export interface ReadRollup {
  readonly rollup: Rollup
  readonly messageFloor: number
  readonly clientFloor: number
}

/** A rollup from the columns of `figures`. */
export function rollupOf(columns: readonly unknown[]): ReadRollup {
  let at = 0
  const number = (): number => Number(columns[at++])
  const pairs = (): Pairs => columns[at++] as Pairs
  const rollup = new Rollup()
  rollup.requests = number()
  rollup.statusUnknown = number()
  const [codes, counts] = pairs()
  codes.forEach((code, i) => void rollup.addStatus(code, Number(counts[i])))
  rollup.cacheHits = number()
  rollup.cacheMisses = number()
  rollup.cacheOther = number()
  for (const state of states) {
    const [zeros, seconds, nanoseconds, min, max] = [number(), number(), number(), number(), number()]
    const [bins, times] = pairs()
    if (zeros === 0 && bins.length === 0) continue
    const distribution = rollup.durationsOf(cacheOf[state])
    distribution.addFigures(min, max, nanoseconds)
    distribution.addWholeSeconds(seconds)
    distribution.sketch.addZeros(zeros)
    bins.forEach((bin, i) => void distribution.sketch.addToBucket(bin, Number(times[i])))
  }
  return { rollup, messageFloor: number(), clientFloor: number() }
}
