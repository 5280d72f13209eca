import { roundStep, roundTop } from './ticks.ts'

export interface Scale {
  readonly ticks: readonly number[]
  /** 0 at the bottom of the plot, 1 at its top. */
  place(value: number): number
}

/** Under a picosecond the arithmetic of steps ends, and so does any meaning. */
const negligible = 1e-12

/** From zero in round, equal steps, each a whole number of rows, with as little room above as that allows. */
export function linearScale(values: readonly number[], rows: number): Scale {
  const max = Math.max(0, ...values)
  const gaps = Math.max(1, rows - 1)
  const { step, spacing } = max > negligible ? bestSteps(max, gaps) : { step: 1, spacing: gaps }
  const ticks = Array.from({ length: Math.floor(gaps / spacing) + 1 }, (_, index) => index * step)
  const top = (step * gaps) / spacing
  return { ticks, place: value => value / top }
}

interface Steps {
  readonly step: number
  /** Rows from one tick to the next. */
  readonly spacing: number
}

function bestSteps(max: number, gaps: number): Steps {
  let best: Steps = { step: roundTop(max), spacing: gaps }
  let least = Number.POSITIVE_INFINITY
  for (let spacing = Math.min(2, gaps); spacing <= gaps; spacing++) {
    const step = roundStep((max * spacing) / gaps)
    const waste = (step * gaps) / spacing / max
    const cost = waste + tooManyOrFew(Math.floor(gaps / spacing))
    if (cost < least) {
      least = cost
      best = { step, spacing }
    }
  }
  return best
}

/** Two to six steps are easy to read. */
function tooManyOrFew(steps: number): number {
  return steps < 2 ? 0.6 : Math.max(0, steps - 6) * 0.1
}

/** More decades than this under the largest value are not worth their rows. */
const mostDecades = 7

/** From the power of ten below the smallest value above zero to a round number above the largest. */
export function logarithmicScale(values: readonly number[], rows: number): Scale {
  const count = Math.max(1, Math.floor(rows / 2))
  const most = Math.max(0, ...values)
  if (!(most > negligible)) return linearScale(values, rows)
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
