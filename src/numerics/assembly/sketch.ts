// Sketches: read as the model's codec writes them (src/model/sketch-codec.ts says what the bytes mean), and looked into.
import { endsTooEarly, fail, fault, integer, limit, moveTo, position } from './bytes'
import { counts, islands, result, results } from './memory'
import { addField, countsOf, durationsAt, values, widen, zeros } from './slots'

/** So many ones begin a number that is written out in full. */
const escape: u64 = 24
const buckets: u64 = 2048
const mostIslands: u64 = 1024

export const noSketch: i32 = -3

/** Adds a sketch to the durations of one state in a slot. */
export function readSketch(slot: usize, state: i32): void {
  const known = durationsAt(slot, state)
  const zero = integer()
  const rest = integer()
  addField(known, zeros, <f64>zero)
  addField(known, values, <f64>zero + <f64>rest)
  if (rest == 0 || fault != 0) return
  const number = integer()
  if (number > mostIslands) return fail(noSketch)
  const count = <i32>number
  let at: u64 = 0
  let span: u64 = 0
  for (let i = 0; i < count; i++) {
    const first = at + integer()
    at = first + integer()
    if (fault != 0) return
    if (at > buckets) return fail(noSketch)
    store<u32>(islands + (<usize>i << 3), <u32>first)
    store<u32>(islands + (<usize>i << 3) + 4, <u32>at)
    span += at - first
  }
  if (fault != 0) return
  if (span == 0) return fail(noSketch)
  widen(known, load<u32>(islands), <i32>at - 1)
  readCounts(countsOf(known), count, <i32>min<f64>(16777216, floor<f64>((<f64>16 * <f64>rest) / <f64>span)))
}

/**
 * All in variables of its own, which even code that was compiled in a hurry keeps in registers, and four bytes at a
 * time. Eight bytes behind the end can be read and are zero.
 * @param mean of the counts, in sixteenths
 */
function readCounts(counts: usize, islandCount: i32, mean: i32): void {
  const end = limit
  let p = position
  let pending: u64 = 0
  let have: u64 = 0
  for (let i = 0; i < islandCount; i++) {
    const first = load<u32>(islands + (<usize>i << 3))
    let to = counts + (<usize>first << 3)
    const behind = counts + (<usize>load<u32>(islands + (<usize>i << 3) + 4) << 3)
    for (; to < behind; to += 8) {
      if (have <= 32) {
        if (p > end + <usize>(have >> 3)) return fail(endsTooEarly)
        pending |= <u64>bswap<u32>(load<u32>(p, 0, 1)) << (32 - have)
        have += 32
        p += 4
      }
      const quotient: u64 = clz(~pending)
      let learnt: i32
      if (quotient < escape) {
        pending <<= quotient + 1
        have -= quotient + 1
        const k: u64 = 32 - clz((mean * 11) >> 8)
        let count: u32 = <u32>quotient
        if (k > 0) {
          if (have < k) {
            if (p > end + <usize>(have >> 3)) return fail(endsTooEarly)
            pending |= <u64>bswap<u32>(load<u32>(p, 0, 1)) << (32 - have)
            have += 32
            p += 4
          }
          count = (count << <u32>k) + <u32>(pending >> (64 - k))
          pending <<= k
          have -= k
        }
        if (count != 0) store<f64>(to, load<f64>(to) + <f64>count)
        learnt = min<i32>(count, 1 << 20)
      } else {
        pending <<= escape
        have -= escape
        let count: u64 = 0
        for (let part = 0; part < 3; part++) {
          if (have <= 32) {
            if (p > end + <usize>(have >> 3)) return fail(endsTooEarly)
            pending |= <u64>bswap<u32>(load<u32>(p, 0, 1)) << (32 - have)
            have += 32
            p += 4
          }
          count = (count << 20) + (pending >> 44)
          pending <<= 20
          have -= 20
        }
        store<f64>(to, load<f64>(to) + <f64>count)
        learnt = <i32>min<u64>(count, 1 << 20)
      }
      mean += ((learnt << 4) - mean) >> 2
    }
  }
  moveTo(p - <usize>(have >> 3))
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
