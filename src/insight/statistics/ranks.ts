import { begin, put, take } from '../../numerics/index.ts'

/** Ranks from 1, ties sharing the mean of theirs. */
export function midranks(values: ArrayLike<number>): Float64Array {
  return take(begin().midranks(put(values), values.length), values.length)
}

/** Ranks on the scale of a standard normal variable. */
export function normalScores(values: ArrayLike<number>): Float64Array {
  return take(begin().normalScores(put(values), values.length), values.length)
}
