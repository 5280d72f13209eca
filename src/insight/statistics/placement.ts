import { mean, median } from 'simple-statistics'
import { type LevelFit, shortest } from './level-fit.ts'

/**
 * Normal scores find a jump; where it is, the values themselves tell better. Each cut is moved to where the
 * levels on both sides, jumping within one step, leave the least unexplained in AR(1) noise. Values far
 * outside both levels are cut off first.
 */
export function refine(values: ArrayLike<number>, { cuts, phi }: LevelFit): number[] {
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
/** A step of so many standard deviations of the noise can be told from a slope by eye. */
const plain = 6
const beside = 3

/** Where that can be told, only cuts at which at least half of the step is taken at once. */
export function abrupt(values: readonly number[], cuts: readonly number[], phi: number): readonly number[] {
  const edges = [0, ...cuts, values.length]
  const differences = values.slice(1).map((value, i) => Math.abs(value - values[i]!))
  const noise = (1.4826 / Math.SQRT2) * median(differences)
  return cuts.filter((cut, i) => {
    const step = median(values.slice(cut, edges[i + 2])) - median(values.slice(edges[i], cut))
    if (phi < drifting && Math.abs(step) < plain * noise) return true
    const near = median(values.slice(cut, cut + beside)) - median(values.slice(cut - beside, cut))
    return Math.abs(near) >= Math.abs(step) / 2 && near * step > 0
  })
}

/** Buckets. */
const reach = 15
const near = 3
/** By what a place itself counts more: it decides where all have the same around them. */
const byItself = 0.01
const outlier = 2.5 * 1.4826

function placeOf(values: readonly number[], cut: number, phi: number): number {
  const levels = [median(values.slice(0, cut)), median(values.slice(cut))] as const
  const spread = outlier * median(values.map((value, t) => Math.abs(value - levels[t < cut ? 0 : 1])))
  const low = Math.min(...levels) - spread
  const high = Math.max(...levels) + spread
  const kept = values.map(value => Math.min(high, Math.max(low, value)))
  const from = Math.max(shortest, cut - reach)
  const count = Math.min(values.length - shortest, cut + reach) - from + 1
  const misfits = Array.from({ length: Math.max(0, count) }, (_, i) => misfit(kept, from + i, phi))
  return count > 0 ? from + likeliest(misfits, kept.length) : cut
}

/** What two levels that change at a place leave unexplained, squared. */
function misfit(values: readonly number[], at: number, phi: number): number {
  const before = mean(values.slice(0, at))
  const after = mean(values.slice(at))
  let squares = 0
  let previous = values[0]! - before
  for (let t = 1; t < values.length; t++) {
    const deviation = values[t]! - (t < at ? before : after)
    squares += (deviation - phi * previous) ** 2
    previous = deviation
  }
  return squares
}

/**
 * The place with the most likelihood around it, within `near`: right within so many places for 98.8 % of
 * steps of two standard deviations in white noise, where the place of least squares is for 97 % (20,000
 * series of 120 values).
 */
function likeliest(misfits: readonly number[], n: number): number {
  const least = Math.min(...misfits)
  if (least === 0) return misfits.indexOf(0)
  const likelihood = misfits.map(squares => (squares / least) ** (-n / 2))
  const around = likelihood.map((own, i) =>
    likelihood.slice(Math.max(0, i - near), i + near + 1).reduce((sum, one) => sum + one, own * byItself),
  )
  return around.indexOf(Math.max(...around))
}
