import { roundTicks } from './ticks.ts'

export interface Scale {
  readonly ticks: readonly number[]
  /** 0 at the bottom of the plot, 1 at its top. */
  place(value: number): number
}

/** From zero to a round number, in at most `count` equal steps. */
export function linearScale(values: readonly number[], count: number): Scale {
  const { top, step } = roundTicks(Math.max(0, ...values), count)
  const ticks = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step)
  return { ticks, place: value => value / top }
}

/** More decades than this under the largest value are not worth their rows. */
const mostDecades = 7

/** From the power of ten below the smallest value above zero to a round number above the largest. */
export function logarithmicScale(values: readonly number[], count: number): Scale {
  const most = Math.max(0, ...values)
  if (!(most > 1e-300)) return linearScale(values, count)
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
