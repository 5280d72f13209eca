import type { Series, SeriesPoint, Window } from '../model/index.ts'
import { median } from './statistics/median.ts'

/** One figure over the buckets of a window. */
export interface NamedSeries {
  readonly name: string
  /** Starts of the buckets, seconds since the epoch. */
  readonly times: Float64Array
  /** NaN where it was not measured. */
  readonly values: Float64Array
  /** The figure over the buckets from … to − 1 together. */
  level(from: number, to: number): number | null
}

type Points = readonly SeriesPoint[]

interface Definition {
  readonly name: string
  value(point: SeriesPoint): number | null
  /** Default: the median of the values. */
  readonly level?: (points: Points) => number | null
  /** Smallest share of requests that lie beyond the percentile. */
  readonly tail?: number
}

/** Under so many requests a percentile of a bucket is just one of them. */
const leastForPercentile = 5

const ratio = (
  part: (point: SeriesPoint) => number,
  whole: (point: SeriesPoint) => number,
): Omit<Definition, 'name'> => ({
  value: point => share(part(point), whole(point)),
  level: points => share(sum(points, part), sum(points, whole)),
})
const percentile = (name: 'p50' | 'p95' | 'p99', tail: number): Definition => ({
  name,
  value: point => (point.requests < leastForPercentile ? null : point[name]),
  tail,
})

const latency: readonly Definition[] = [
  { name: 'mean', value: point => point.mean },
  percentile('p50', 0.5),
  percentile('p95', 0.05),
  percentile('p99', 0.01),
]
const errorRate: Definition = {
  name: 'errorRate',
  ...ratio(
    point => point.errors,
    point => point.requests - point.statusUnknown,
  ),
}
const cacheHitRate: Definition = {
  name: 'cacheHitRate',
  ...ratio(
    point => point.cacheHits,
    point => point.cacheHits + point.cacheMisses,
  ),
}
const gauges: readonly Definition[] = [
  { name: 'cpu', value: point => point.cpuPercent },
  { name: 'memory', value: point => point.memoryPercent },
  { name: 'disk', value: point => point.diskUsagePercent },
  { name: 'connections', value: point => point.activeConnections },
]

/** Everything that is followed of the whole: `requests` (a second), latencies, shares, gauges. */
export function headlineSeries(series: Series, window: Window, gaugesCount: boolean): NamedSeries[] {
  const definitions = [...latency, errorRate, cacheHitRate, ...(gaugesCount ? gauges : [])]
  return followed(
    series,
    window,
    definitions.filter(definition => isUsable(series.points, definition)),
  )
}

/**
 * What is followed of one endpoint: `requests`, `p95` (`mean` where that is too few requests), `errorRate`.
 */
export function endpointSeries(series: Series, window: Window): NamedSeries[] {
  const time = [latency[2]!, latency[0]!].find(definition => isUsable(series.points, definition))
  return followed(series, window, time === undefined ? [errorRate] : [time, errorRate])
}

function followed(series: Series, window: Window, definitions: readonly Definition[]): NamedSeries[] {
  const times = over(series.points, point => point.time)
  return [
    requestRate(series, times, window),
    ...definitions.map(definition => named(series.points, times, definition)),
  ].filter(hasValues)
}

/** By a loop: for code that runs once it is the quickest. */
function over(points: Points, read: (point: SeriesPoint, index: number) => number | null): Float64Array {
  const values = new Float64Array(points.length)
  for (let i = 0; i < values.length; i++) values[i] = read(points[i]!, i) ?? Number.NaN
  return values
}

function named(points: Points, times: Float64Array, { name, value, level }: Definition): NamedSeries {
  return {
    name,
    times,
    values: over(points, value),
    level: (from, to) => {
      const chosen = points.slice(from, to)
      if (level !== undefined) return level(chosen)
      const values = chosen.map(value).filter(one => one !== null)
      return values.length === 0 ? null : median(values)
    },
  }
}

/** Per second. Buckets that the window cuts, and those before the first request, say nothing. */
function requestRate(
  { points, stepSeconds }: Series,
  times: Float64Array,
  { from, to }: Window,
): NamedSeries {
  const first = points.findIndex(point => point.requests > 0)
  const whole = (point: SeriesPoint, index: number): boolean =>
    first >= 0 &&
    index >= first &&
    (from === null || point.time >= from - 1e-6) &&
    (to === null || point.time + stepSeconds <= to + 1e-6)
  return {
    name: 'requests',
    times,
    values: over(points, (point, index) => (whole(point, index) ? point.requests / stepSeconds : null)),
    level: (begin, end) => {
      const chosen = points.slice(begin, end).filter((point, i) => whole(point, begin + i))
      return chosen.length === 0 ? null : sum(chosen, point => point.requests) / (chosen.length * stepSeconds)
    },
  }
}

/**
 * The p95 of ten requests is their maximum: it grows with their number. Where buckets hold too few for the
 * percentile and their number varies, a jump would be one of the traffic.
 */
function isUsable(points: Points, { tail }: Definition): boolean {
  if (tail === undefined) return true
  const counts = points
    .map(point => point.requests)
    .filter(count => count >= leastForPercentile)
    .sort((a, b) => a - b)
  if (counts.length === 0) return false
  const low = counts[Math.floor(counts.length * 0.1)]!
  const high = counts[Math.floor(counts.length * 0.9)]!
  return low >= 1 / tail || high <= 2.5 * low
}

function hasValues({ values }: NamedSeries): boolean {
  return values.some(value => !Number.isNaN(value))
}

function share(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null
}

function sum(points: Points, read: (point: SeriesPoint) => number): number {
  return points.reduce((total, point) => total + read(point), 0)
}
