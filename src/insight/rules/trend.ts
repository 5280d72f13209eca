import type { Snapshot } from '../../model/index.ts'
import { findRise } from '../statistics/trend.ts'

/** A gauge that has been rising until now. */
export interface Rise {
  /** Since when, seconds since the epoch. */
  readonly from: number
  /** It was rising already when the window began. */
  readonly sinceStart: boolean
  /** Points per hour. */
  readonly perHour: number
  /** Points gained since then. */
  readonly gained: number
  /** Seconds until 100 %, at that rate. */
  readonly untilFull: number
}

/** `null` where it is no clear rise: see numerics/assembly/rise.ts. */
export function riseOf(
  { series, recent, system }: Snapshot,
  gauge: 'memoryPercent' | 'diskUsagePercent',
): Rise | null {
  if (system?.counts === false || recent.system?.counts === false) return null
  const found = findRise(
    series.points.map(point => point.time),
    series.points.map(point => point[gauge] ?? Number.NaN),
  )
  if (found === null) return null
  const { from, sinceStart, slope, gained, last } = found
  return { from, sinceStart, perHour: slope * 3600, gained, untilFull: Math.max(0, (100 - last) / slope) }
}
