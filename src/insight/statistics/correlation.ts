import { autoregression } from './autocorrelation.ts'
import { twoSidedP } from './normal.ts'
import { midranks, normalScores } from './ranks.ts'

/** A series on an even grid; `null` where nothing was measured. */
export type Gapped = readonly (number | null)[]

export interface LaggedCorrelation {
  /** Spearman's ρ of the values. */
  readonly rho: number
  /** Steps by which `b` follows `a`. */
  readonly lag: number
  readonly n: number
}

/** One test of a pair at one lag; its ρ is NaN where nobody asks for it any more. */
export interface CorrelationTest extends LaggedCorrelation {
  readonly pValue: number
}

/**
 * The same series without its own memory, in normal scores: each value less φ to the power of the gap times
 * the last one. Two independent series that are slow look related to any test that takes their values for
 * independent; after this they do not (pre-whitening: Box and Jenkins, 1970). Measured in docs/insight.md.
 */
export function prewhiten(series: Gapped): (number | null)[] {
  const known = series.flatMap((value, index) => (value === null ? [] : [{ value, index }]))
  const scores = normalScores(known.map(({ value }) => value))
  const phi = autoregression(Array.from(scores), 1)
  const white: (number | null)[] = new Array(series.length).fill(null)
  for (let i = 1; i < known.length; i++) {
    const memory = phi ** (known[i]!.index - known[i - 1]!.index)
    white[known[i]!.index] = (scores[i]! - memory * scores[i - 1]!) / Math.sqrt(1 - memory * memory)
  }
  return white
}

/**
 * Does `b` move with `a`, `lag` steps later? ρ is Spearman's of the values themselves; the p-value comes
 * from the whitened series, through Fisher's z with the variance 1.06 / (n − 3) of Fieller, Hartley and
 * Pearson (1957). `null` with fewer than `least` pairs.
 *
 * @param most p-value above which ρ is not asked for
 */
export function correlate(
  a: { readonly values: Gapped; readonly white: Gapped },
  b: { readonly values: Gapped; readonly white: Gapped },
  lag: number,
  least: number,
  most = 1,
): CorrelationTest | null {
  const [whiteA, whiteB] = pairs(a.white, b.white, lag)
  if (whiteA.length < least) return null
  const white = spearman(whiteA, whiteB)
  if (!Number.isFinite(white)) return null
  const z = Math.atanh(clamp(white)) * Math.sqrt((whiteA.length - 3) / 1.06)
  const pValue = twoSidedP(z)
  if (pValue > most) return { rho: Number.NaN, lag, n: whiteA.length, pValue }
  const [valuesA, valuesB] = pairs(a.values, b.values, lag)
  const rho = Math.max(-1, Math.min(1, spearman(valuesA, valuesB)))
  return { rho, lag, n: valuesA.length, pValue: Math.sign(rho) === Math.sign(white) ? pValue : 1 }
}

/** Pearson's r of the midranks, whose mean is (n + 1) ⁄ 2; NaN where one of the two never changes. */
export function spearman(a: readonly number[], b: readonly number[]): number {
  const [ranksA, ranksB] = [midranks(a), midranks(b)]
  const centre = (a.length + 1) / 2
  let [products, squaresA, squaresB] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [ranksA[i]! - centre, ranksB[i]! - centre]
    products += x * y
    squaresA += x * x
    squaresB += y * y
  }
  return products / Math.sqrt(squaresA * squaresB)
}

function pairs(a: Gapped, b: Gapped, lag: number): [number[], number[]] {
  const left: number[] = []
  const right: number[] = []
  for (let i = Math.max(0, -lag); i < a.length && i + lag < b.length; i++) {
    const one = a[i]!
    const other = b[i + lag]!
    if (one === null || other === null) continue
    left.push(one)
    right.push(other)
  }
  return [left, right]
}

function clamp(rho: number): number {
  return Math.max(-0.999999, Math.min(0.999999, rho))
}
