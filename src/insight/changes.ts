import type { Change, EndpointStats, Snapshot } from '../model/index.ts'
import { falseAlarms } from './rates.ts'
import { endpointSeries, type NamedSeries } from './series.ts'
import { adjustP } from './statistics/benjamini-hochberg.ts'
import { type ChangeTest, testChanges } from './statistics/change-points.ts'

/** Endpoints that are looked at one by one. */
const mostEndpoints = 20
/** Percentiles are known within 1.1 %. */
const leastChange = 0.011
const leastBesideLargest = 0.1
/** Jumps within so many buckets are one event. */
export const sameEvent = 3
/** Which of them is named. */
const latencyOrder = ['p95', 'p99', 'mean', 'p50']

interface Found extends Change {
  /** Of the series it was found in. */
  readonly pValue: number
}

interface Candidate {
  readonly endpoint: EndpointStats | null
  readonly series: NamedSeries
}

/**
 * When series jumped, from what to what: the headline series first, then the endpoints, each in order of
 * time.
 */
export function findChanges(snapshot: Snapshot, headline: readonly NamedSeries[]): Change[] {
  const ofAll = headline.map(series => ({ endpoint: null, series }))
  const ofEndpoints = thatMatter(snapshot.endpoints).flatMap(endpoint =>
    endpointSeries(endpoint.series!, snapshot.window).map(series => ({ endpoint, series })),
  )
  const near = sameEvent * snapshot.series.stepSeconds
  return [
    ...significant(ofAll, falseAlarms.changes, near),
    ...significant(ofEndpoints, falseAlarms.endpointChanges, near),
  ]
}

/** By their part of requests, time and errors, whichever is largest. */
export function thatMatter(endpoints: readonly EndpointStats[]): EndpointStats[] {
  const total = (read: (stats: EndpointStats) => number): number =>
    endpoints.reduce((sum, one) => sum + read(one), 0) || 1
  const [requests, time, errors] = [
    total(one => one.total),
    total(one => one.durationSum),
    total(one => one.errors),
  ]
  const weight = (one: EndpointStats): number =>
    Math.max(one.total / requests, one.durationSum / time, one.errors / errors)
  return endpoints
    .filter(one => one.series !== null)
    .map(one => ({ one, weight: weight(one) }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, mostEndpoints)
    .map(({ one }) => one)
}

function significant(candidates: readonly Candidate[], rate: number, near: number): Change[] {
  const tests = candidates.map(({ series }) => testChanges(series.times, series.values))
  const adjusted = adjustP(tests.map(({ pValue }) => pValue))
  const found = candidates.flatMap(({ endpoint, series }, i) =>
    adjusted[i]! > rate ? [] : changesAt(endpoint, series, tests[i]!),
  )
  return withoutRepeats(found, near).sort((a, b) => a.at - b.at)
}

function changesAt(
  endpoint: EndpointStats | null,
  series: NamedSeries,
  { cuts, pValue }: ChangeTest,
): Found[] {
  const edges = [0, ...cuts, series.values.length]
  const found = cuts.flatMap((cut, i) => {
    const before = series.level(edges[i]!, cut)
    const after = series.level(cut, edges[i + 2]!)
    if (before === null || after === null) return []
    if (Math.abs(after - before) <= leastChange * Math.max(Math.abs(before), Math.abs(after))) return []
    return [
      {
        series: series.name,
        method: endpoint?.method ?? null,
        endpoint: endpoint?.endpoint ?? null,
        at: series.times[cut]!,
        before,
        after,
        pValue,
      },
    ]
  })
  // What is small beside the largest is the slope of its foot.
  const largest = Math.max(...found.map(sizeOf))
  return found.filter(change => sizeOf(change) >= leastBesideLargest * largest)
}

/** Endpoints that are named when many jumped together. */
const mostAlike = 3

/**
 * What is worth reading: where a headline series and more than a few endpoints jumped together, the
 * endpoints with the largest factors stand for the rest.
 */
export function worthShowing(changes: readonly Change[], near: number): Change[] {
  const headline = changes.filter(change => change.endpoint === null)
  const alike = (a: Change, b: Change): boolean =>
    kindOf(a) === kindOf(b) &&
    Math.sign(a.after - a.before) === Math.sign(b.after - b.before) &&
    Math.abs(a.at - b.at) <= near
  return changes.filter(change => {
    if (change.endpoint === null || !headline.some(other => alike(other, change))) return true
    const larger = changes.filter(
      other => other.endpoint !== null && alike(other, change) && factorOf(other) > factorOf(change),
    )
    return larger.length < mostAlike
  })
}

function kindOf({ series }: Change): string {
  return latencyOrder.includes(series) ? 'latency' : series
}

function factorOf({ before, after }: Change): number {
  return Math.abs(Math.log((after + 1e-9) / (before + 1e-9)))
}

function sizeOf({ before, after }: Change): number {
  return Math.abs(after - before)
}

/**
 * One slow deploy moves mean, p50, p95 and p99: the first of `latencyOrder` speaks for all, and the clearest
 * of them says when.
 */
function withoutRepeats(found: readonly Found[], near: number): Change[] {
  return found.flatMap(({ pValue, ...change }) => {
    const rank = latencyOrder.indexOf(change.series)
    if (rank < 0) return [change]
    const alike = found.filter(other => isSameEvent(change, other, near))
    if (alike.some(({ series }) => latencyOrder.indexOf(series) < rank)) return []
    const clearest = alike.reduce((a, b) => (b.pValue < a.pValue ? b : a), { pValue, at: change.at })
    return [{ ...change, at: clearest.at }]
  })
}

function isSameEvent(a: Change, b: Change, near: number): boolean {
  return (
    latencyOrder.includes(b.series) &&
    a.endpoint === b.endpoint &&
    a.method === b.method &&
    Math.sign(a.after - a.before) === Math.sign(b.after - b.before) &&
    Math.abs(a.at - b.at) <= near
  )
}
