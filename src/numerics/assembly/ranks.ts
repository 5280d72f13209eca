import { log } from './engine'
import { mark, release } from './memory'
import { orderOf } from './order'
import { at, put, vectorOf } from './vector'

/** Ranks from 1, ties sharing the mean of theirs. */
export function midranks(values: usize, n: i32): usize {
  const ranks = vectorOf(n)
  const scratch = mark()
  rankBy(orderOf(values, n), n, values, ranks)
  release(scratch)
  return ranks
}

/** The same where the order of those that take part is known; `ranks` has a place for each value. */
export function rankBy(order: usize, n: i32, values: usize, ranks: usize): void {
  for (let first = 0; first < n; ) {
    const value = at(values, load<u32>(order + (<usize>first << 2)))
    let end = first + 1
    while (end < n && at(values, load<u32>(order + (<usize>end << 2))) == value) end++
    const rank = <f64>(first + end - 1) / 2 + 1
    for (; first < end; first++) put(ranks, load<u32>(order + (<usize>first << 2)), rank)
  }
}

/**
 * Ranks put on the scale of a standard normal variable (Blom, 1958: (r − 3⁄8) / (n + 1⁄4)). Whatever the
 * distribution was, one slow request cannot outweigh the rest, and tests for normal noise apply.
 */
export function normalScores(values: usize, n: i32): usize {
  const scores = midranks(values, n)
  for (let i = 0; i < n; i++) put(scores, i, probit((at(scores, i) - 0.375) / (<f64>n + 0.25)))
  return scores
}

const a: f64 = (8 * (Math.PI - 3)) / (3 * Math.PI * (4 - Math.PI))

/**
 * The standard normal score below which this share lies, by Winitzki's inverse of the error function (2008): within 0.014
 * from 1e-5 to 1 − 1e-5.
 */
function probit(share: f64): f64 {
  const x = 2 * share - 1
  const tail = log(1 - x * x)
  const b = 2 / (Math.PI * a) + tail / 2
  const score = sqrt<f64>(2) * sqrt<f64>(sqrt<f64>(b * b - tail / a) - b)
  return x >= 0 ? score : -score
}
