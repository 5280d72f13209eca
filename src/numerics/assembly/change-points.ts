import { residual } from './basis'
import { log, pow } from './engine'
import { cutsOf, fitLevels, gainOfCurve, LevelFit } from './level-fit'
import { mark, release, result } from './memory'
import { medianInPlace } from './order'
import { keepAbrupt, refine } from './placement'
import { normalScores } from './ranks'
import { at, copyOf, fill, largest, mean, put, smallest, vectorOf } from './vector'

/** So clear that a second opinion is not worth its time. */
const beyondDoubt: f64 = 1e-9
/** Part of the likelihood of values that is believed where their noise is about even, and where it is lopsided. */
const believed: f64 = 0.85
const lopsidedBelieved: f64 = 0.5
const lopsided: f64 = 0.75

/**
 * Jumps in the level of a series: a likelihood-ratio test of piecewise constant levels in AR(1) noise
 * against no change. The cuts are searched exactly (`segment`) in the series whitened with each φ of a
 * grid, and both sides of the ratio take the φ that suits them best, so that slow noise is not mistaken for
 * a jump (Davis, Huang and Yao, 1995; Chakar, Lebarbier, Lévy-Leduc and Robin, 2017).
 *
 * It is tried twice: on the normal scores of the values, which no outlier can move, and on the values with
 * their outliers cut off, which sees more (in ranks a step of two standard deviations loses half of its
 * likelihood) and sees a high step behind a slope that ranks flatten. The second counts a little less, and half
 * where the noise is lopsided, because it is at the mercy of the distribution.
 *
 * Results: p-value, number of cuts, cuts. At least nine values.
 */
export function testLevels(values: usize, n: i32): void {
  const fit = fitBoth(values, n)
  refine(values, n, fit)
  keepAbrupt(values, n, fit)
  result(0, fit.pValue)
  result(1, <f64>fit.cuts)
  for (let i = 0; i < fit.cuts; i++) result(2 + i, <f64>load<i32>(cutsOf(fit) + (<usize>i << 2)))
}

function fitBoth(values: usize, n: i32): LevelFit {
  const byRank = fitLevels(normalScores(values, n), n, 1)
  if (byRank.pValue < beyondDoubt) return byRank
  const levels = withEvenNoise(values, n)
  const noise = vectorOf(n)
  pullOutliersIn(levels, n, noise)
  const skewed = abs(skewness(noise, n)) > lopsided
  const byValue = fitLevels(levels, n, skewed ? lopsidedBelieved : believed)
  return byValue.pValue < byRank.pValue ? byValue : byRank
}

/** Do jumps explain the values better than the curve does, by that margin? Not asked of ranks, which bend a line. */
export function isJumpy(values: usize, n: i32, basis: usize, count: i32, margin: f64): bool {
  const levels = copyOf(values, n)
  pullOutliersIn(levels, n, vectorOf(n))
  return fitLevels(levels, n, 1).gain >= gainOfCurve(levels, n, basis, count) + margin
}

/** `testLevels` of what is left when the curve is taken out. */
export function testWithoutCurve(values: usize, n: i32, basis: usize, count: i32): void {
  const rest = residual(values, n, basis, count)
  const range = largest(values, n) - smallest(values, n)
  if (largest(rest, n) - smallest(rest, n) > 1e-9 * range) return testLevels(rest, n)
  result(0, 1)
  result(1, 0)
}

/** A copy in which noise that grows with the level, as that of durations does, is even. */
function withEvenNoise(values: usize, n: i32): usize {
  const levels = copyOf(values, n)
  if (smallest(values, n) > 0) for (let i = 0; i < n; i++) put(levels, i, log(at(levels, i)))
  return levels
}

const halfWindow: i32 = 4
const window: i32 = 2 * halfWindow + 1

/**
 * Values further from the median of their neighbourhood than three robust standard deviations are pulled
 * in. `noise` is what they are apart from that median afterwards.
 */
function pullOutliersIn(levels: usize, n: i32, noise: usize): void {
  const scratch = mark()
  const medians = movingMedian(levels, n)
  for (let i = 0; i < n; i++) put(noise, i, abs(at(levels, i) - at(medians, i)))
  const reach = 3 * 1.4826 * medianInPlace(noise, n)
  for (let i = 0; i < n; i++) {
    const apart = min(reach, max(-reach, at(levels, i) - at(medians, i)))
    put(noise, i, apart)
    put(levels, i, at(medians, i) + apart)
  }
  release(scratch)
}

/** Of the nine values around each, at the edges of the first and last nine. */
function movingMedian(values: usize, n: i32): usize {
  const medians = vectorOf(n)
  const sorted = vectorOf(window)
  for (let i = 0; i < window; i++) insert(sorted, i, at(values, i))
  fill(medians, halfWindow + 1, at(sorted, halfWindow))
  for (let i = window; i < n; i++) {
    remove(sorted, at(values, i - window))
    insert(sorted, window - 1, at(values, i))
    put(medians, i - halfWindow, at(sorted, halfWindow))
  }
  fill(medians + (<usize>(n - halfWindow) << 3), halfWindow, at(sorted, halfWindow))
  return medians
}

function insert(sorted: usize, n: i32, value: f64): void {
  for (; n > 0 && at(sorted, n - 1) > value; n--) put(sorted, n, at(sorted, n - 1))
  put(sorted, n, value)
}

function remove(sorted: usize, value: f64): void {
  let i = 0
  while (at(sorted, i) != value && i < window - 1) i++
  for (; i < window - 1; i++) put(sorted, i, at(sorted, i + 1))
}

function skewness(values: usize, n: i32): f64 {
  const centre = mean(values, n)
  let squares: f64 = 0
  let cubes: f64 = 0
  for (let i = 0; i < n; i++) {
    const deviation = at(values, i) - centre
    squares += deviation * deviation
    cubes += deviation * deviation * deviation
  }
  const variance = squares / <f64>n
  return variance == 0 ? 0 : cubes / <f64>n / pow(variance, 1.5)
}
