import { curveWith, residual, showsDaily, vectorCount } from './basis'
import { log, pow } from './engine'
import { gather, knownCount, knownOf } from './gaps'
import { cutAt, fitLevels, gainOfCurve, LevelFit, noFit } from './level-fit'
import { mark, release, result } from './memory'
import { medianInPlace } from './order'
import { keepAbrupt, refine } from './placement'
import { normalScores } from './ranks'
import { scanTied } from './tied'
import { at, copyOf, fill, isConstant, largest, mean, put, smallest, vectorOf } from './vector'

/** Fewest values that are looked at. */
const leastValues: i32 = 24
/** Less likely than this to be chance: worth comparing with a curve. */
const worthACurve: f64 = 0.1

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
 * What a smooth curve explains as well is no jump: it is taken out first.
 *
 * Results: chance of so clear a jump where the level never changes, number of jumps, first index of each new level.
 *
 * @param times seconds, ascending
 * @param series NaN in gaps
 */
export function testChanges(times: usize, series: usize, length: i32): void {
  const known = knownOf(series, length)
  const n = knownCount
  const values = gather(series, known, n)
  let fit = n < leastValues || isConstant(values, n) ? noFit() : testLevels(values, n)
  if (fit.pValue <= worthACurve) {
    if (!isJumpy(gather(times, known, n), values, n)) fit = testWithoutCurve(values, n)
    scanTied(values, n, fit)
  }
  result(0, fit.pValue)
  result(1, <f64>fit.cuts)
  for (let i = 0; i < fit.cuts; i++) result(2 + i, <f64>load<u32>(known + (<usize>cutAt(fit, i) << 2)))
}

function testLevels(values: usize, n: i32): LevelFit {
  const fit = fitBoth(values, n)
  refine(values, n, fit)
  keepAbrupt(values, n, fit)
  return fit
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

/** A line; from 18 h on the daily rhythm too. */
let curve: usize = 0

/**
 * Do jumps explain the values better than the curve does? Not asked of ranks, which bend a line. A daily rhythm must be
 * beaten clearly because there always is one.
 */
function isJumpy(times: usize, values: usize, n: i32): bool {
  curve = curveWith(times, n, true)
  const levels = copyOf(values, n)
  pullOutliersIn(levels, n, vectorOf(n))
  const margin: f64 = showsDaily(times, n) ? 8 : 2
  return fitLevels(levels, n, 1).gain >= gainOfCurve(levels, n, curve, vectorCount) + margin
}

function testWithoutCurve(values: usize, n: i32): LevelFit {
  const rest = residual(values, n, curve, vectorCount)
  const range = largest(values, n) - smallest(values, n)
  return largest(rest, n) - smallest(rest, n) <= 1e-9 * range ? noFit() : testLevels(rest, n)
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
