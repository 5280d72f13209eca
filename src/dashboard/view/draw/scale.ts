import { roundStep, roundTicks } from './ticks.ts'

export interface Scale {
  readonly ticks: readonly number[]
  /** 0 at the bottom of the plot, 1 at its top. */
  place(value: number): number
}

/**
 * From zero to a round number in equal steps, each a whole number of rows where that does not waste more
 * than a third of the plot.
 */
export function linearScale(values: readonly number[], rows: number): Scale {
  const max = Math.max(0, ...values)
  const { top, step } = evenTicks(max, rows) ?? roundTicks(max, Math.max(1, Math.floor(rows / 2)))
  const ticks = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step)
  return { ticks, place: value => value / top }
}

const mostWaste = 4 / 3

function evenTicks(max: number, rows: number): { top: number; step: number } | null {
  if (!(max > 0)) return null
  const found = Array.from({ length: Math.max(0, Math.floor((rows - 1) / 2)) }, (_, index) => index + 1)
    .filter(count => (rows - 1) % count === 0 && (count > 1 || rows < 4))
    .map(count => ({ step: roundStep(max / count), count }))
    .map(({ step, count }) => ({ step, top: step * count }))
    .filter(({ top }) => top <= max * mostWaste)
  // Of two that fit equally well the one with more ticks says more.
  return found.reduce<(typeof found)[number] | null>(
    (best, one) => (best === null || one.top <= best.top * 1.1 ? one : best),
    null,
  )
}

/** More decades than this under the largest value are not worth their rows. */
const mostDecades = 7

/** From the power of ten below the smallest value above zero to a round number above the largest. */
export function logarithmicScale(values: readonly number[], rows: number): Scale {
  const count = Math.max(1, Math.floor(rows / 2))
  const most = Math.max(0, ...values)
  if (!(most > 1e-300)) return linearScale(values, rows)
  const power = Math.floor(Math.log10(most))
  const high = [1, 2, 5, 10].map(factor => factor * 10 ** power).find(it => it >= most * 0.999999)!
  const least = Math.min(...values.filter(value => value > 0))
  const first = Math.max(Math.floor(Math.log10(least) + 1e-9), power - mostDecades)
  const low = 10 ** first
  const span = Math.log(high / low) || 1
  const factors = count >= 3 * Math.log10(high / low) ? [1, 2, 5] : [1]
  const ticks: number[] = []
  for (let exponent = first; exponent <= power + 1; exponent++) {
    for (const factor of factors) {
      const tick = factor * 10 ** exponent
      if (tick <= high * 1.000001) ticks.push(tick)
    }
  }
  return { ticks, place: value => (value <= low ? 0 : Math.log(value / low) / span) }
}
