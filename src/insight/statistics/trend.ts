import { begin, put, results } from '../../numerics/index.ts'

export interface TrendTest {
  /** Per second: Theil–Sen. */
  readonly slope: number
  /** Mann–Kendall, corrected for autocorrelation. */
  readonly pValue: number
  /** Values without the gaps. */
  readonly n: number
  /** Seconds from the first of them to the last. */
  readonly seconds: number
  /** Their median, or their mean where that is 0. */
  readonly level: number
}

/**
 * Is there a trend beside the daily rhythm, and how steep? See numerics/assembly/trend.ts.
 *
 * @param times seconds, ascending
 * @param values NaN in gaps, of which not all is
 */
export function testTrend(times: ArrayLike<number>, values: ArrayLike<number>): TrendTest {
  begin().testTrend(put(times), put(values), values.length)
  const found = results()
  return { slope: found[0]!, pValue: found[1]!, n: found[2]!, seconds: found[3]!, level: found[4]! }
}

/** Median of the slopes of all pairs. */
export function theilSen(times: ArrayLike<number>, values: ArrayLike<number>): number {
  return begin().theilSen(put(times), put(values), values.length)
}

/** Pairs that rise minus pairs that fall. */
export function mannKendall(values: ArrayLike<number>): number {
  return begin().mannKendall(put(values), values.length)
}
