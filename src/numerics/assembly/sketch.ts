// Sketches as the codec of the model writes them: see src/model/sketch-codec.ts, which says what the bytes mean.
import { counts, islands, result, results } from './memory'

/** So many ones begin a number that is written out in full. */
const escape: u32 = 24
const buckets: u64 = 2048
const mostIslands: u64 = 1024

const read: i32 = 1
const empty: i32 = 0
const endsTooEarly: i32 = -1
const noInteger: i32 = -2
const noSketch: i32 = -3

let position: usize = 0
let limit: usize = 0
let fault: i32 = 0
let islandCount: i32 = 0
let mean: i32 = 0

function byte(): u64 {
  if (position >= limit) {
    fault = endsTooEarly
    return 0
  }
  return load<u8>(position++)
}

/** LEB128 of up to 56 bits. */
function integer(): u64 {
  let value: u64 = 0
  for (let shift: u64 = 0; shift <= 49; shift += 7) {
    const next = byte()
    value |= (next & 127) << shift
    if (next < 128) return value
  }
  fault = noInteger
  return 0
}

/**
 * What stands before the counts of a sketch at `from`, which ends before `end`. Results: zeros, other values, first
 * bucket, last bucket (from 0), where the counts begin.
 */
export function sketchHead(from: usize, end: usize): i32 {
  position = from
  limit = end
  fault = 0
  const zeros = integer()
  const values = integer()
  result(0, <f64>zeros)
  result(1, <f64>values)
  result(4, <f64>position)
  if (fault != 0) return fault
  if (values == 0) return empty
  const number = integer()
  if (number > mostIslands) return noSketch
  islandCount = <i32>number
  let at: u64 = 0
  let span: u64 = 0
  for (let i = 0; i < islandCount; i++) {
    const first = at + integer()
    at = first + integer()
    if (at > buckets) return fault != 0 ? fault : noSketch
    store<u32>(islands + (<usize>i << 3), <u32>first)
    store<u32>(islands + (<usize>i << 3) + 4, <u32>at)
    span += at - first
  }
  if (fault != 0) return fault
  if (span == 0) return noSketch
  result(2, load<u32>(islands))
  result(3, <f64>(at - 1))
  mean = <i32>min<f64>(16777216, floor<f64>((<f64>16 * <f64>values) / <f64>span))
  return read
}

/** Adds the counts behind the head that was read last to `counts`, of which the first is of the bucket `base`. */
export function addSketch(base: i32): usize {
  return addCounts<u32>(base)
}

/** The same where the counts are doubles. */
export function addWideSketch(base: i32): usize {
  return addCounts<f64>(base)
}

function addCounts<T>(base: i32): usize {
  let average = mean
  let pending: u32 = 0
  let have: u32 = 0
  let p = position
  const end = limit
  for (let i = 0; i < islandCount; i++) {
    const first = load<u32>(islands + (<usize>i << 3))
    const last = load<u32>(islands + (<usize>i << 3) + 4)
    let to = counts + <usize>((<i32>first - base) * sizeof<T>())
    for (let bucket = first; bucket < last; bucket++) {
      for (; have <= 24; have += 8) pending |= (p < end ? <u32>load<u8>(p) : 0) << (24 - have), p++
      const ones = clz(~pending)
      if (ones < escape) {
        pending <<= ones + 1
        have -= ones + 1
        const k = 32 - clz((average * 11) >> 8)
        let count: u32 = ones
        if (k > 0) {
          for (; have <= 24; have += 8) pending |= (p < end ? <u32>load<u8>(p) : 0) << (24 - have), p++
          count = (ones << k) + (pending >> (32 - k))
          pending <<= k
          have -= k
        }
        store<T>(to, load<T>(to) + <T>count)
        average += <i32>((min<u32>(count, 1 << 20) << 4) - average) >> 2
      } else {
        pending <<= escape
        have -= escape
        let count: u64 = 0
        for (let part = 0; part < 3; part++) {
          for (; have <= 24; have += 8) pending |= (p < end ? <u32>load<u8>(p) : 0) << (24 - have), p++
          count = (count << 20) + (pending >> 12)
          pending <<= 20
          have -= 20
        }
        store<T>(to, load<T>(to) + <T>count)
        average += (<i32>(min<u64>(count, 1 << 20) << 4) - average) >> 2
      }
      to += sizeof<T>()
    }
  }
  return p - <usize>(have >> 3)
}

/**
 * Where values stand, of `length` counts and `zeros` before them: for each of `ranks` (ascending, from 1) among the
 * results, in its place, which count it falls into; -1 among the zeros or behind the last.
 */
export function sketchRanks(length: i32, zeros: f64, ranks: i32): void {
  rankIn<u32>(length, zeros, ranks)
}

/** The same where the counts are doubles. */
export function wideSketchRanks(length: i32, zeros: f64, ranks: i32): void {
  rankIn<f64>(length, zeros, ranks)
}

function rankIn<T>(length: i32, zeros: f64, ranks: i32): void {
  let seen = zeros
  let at = -1
  for (let i = 0; i < ranks; i++) {
    const rank = load<f64>(results + (<usize>i << 3))
    while (seen < rank && at + 1 < length) {
      at++
      seen += <f64>load<T>(counts + <usize>at * sizeof<T>())
    }
    result(i, seen < rank ? -1 : <f64>at)
  }
}
