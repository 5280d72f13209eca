import { autoregression } from './autocorrelation'
import { curveWith, harmonics, line, residual, showsDaily, vectorCount } from './basis'
import { gather, knownCount, knownOf } from './gaps'
import { mark, release, result } from './memory'
import { normalOfT, twoSidedP } from './normal'
import { median, medianInPlace, orderOf } from './order'
import { at, dot, mean, put, vectorOf } from './vector'

/**
 * Is there a trend, and how steep? Theil–Sen slope (Sen, 1968) with the Mann–Kendall test (Mann, 1945;
 * Kendall, 1975) whose variance is corrected for autocorrelation by Yue and Wang (2004): AR(1), estimated
 * on the detrended series, bias given back. Of the corrections measured on AR(1) noise with 0.6
 * (docs/insight.md) this one keeps its level; Hamed and Rao (1998) and trend-free pre-whitening do not. The
 * variance is an estimate from n ⁄ (1 + 2 Σ …) values' worth of evidence, so the score is judged by
 * Student's t: by the normal distribution 2.8 % of reports over 61 slow buckets claimed a trend.
 *
 * From 18 h on the daily rhythm is taken out first, fitted together with a line; the variance is then
 * raised by what that costs the line in certainty (the variance inflation factor).
 *
 * Results: slope, p-value; of how many values, from the first to the last of them in seconds, their level (the median, or
 * the mean where that is 0). One known value at least.
 *
 * @param times seconds, ascending
 * @param series NaN in gaps
 */
export function testTrend(times: usize, series: usize, length: i32): void {
  const known = knownOf(series, length)
  const n = knownCount
  const when = gather(times, known, n)
  const values = gather(series, known, n)
  const daily = showsDaily(when, n)
  const rest = daily ? withoutRhythm(when, values, n) : values
  const slope = theilSen(when, rest, n)
  const detrended = vectorOf(n)
  for (let i = 0; i < n; i++) put(detrended, i, at(rest, i) - slope * (at(when, i) - at(when, 0)))
  const phi = autoregression(detrended, n, daily ? 2 + harmonics : 2)
  const middle = median(values, n)
  result(0, slope)
  result(1, pValueOf(rest, n, phi, daily ? inflation : 1))
  result(2, <f64>n)
  result(3, at(when, n - 1) - at(when, 0))
  result(4, middle == 0 ? mean(values, n) : middle)
}

function pValueOf(values: usize, n: i32, phi: f64, inflation: f64): f64 {
  const s = mannKendall(values, n)
  const variance = varianceOfS(values, n)
  if (variance <= 0) return 1
  const slowness = yueWang(phi, n)
  const excess = s > 0 ? s - 1 : s < 0 ? s + 1 : 0
  const score = excess / sqrt<f64>(variance * slowness * inflation)
  return twoSidedP(normalOfT(score, max<f64>(1, <f64>n / slowness - 2)))
}

/** What taking out the rhythm cost the line last. */
let inflation: f64 = 1

/** The rhythm is fitted beside a line, so that it does not swallow a part of the trend. */
function withoutRhythm(times: usize, values: usize, n: i32): usize {
  const straight = vectorOf(n)
  line(times, n, straight)
  const rhythm = curveWith(times, n, false)
  const count = vectorCount
  const lineAlone = residual(straight, n, rhythm, count)
  const rest = residual(straight, n, rhythm, 1)
  const all = dot(rest, rest, n)
  const left = dot(lineAlone, lineAlone, n)
  inflation = left == 0 ? 1 : all / left
  const slope = left == 0 ? 0 : dot(lineAlone, values, n) / left
  const level = vectorOf(n)
  for (let i = 0; i < n; i++) put(level, i, at(values, i) - slope * at(straight, i))
  const clean = residual(level, n, rhythm, count)
  for (let i = 0; i < n; i++) put(clean, i, at(clean, i) + slope * at(straight, i))
  return clean
}

/** Median of the slopes of all pairs. */
export function theilSen(times: usize, values: usize, n: i32): f64 {
  if (n < 2) return 0
  const scratch = mark()
  const pairs = (n * (n - 1)) >> 1
  const slopes = vectorOf(pairs)
  let to = slopes
  for (let i = 0; i < n; i++) {
    const time = at(times, i)
    const value = at(values, i)
    for (let j = i + 1; j < n; j++) {
      store<f64>(to, (at(values, j) - value) / (at(times, j) - time))
      to += 8
    }
  }
  const slope = medianInPlace(slopes, pairs)
  release(scratch)
  return slope
}

/** Pairs that rise minus pairs that fall. */
export function mannKendall(values: usize, n: i32): f64 {
  let s: f64 = 0
  for (let i = 0; i < n; i++) {
    const value = at(values, i)
    let more: i32 = 0
    for (let j = i + 1; j < n; j++) more += <i32>(at(values, j) > value) - <i32>(at(values, j) < value)
    s += <f64>more
  }
  return s
}

/** Of that sum for independent values, ties counted. */
export function varianceOfS(values: usize, n: i32): f64 {
  const scratch = mark()
  const order = orderOf(values, n)
  let variance = variation(n)
  for (let first = 0; first < n; ) {
    const value = at(values, load<u32>(order + (<usize>first << 2)))
    let end = first + 1
    while (end < n && at(values, load<u32>(order + (<usize>end << 2))) == value) end++
    variance -= variation(end - first)
    first = end
  }
  release(scratch)
  return variance / 18
}

function variation(n: i32): f64 {
  const count = <f64>n
  return count * (count - 1) * (2 * count + 5)
}

/** 1 + 2 Σ (1 − k⁄n) φᵏ: how much more a mean of AR(1) values varies than one of independent ones. */
function yueWang(phi: f64, n: i32): f64 {
  let sum: f64 = 0
  let power = phi
  for (let k = 1; k < n && power > 1e-9; k++) {
    sum += (1 - <f64>k / <f64>n) * power
    power *= phi
  }
  return 1 + 2 * sum
}
