// Sorting and selecting. Values are no NaN.
import { allocate, mark, release } from './memory'
import { at, copyOf, put } from './vector'

/** So many are sorted by insertion, which is less work than merging them. */
const run: i32 = 8

// @ts-ignore: decorator
@inline
function indexAt(order: usize, i: i32): u32 {
  return load<u32>(order + (<usize>i << 2))
}

/** Indices (32 bits) of the values from the smallest up, equal ones in their order: by merging, n log n whatever comes. */
export function orderOf(values: usize, n: i32): usize {
  let order = allocate(<usize>n << 2)
  const scratch = mark()
  let other = allocate(<usize>n << 2)
  const result = order
  for (let first = 0; first < n; first += run) sortRun(values, order, first, min(first + run, n))
  for (let width = run; width < n; width <<= 1) {
    for (let first = 0; first < n; first += 2 * width) {
      merge(values, order, other, first, min(first + width, n), min(first + 2 * width, n))
    }
    const merged = other
    other = order
    order = merged
  }
  if (order != result) memory.copy(result, order, <usize>n << 2)
  release(scratch)
  return result
}

function sortRun(values: usize, order: usize, first: i32, end: i32): void {
  for (let i = first; i < end; i++) {
    const value = at(values, i)
    let place = order + (<usize>i << 2)
    const begin = order + (<usize>first << 2)
    for (; place > begin && at(values, load<u32>(place - 4)) > value; place -= 4) store<u32>(place, load<u32>(place - 4))
    store<u32>(place, <u32>i)
  }
}

function merge(values: usize, order: usize, into: usize, first: i32, middle: i32, end: i32): void {
  let left = first
  let right = middle
  for (let i = first; i < end; i++) {
    const takesLeft = right == end || (left < middle && at(values, indexAt(order, left)) <= at(values, indexAt(order, right)))
    store<u32>(into + (<usize>i << 2), indexAt(order, takesLeft ? left++ : right++))
  }
}

/** Puts the value of this rank (from 0) in its place, no larger ones before it and no smaller ones behind (Hoare, 1961). */
function select(values: usize, n: i32, rank: i32): f64 {
  let first = 0
  let last = n - 1
  // Pivots at random places: no order of the values is slow. Always the same ones: equal calls take equal time.
  let random: u32 = 2463534242
  while (first < last) {
    random ^= random << 13
    random ^= random >> 17
    random ^= random << 5
    const pivot = at(values, first + <i32>(random % <u32>(last - first + 1)))
    let low = first
    let high = last
    while (low <= high) {
      while (at(values, low) < pivot) low++
      while (at(values, high) > pivot) high--
      if (low > high) break
      const value = at(values, low)
      put(values, low++, at(values, high))
      put(values, high--, value)
    }
    if (rank <= high) last = high
    else if (rank >= low) first = low
    else break
  }
  return at(values, rank)
}

/** Of values that may be left in any order; NaN of none. */
export function medianInPlace(values: usize, n: i32): f64 {
  if (n == 0) return NaN
  const below = (n - 1) >> 1
  const lower = select(values, n, below)
  if ((n & 1) == 1) return lower
  let upper = at(values, below + 1)
  for (let i = below + 2; i < n; i++) upper = min(upper, at(values, i))
  return lower + 0.5 * (upper - lower)
}

export function median(values: usize, n: i32): f64 {
  const scratch = mark()
  const middle = medianInPlace(copyOf(values, n), n)
  release(scratch)
  return middle
}
