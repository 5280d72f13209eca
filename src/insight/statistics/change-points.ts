import { begin, put, results } from '../../numerics/index.ts'

export interface ChangeTest {
  /** Chance of so clear a jump where the level never changes. */
  readonly pValue: number
  /** First index of each new level; empty when there is nothing to say. */
  readonly cuts: readonly number[]
}

/**
 * Jumps in the level of a series that no smooth curve explains: see numerics/assembly/change-points.ts.
 *
 * @param times seconds, ascending
 * @param values NaN in gaps
 */
export function testChanges(times: ArrayLike<number>, values: ArrayLike<number>): ChangeTest {
  begin().testChanges(put(times), put(values), values.length)
  const found = results()
  return { pValue: found[0]!, cuts: Array.from(found.subarray(2, 2 + found[1]!)) }
}
