import { pow } from './engine'
import { cutAt, LevelFit, moveCut, shortest } from './level-fit'
import { mark, release } from './memory'
import { median, medianInPlace } from './order'
import { at, from, indexOf, largest, mean, put, smallest, vectorOf } from './vector'

/**
 * Normal scores find a jump; where it is, the values themselves tell better. Each cut is moved to where the
 * levels on both sides, jumping within one step, leave the least unexplained in AR(1) noise. Values far
 * outside both levels are cut off first.
 */
export function refine(values: usize, n: i32, fit: LevelFit): void {
  for (let i = 0; i < fit.cuts; i++) {
    const first = i == 0 ? 0 : cutAt(fit, i - 1)
    const end = i + 1 == fit.cuts ? n : cutAt(fit, i + 1)
    moveCut(fit, i, first + placeOf(from(values, first), end - first, cutAt(fit, i) - first, fit.phi))
  }
}

/** From this φ on a slow drift and a row of small jumps look the same. */
const drifting: f64 = 0.7
/** A step of so many standard deviations of the noise can be told from a slope by eye. */
const plain: f64 = 6
const beside: i32 = 3

/** Where that can be told, keeps only cuts at which at least half of the step is taken at once. */
export function keepAbrupt(values: usize, n: i32, fit: LevelFit): void {
  if (fit.cuts == 0) return
  const scratch = mark()
  const differences = vectorOf(n - 1)
  for (let i = 0; i < n - 1; i++) put(differences, i, abs(at(values, i + 1) - at(values, i)))
  const noise = (1.4826 / Math.SQRT2) * medianInPlace(differences, n - 1)
  release(scratch)
  let kept = 0
  let first = 0
  for (let i = 0; i < fit.cuts; i++) {
    const cut = cutAt(fit, i)
    const end = i + 1 == fit.cuts ? n : cutAt(fit, i + 1)
    const step = median(from(values, cut), end - cut) - median(from(values, first), cut - first)
    first = cut
    if (fit.phi >= drifting || abs(step) >= plain * noise) {
      const near = median(from(values, cut), beside) - median(from(values, cut - beside), beside)
      if (abs(near) < abs(step) / 2 || near * step <= 0) continue
    }
    moveCut(fit, kept++, cut)
  }
  fit.cuts = kept
}

/** Buckets. */
const reach: i32 = 15
const near: i32 = 3
/** By what a place itself counts more: it decides where all have the same around them. */
const byItself: f64 = 0.01
const outlier: f64 = 2.5 * 1.4826

function placeOf(values: usize, n: i32, cut: i32, phi: f64): i32 {
  const first = max(shortest, cut - reach)
  const count = min(n - shortest, cut + reach) - first + 1
  if (count <= 0) return cut
  const scratch = mark()
  const before = median(values, cut)
  const after = median(from(values, cut), n - cut)
  const kept = vectorOf(n)
  for (let i = 0; i < n; i++) put(kept, i, abs(at(values, i) - (i < cut ? before : after)))
  const spread = outlier * medianInPlace(kept, n)
  const low = min(before, after) - spread
  const high = max(before, after) + spread
  for (let i = 0; i < n; i++) put(kept, i, min(high, max(low, at(values, i))))
  const misfits = vectorOf(count)
  for (let i = 0; i < count; i++) put(misfits, i, misfit(kept, n, first + i, phi))
  const place = first + likeliest(misfits, count, n)
  release(scratch)
  return place
}

/** What two levels that change at a place leave unexplained, squared. */
function misfit(values: usize, n: i32, place: i32, phi: f64): f64 {
  const before = mean(values, place)
  const after = mean(from(values, place), n - place)
  let squares: f64 = 0
  let previous = at(values, 0) - before
  for (let i = 1; i < n; i++) {
    const deviation = at(values, i) - (i < place ? before : after)
    const news = deviation - phi * previous
    squares += news * news
    previous = deviation
  }
  return squares
}

/**
 * The place with the most likelihood around it, within `near`: right within so many places for 98.8 % of
 * steps of two standard deviations in white noise, where the place of least squares is for 97 % (20,000
 * series of 120 values).
 */
function likeliest(misfits: usize, count: i32, n: i32): i32 {
  const least = smallest(misfits, count)
  if (least == 0) return indexOf(misfits, count, 0)
  const likelihood = vectorOf(count)
  const around = vectorOf(count)
  for (let i = 0; i < count; i++) put(likelihood, i, pow(at(misfits, i) / least, <f64>-n / 2))
  for (let i = 0; i < count; i++) {
    let sum = at(likelihood, i) * byItself
    for (let j = max(0, i - near); j < min(count, i + near + 1); j++) sum += at(likelihood, j)
    put(around, i, sum)
  }
  return indexOf(around, count, largest(around, count))
}
