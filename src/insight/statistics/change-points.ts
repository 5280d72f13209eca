import { mean, median } from 'simple-statistics'
import { type Basis, residual } from './basis.ts'
import { normalScores } from './ranks.ts'
import { segment } from './segmentation.ts'
import { scanTied } from './tied.ts'

export interface ChangeTest {
  /** Chance of so clear a jump where the level never changes. */
  readonly pValue: number
  /** First index of each new level; empty when there is nothing to say. */
  readonly cuts: readonly number[]
}

/** Fewest values that are looked at, and fewest on one level. */
export const leastValues = 24
const shortest = 4
const mostCuts = 4
const coarse = [0, 0.2, 0.4, 0.6, 0.8, 0.95]
const grid = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95]

/**
 * Gain that one more jump must bring: exceeded by 0.1 % of series without any (measured, see `pValueOf`).
 */
const gainPerCut = 18.7

/** A smooth curve, and by how much more (in log likelihood, twice) jumps must explain to be preferred to it. */
export interface Curve {
  readonly basis: Basis
  readonly margin: number
}

/**
 * Jumps in the level of a series: a likelihood-ratio test of piecewise constant levels in AR(1) noise against
 * no change. The cuts are searched exactly (`segment`) in the series whitened with each φ of a grid, and both
 * sides of the ratio take the φ that suits them best, so that slow noise is not mistaken for a jump (Davis, Huang
 * and Yao, 1995; Chakar, Lebarbier, Lévy-Leduc and Robin, 2017).
 *
 * It is tried twice: on the normal scores of the values, which no outlier can move, and on the values with
 * their outliers cut off, which shows a high step behind a slope that ranks flatten. The second counts half, because
 * it is at the mercy of the distribution.
 *
 * What a smooth curve explains as well is no jump: it is taken out first. simple-statistics has no change
 * points.
 */
export function testChanges(values: readonly number[], smooth: Curve): ChangeTest {
  if (values.length < leastValues || values.every(value => value === values[0])) return nothing
  const plain = best(testLevels(values, 'rank'), testLevels(values, 'value'))
  if (plain.pValue > 0.1) return plain
  const test = isJumpy(values, smooth) ? plain : withoutCurve(values, smooth.basis)
  return scanTied(values, test)
}

const nothing: ChangeTest = { pValue: 1, cuts: [] }

function best(byRank: ChangeTest, byValue: ChangeTest): ChangeTest {
  return byValue.pValue < byRank.pValue ? byValue : byRank
}

/** Do jumps explain the series better than the curve does, in ranks and in values alike? */
function isJumpy(values: readonly number[], { basis, margin }: Curve): boolean {
  return [normalScores(values), withoutOutliers(values)].every(levels => {
    const { gain, unexplained } = fitLevels(levels, mostCuts)
    return gain >= gainOfCurve(levels, basis, unexplained) + margin
  })
}

function withoutCurve(values: readonly number[], basis: Basis): ChangeTest {
  const rest = Array.from(residual(values, basis))
  const range = (of: readonly number[]): number => Math.max(...of) - Math.min(...of)
  if (range(rest) <= 1e-9 * range(values)) return nothing
  return best(testLevels(rest, 'rank'), testLevels(rest, 'value'))
}

function testLevels(values: readonly number[], by: 'rank' | 'value'): ChangeTest {
  const levels = by === 'rank' ? normalScores(values) : withoutOutliers(evenNoise(values))
  const weight = by === 'rank' ? 1 : 0.5
  // One jump, or one there and back, is enough to see whether there is anything; the rest costs twice as much.
  const glance = pValueOf(weight * fitLevels(levels, 2, coarse).statistic)
  if (glance > 0.2) return { pValue: glance, cuts: [] }
  const fit = fitLevels(levels, mostCuts, grid, weight)
  return { pValue: pValueOf(weight * fit.statistic), cuts: abrupt(values, refine(values, fit), fit.phi) }
}

/** Noise that grows with the level, as that of durations does, is made even. */
function evenNoise(values: readonly number[]): readonly number[] {
  return values.every(value => value > 0) ? values.map(Math.log) : values
}

const halfWindow = 4

/** Values further from the median of their neighbourhood than three robust standard deviations are pulled in. */
function withoutOutliers(values: readonly number[]): Float64Array {
  const last = values.length - 1 - 2 * halfWindow
  const medians = values.map((_, i) => {
    const from = Math.max(0, Math.min(last, i - halfWindow))
    return median(values.slice(from, from + 2 * halfWindow + 1))
  })
  const reach = 3 * 1.4826 * median(values.map((value, i) => Math.abs(value - medians[i]!)))
  return Float64Array.from(values, (value, i) =>
    Math.min(medians[i]! + reach, Math.max(medians[i]! - reach, value)),
  )
}

interface LevelFit {
  /** Twice the log likelihood ratio for each cut, at the number of cuts where that is largest. */
  readonly statistic: number
  /** Twice the log likelihood ratio, less what cuts beyond the first must bring. */
  readonly gain: number
  readonly cuts: readonly number[]
  readonly phi: number
  /** Sum of squares without any cut. */
  readonly unexplained: number
}

interface Fit {
  readonly squares: number
  readonly phi: number
  readonly cuts: readonly number[]
}

function fitLevels(scores: Float64Array, most: number, phis = grid, weight = 1): LevelFit {
  const n = scores.length - 1
  const whites = phis.map(phi => ({ phi, white: whiten(scores, phi) }))
  const squares = whites.map(({ white }) => squaresAroundMean(white))
  const unexplained = Math.min(...squares)
  const fits = Array.from(
    { length: most },
    (): Fit => ({ squares: Number.POSITIVE_INFINITY, phi: 0, cuts: [] }),
  )
  // Jumps look like slow noise, never the other way round: with cuts, φ is no larger than without.
  const likely = whites.slice(0, squares.indexOf(unexplained) + 2)
  likely.forEach(({ phi, white }, which) => {
    const { gains, cuts } = segment(white, most, shortest)
    fits.forEach((fit, i) => {
      const left = squares[which]! - gains[i]!
      if (left < fit.squares) fits[i] = { squares: left, phi, cuts: cuts(i + 1) }
    })
  })
  const floor = 1e-9 * (squares[0]! || 1)
  const ratios = fits.map(
    fit => (n - 3) * Math.log(Math.max(unexplained, floor) / Math.max(fit.squares, floor)),
  )
  const gainsPerCut = ratios.map((ratio, i) => ratio - (i * gainPerCut) / weight)
  const best = gainsPerCut.indexOf(Math.max(...gainsPerCut))
  return {
    statistic: Math.max(...ratios.map((ratio, i) => ratio / (i + 1))),
    gain: gainsPerCut[best]!,
    cuts: fits[best]!.cuts.map(cut => cut + 1),
    phi: fits[best]!.phi,
    unexplained,
  }
}

/** What a smooth curve gains over a constant level, on the same scale. */
function gainOfCurve(scores: Float64Array, smooth: Basis, unexplained: number): number {
  const rest = residual(scores, smooth)
  const squares = Math.min(...grid.map(phi => squaresAroundMean(whiten(rest, phi))))
  return (scores.length - 4) * Math.log(unexplained / Math.max(squares, 1e-9 * unexplained))
}

/**
 * The tail of `statistic` in series without a jump, measured on 4 × 12,000 series of 40 and of 120 values
 * of AR(1) noise with φ of 0, 0.3, 0.6 and 0.8 (the worst of them): 1 % exceed 14.1, 0.1 % 18.7, 0.03 % 21; between and beyond
 * as the tail of a χ² with two degrees of freedom.
 */
function pValueOf(statistic: number): number {
  return Math.min(1, 0.01 * Math.exp((14.1 - statistic) / 2))
}

function whiten(values: Float64Array, phi: number): Float64Array {
  const white = new Float64Array(values.length - 1)
  for (let i = 0; i < white.length; i++) white[i] = values[i + 1]! - phi * values[i]!
  return white
}

function squaresAroundMean(values: Float64Array): number {
  let sum = 0
  let squares = 0
  for (const value of values) {
    sum += value
    squares += value * value
  }
  return squares - (sum * sum) / values.length
}

/**
 * Normal scores find a jump; where it is, the values themselves tell better. Each cut is moved to where the levels
 * on both sides, jumping within one step, leave the least unexplained in AR(1) noise. Values far outside both
 * levels are cut off first.
 */
function refine(values: ArrayLike<number>, { cuts, phi }: LevelFit): number[] {
  const refined: number[] = []
  cuts.forEach((cut, i) => {
    const from = refined[i - 1] ?? 0
    const to = cuts[i + 1] ?? values.length
    const stretch = Array.from({ length: to - from }, (_, t) => values[from + t]!)
    refined.push(from + placeOf(stretch, cut - from, phi))
  })
  return refined
}

/** From this φ on a slow drift and a row of small jumps look the same. */
const drifting = 0.7
const beside = 3

/** In a series that drifts, only cuts at which at least half of the step is taken at once. */
function abrupt(values: ArrayLike<number>, cuts: readonly number[], phi: number): readonly number[] {
  if (phi < drifting) return cuts
  const all = Array.from(values)
  const edges = [0, ...cuts, all.length]
  return cuts.filter((cut, i) => {
    const step = median(all.slice(cut, edges[i + 2])) - median(all.slice(edges[i], cut))
    const near = median(all.slice(cut, cut + beside)) - median(all.slice(cut - beside, cut))
    return Math.abs(near) >= Math.abs(step) / 2 && near * step > 0
  })
}

const outlier = 2.5 * 1.4826

function placeOf(values: readonly number[], cut: number, phi: number): number {
  const levels = [median(values.slice(0, cut)), median(values.slice(cut))] as const
  const spread = outlier * median(values.map((value, t) => Math.abs(value - levels[t < cut ? 0 : 1])))
  const low = Math.min(...levels) - spread
  const high = Math.max(...levels) + spread
  const kept = values.map(value => Math.min(high, Math.max(low, value)))
  let best = cut
  let least = Number.POSITIVE_INFINITY
  for (let at = shortest; at <= values.length - shortest; at++) {
    const before = mean(kept.slice(0, at))
    const after = mean(kept.slice(at))
    let squares = 0
    let previous = kept[0]! - before
    for (let t = 1; t < kept.length; t++) {
      const deviation = kept[t]! - (t < at ? before : after)
      squares += (deviation - phi * previous) ** 2
      previous = deviation
    }
    if (squares < least) {
      least = squares
      best = at
    }
  }
  return best
}
