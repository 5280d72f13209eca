import { exp, log } from './engine'
import { cutAt, LevelFit, moveCut } from './level-fit'
import { mark, release } from './memory'
import { orderOf } from './order'
import { at } from './vector'

/** From this share of equal values on, normal scores are too coarse to be believed. */
const manyTies: f64 = 0.3
const leastLikely: f64 = 1e-3

/**
 * A series that mostly stands still (no errors in nine buckets of ten) makes any accidental neighbourhood
 * of its few other values look like a jump. There a cut must also be improbable by counting: the values
 * that differ from the usual one, in the stretches on both sides, by Fisher's exact test, times the number
 * of stretches that could have been looked at (Bonferroni).
 */
export function scanTied(values: usize, n: i32, fit: LevelFit): void {
  const usual = commonest(values, n)
  if (<f64>commonestCount < manyTies * <f64>n) return
  const tried = (<f64>n * <f64>n) / 2
  let best: f64 = 1
  let kept = 0
  let first = 0
  for (let i = 0; i < fit.cuts; i++) {
    const cut = cutAt(fit, i)
    const end = i + 1 == fit.cuts ? n : cutAt(fit, i + 1)
    const before = others(values, first, cut, usual)
    const after = others(values, cut, end, usual)
    const pValue = min<f64>(1, tried * fisher(before, cut - first, after, end - cut))
    best = min(best, pValue)
    first = cut
    if (pValue <= leastLikely) moveCut(fit, kept++, cut)
  }
  fit.pValue = max(fit.pValue, best)
  fit.cuts = kept
}

let commonestCount: i32 = 0

/** Of several, the one that comes first. */
function commonest(values: usize, n: i32): f64 {
  const scratch = mark()
  const order = orderOf(values, n)
  let best: u32 = 0
  commonestCount = 0
  for (let first = 0; first < n; ) {
    const index = load<u32>(order + (<usize>first << 2))
    let end = first + 1
    while (end < n && at(values, load<u32>(order + (<usize>end << 2))) == at(values, index)) end++
    const count = end - first
    if (count > commonestCount || (count == commonestCount && index < best)) {
      commonestCount = count
      best = index
    }
    first = end
  }
  release(scratch)
  return at(values, best)
}

function others(values: usize, first: i32, end: i32, usual: f64): i32 {
  let count = 0
  for (let i = first; i < end; i++) if (at(values, i) != usual) count++
  return count
}

/** Two-sided by doubling: a of m on one side, b of n on the other. */
function fisher(a: i32, m: i32, b: i32, n: i32): f64 {
  const marked = a + b
  const all = logChoose(m + n, marked)
  let lower: f64 = 0
  let upper: f64 = 0
  for (let hits = max(0, marked - n); hits <= min(m, marked); hits++) {
    const p = exp(logChoose(m, hits) + logChoose(n, marked - hits) - all)
    if (hits <= a) lower += p
    if (hits >= a) upper += p
  }
  return min<f64>(1, 2 * min(lower, upper))
}

function logChoose(n: i32, k: i32): f64 {
  let sum: f64 = 0
  for (let i = 1; i <= k; i++) sum += log(<f64>(n - k + i) / <f64>i)
  return sum
}
