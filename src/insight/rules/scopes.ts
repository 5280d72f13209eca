import type {
  Change,
  EndpointStats,
  RequestStats,
  Series,
  SeriesPoint,
  Snapshot,
  Stretch,
} from '../../model/index.ts'

/** The window, or its last minutes: what recommendations look at. */
export interface Scope {
  readonly requests: RequestStats
  readonly endpoints: readonly EndpointStats[]
  readonly seconds: number | null
  /** The last minutes, while the window as a whole is longer. */
  readonly recent: boolean
}

/** The whole window first, then its last minutes where they are not the same. */
export function scopesOf({ requests, endpoints, window, recent }: Snapshot): Scope[] {
  const whole: Scope = { requests, endpoints, seconds: window.seconds, recent: false }
  return isSame(window.seconds, recent) ? [whole] : [whole, { ...ofStretch(recent), recent: true }]
}

function ofStretch({ requests, endpoints, window }: Stretch): Omit<Scope, 'recent'> {
  return { requests, endpoints, seconds: window.seconds }
}

function isSame(seconds: number | null, recent: Stretch): boolean {
  return recent.window.seconds === null || (seconds !== null && recent.window.seconds >= seconds)
}

export interface Run {
  /** Start of its first bucket and end of its last, seconds since the epoch. */
  readonly from: number
  readonly to: number
  /** It has begun with the series: nobody knows since when. */
  readonly sinceStart: boolean
  /** It reaches the end of the series. */
  readonly ongoing: boolean
}

/** The last stretch of a series above a limit; single buckets below, or without data, do not end it. */
export function lastRunAbove(
  series: Series | null,
  read: (point: SeriesPoint) => number | null,
  limit: number,
): Run | null {
  if (series === null) return null
  const { points, stepSeconds } = series
  const above = points.map(point => {
    const value = read(point)
    return value === null ? null : value > limit
  })
  const last = above.lastIndexOf(true)
  if (last < 0) return null
  let first = last
  for (let i = last - 1, misses = 0; i >= 0 && misses < 2; i--) {
    if (above[i] === true) {
      first = i
      misses = 0
    } else if (above[i] === false) misses++
  }
  return {
    from: points[first]!.time,
    to: points[last]!.time + stepSeconds,
    sinceStart: !above.slice(0, first).includes(false),
    ongoing: !above.slice(last + 1).includes(false),
  }
}

export function errorRateOf(point: SeriesPoint): number | null {
  const known = point.requests - point.statusUnknown
  return known > 0 ? point.errors / known : null
}

export interface Owner {
  readonly method: string | null
  readonly endpoint: string | null
}

/** The jumps of one series, of one endpoint or (`null`) of everything, in order of time. */
export function jumpsOf(changes: readonly Change[], series: string, of: Owner | null): Change[] {
  return changes
    .filter(
      one =>
        one.series === series &&
        one.endpoint === (of?.endpoint ?? null) &&
        one.method === (of?.method ?? null),
    )
    .sort((a, b) => a.at - b.at)
}

/**
 * The rise that led to where a series is now: the first whose level before was never come near again.
 * `after` is the level at the end.
 */
export function standingRise(jumps: readonly Change[]): Change | null {
  const index = jumps.findIndex(({ before, after }, i) => {
    return after > before && jumps.slice(i).every(later => later.after > (before + after) / 2)
  })
  return index < 0 ? null : { ...jumps[index]!, after: jumps.at(-1)!.after }
}

/** Since when it has been worse: by the rise that stands, else by the largest that there was. */
export function riseIn(changes: readonly Change[], series: string, of: Owner | null): Change | null {
  const jumps = jumpsOf(changes, series, of)
  const rises = jumps.filter(({ before, after }) => after > before)
  const largest = rises.reduce<Change | null>(
    (a, b) => (a === null || b.after - b.before > a.after - a.before ? b : a),
    null,
  )
  return standingRise(jumps) ?? largest
}
