import type { EndpointStats, ErrorCount, Rollup, Series } from '../model/index.ts'
import { otherSeries, type SeriesKey } from './series-table.ts'

export interface EndpointContext {
  readonly keys: readonly SeriesKey[]
  /** Of the window; what rates are made with. */
  readonly seconds: number | null
  readonly seriesOf: (series: number) => Series | null
}

const messagesShown = 8

/** Most requests first, ties by endpoint, then method (code points); `(other)` last. */
export function endpointStats(
  rollups: readonly (Rollup | undefined)[],
  { keys, seconds, seriesOf }: EndpointContext,
): EndpointStats[] {
  return sortedSeries(rollups, keys).map(series => {
    const rollup = rollups[series]!
    return {
      method: keys[series]!.method,
      endpoint: keys[series]!.endpoint,
      ...rollup.stats(),
      rate: rateOf(rollup.requests, seconds),
      errorMessages: rollup.messages().slice(0, messagesShown),
      clients: rollup.clients?.top().slice(0, messagesShown) ?? [],
      series: seriesOf(series),
    }
  })
}

function sortedSeries(rollups: readonly (Rollup | undefined)[], keys: readonly SeriesKey[]): number[] {
  return [...rollups.keys()]
    .filter(series => (rollups[series]?.requests ?? 0) > 0)
    .sort(
      (a, b) =>
        Number(a === otherSeries) - Number(b === otherSeries) ||
        rollups[b]!.requests - rollups[a]!.requests ||
        compareKeys(keys[a]!, keys[b]!),
    )
}

function compareKeys(a: SeriesKey, b: SeriesKey): number {
  return compareCodePoints(a.endpoint, b.endpoint) || compareCodePoints(a.method ?? '', b.method ?? '')
}

export function rateOf(requests: number, seconds: number | null): number | null {
  return seconds !== null && seconds > 0 ? requests / seconds : null
}

/**
 * Series whose charts are worth keeping: most requests, most time spent, most errors. Ties by name: by which came
 * first, a shuffled log would have other charts.
 */
export function seriesThatMatter(
  rollups: readonly (Rollup | undefined)[],
  keys: readonly SeriesKey[],
): Set<number> {
  const held = [...rollups.keys()].filter(series => (rollups[series]?.requests ?? 0) > 0)
  const chosen = new Set<number>()
  const choose = (count: number, weigh: (rollup: Rollup) => number): void => {
    const weights = new Map(held.map(series => [series, weigh(rollups[series]!)]))
    held
      .filter(series => weights.get(series)! > 0)
      .sort((a, b) => weights.get(b)! - weights.get(a)! || compareKeys(keys[a]!, keys[b]!))
      .slice(0, count)
      .forEach(series => void chosen.add(series))
  }
  choose(20, rollup => rollup.requests)
  choose(10, rollup => rollup.durationSum)
  choose(10, rollup => rollup.errors)
  return chosen
}

const errorsShown = 100

/** Status codes ≥ 400 by endpoint, most first, with the commonest message. */
export function topErrors(
  rollups: readonly (Rollup | undefined)[],
  keys: readonly SeriesKey[],
): ErrorCount[] {
  const errors: ErrorCount[] = []
  rollups.forEach((rollup, series) => {
    if (rollup === undefined) return
    for (const [status, count] of rollup.statuses())
      if (status >= 400) errors.push({ status, ...keys[series]!, count, message: rollup.messageOf(status) })
  })
  return errors
    .sort(
      (a, b) =>
        b.count - a.count ||
        a.status - b.status ||
        compareCodePoints(a.endpoint, b.endpoint) ||
        compareCodePoints(a.method ?? '', b.method ?? ''),
    )
    .slice(0, errorsShown)
}

/** UTF-16 order puts U+FFFD after an emoji; code point order does not. */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return surrogatesLast(x) - surrogatesLast(y)
  }
  return a.length - b.length
}

function surrogatesLast(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}
