// Series with gaps: NaN where nothing was measured.
import { allocate } from './memory'
import { at, put, vectorOf } from './vector'

/** How many of the series that was asked about last are known. */
export let knownCount: i32 = 0

/** Indices (32 bits) of what is known. */
export function knownOf(values: usize, n: i32): usize {
  const known = allocate(<usize>n << 2)
  knownCount = 0
  for (let i = 0; i < n; i++) {
    const value = at(values, i)
    if (value != value) continue
    store<u32>(known + (<usize>knownCount << 2), i)
    knownCount++
  }
  return known
}

/** The values at so many indices. */
export function gather(vector: usize, indices: usize, count: i32): usize {
  const gathered = vectorOf(count)
  for (let i = 0; i < count; i++) put(gathered, i, at(vector, load<u32>(indices + (<usize>i << 2))))
  return gathered
}

/** The other way round: a series of n values with gaps. */
export function spread(vector: usize, indices: usize, count: i32, n: i32): usize {
  const series = vectorOf(n)
  for (let i = 0; i < n; i++) put(series, i, NaN)
  for (let i = 0; i < count; i++) put(series, load<u32>(indices + (<usize>i << 2)), at(vector, i))
  return series
}
