import { mean, median } from 'simple-statistics'
import { type Basis, residual } from './basis.ts'
import { fitLevels, gainOfCurve, type LevelFit } from './level-fit.ts'
import { abrupt, refine } from './placement.ts'
import { normalScores } from './ranks.ts'
import { scanTied } from './tied.ts'

export interface ChangeTest {
  /** Chance of so clear a jump where the level never changes. */
  readonly pValue: number
  /** First index of each new level; empty when there is nothing to say. */
  readonly cuts: readonly number[]
}

/** Fewest values that are looked at. */
const leastValues = 24
/**
 * A smooth curve, and by how much more (in log likelihood, twice) jumps must explain to be preferred to it.
 */
export interface Curve {
  readonly basis: Basis
  readonly margin: number
}

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
 * What a smooth curve explains as well is no jump: it is taken out first. simple-statistics has no change
 * points.
 *
 * @param curve asked for where there may be a jump, which is seldom
 */
export function testChanges(values: readonly number[], curve: () => Curve): ChangeTest {
  if (values.length < leastValues || values.every(value => value === values[0])) return nothing
  const first = testLevels(values)
  if (first.pValue > 0.1) return first
  const smooth = curve()
  return scanTied(values, isJumpy(values, smooth) ? first : withoutCurve(values, smooth.basis))
}

const nothing: ChangeTest = { pValue: 1, cuts: [] }
/** So clear that a second opinion is not worth its time. */
const beyondDoubt = 1e-9
/** Part of the likelihood of values that is believed, where their noise is about even, and where it is lopsided. */
const believed = { even: 0.85, lopsided: 0.5 } as const
const lopsided = 0.75

function testLevels(values: readonly number[]): ChangeTest {
  const byRank = fitLevels(normalScores(values), 1)
  if (byRank.pValue < beyondDoubt) return place(values, byRank)
  const { levels, noise } = withoutOutliers(evenNoise(values))
  const skewed = Math.abs(skewness(noise)) > lopsided
  const byValue = fitLevels(levels, skewed ? believed.lopsided : believed.even)
  return place(values, byValue.pValue < byRank.pValue ? byValue : byRank)
}

function place(values: readonly number[], fit: LevelFit): ChangeTest {
  return { pValue: fit.pValue, cuts: abrupt(values, refine(values, fit), fit.phi) }
}

/** Do jumps explain the values better than the curve does? Not asked of ranks, which bend a line. */
function isJumpy(values: readonly number[], { basis, margin }: Curve): boolean {
  const { levels } = withoutOutliers(values)
  return fitLevels(levels, 1).gain >= gainOfCurve(levels, basis) + margin
}

function withoutCurve(values: readonly number[], basis: Basis): ChangeTest {
  const rest = Array.from(residual(values, basis))
  const range = (of: readonly number[]): number => Math.max(...of) - Math.min(...of)
  return range(rest) <= 1e-9 * range(values) ? nothing : testLevels(rest)
}

/** Noise that grows with the level, as that of durations does, is made even. */
function evenNoise(values: readonly number[]): readonly number[] {
  return values.every(value => value > 0) ? values.map(Math.log) : values
}

const halfWindow = 4

/**
 * Values further from the median of their neighbourhood than three robust standard deviations are pulled
 * in. `noise` is what they are apart from that median afterwards.
 */
function withoutOutliers(values: readonly number[]): { levels: Float64Array; noise: number[] } {
  const last = values.length - 1 - 2 * halfWindow
  const middles = Float64Array.from({ length: last + 1 }, (_, from) => middleFrom(values, from))
  const medians = values.map((_, i) => middles[Math.max(0, Math.min(last, i - halfWindow))]!)
  const reach = 3 * 1.4826 * median(values.map((value, i) => Math.abs(value - medians[i]!)))
  const noise = values.map((value, i) => Math.min(reach, Math.max(-reach, value - medians[i]!)))
  return { levels: Float64Array.from(noise, (value, i) => medians[i]! + value), noise }
}

const sorted = new Float64Array(2 * halfWindow + 1)

/** Median of the nine values from there on, by insertion: of so few, that is less work than `median` has. */
function middleFrom(values: readonly number[], from: number): number {
  for (let i = 0; i < sorted.length; i++) {
    const value = values[from + i]!
    let at = i
    for (; at > 0 && sorted[at - 1]! > value; at--) sorted[at] = sorted[at - 1]!
    sorted[at] = value
  }
  return sorted[halfWindow]!
}

function skewness(values: readonly number[]): number {
  const centre = mean(values as number[])
  let [squares, cubes] = [0, 0]
  for (const value of values) {
    const deviation = value - centre
    squares += deviation * deviation
    cubes += deviation * deviation * deviation
  }
  const variance = squares / values.length
  return variance === 0 ? 0 : cubes / values.length / variance ** 1.5
}
