import { begin, put } from '../../numerics/index.ts'

/** The middle one, or the mean of the middle two; NaN of none. */
export function median(values: ArrayLike<number>): number {
  return begin().median(put(values), values.length)
}
