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

/** A series that is level at first and rises from some point on. */
export interface FoundRise {
  /** When it begins to rise. */
  readonly from: number
  /** It is rising from its first known value on. */
  readonly sinceStart: boolean
  /** Per second. */
  readonly slope: number
  readonly gained: number
  /** Its last value. */
  readonly last: number
}

/** `null` unless there is a plain rise that still goes on: see numerics/assembly/rise.ts. */
export function findRise(times: ArrayLike<number>, values: ArrayLike<number>): FoundRise | null {
  if (begin().findRise(put(times), put(values), values.length) === 0) return null
  const found = results()
  return {
    from: found[0]!,
    sinceStart: found[1] === 1,
    slope: found[2]!,
    gained: found[3]!,
    last: found[4]!,
  }
}
