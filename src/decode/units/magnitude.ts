import type { DurationUnit } from '../../model/index.ts'
import type { Evidence } from './evidence.ts'

/** Dividing by a whole number rounds correctly, multiplying by 1e-3 does not. */
export const perSecond: Record<DurationUnit, number> = { s: 1, ms: 1e3, us: 1e6, ns: 1e9 }
const candidates: readonly DurationUnit[] = ['s', 'ms', 'us', 'ns']

export interface Summary {
  readonly count: number
  readonly min: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
  /** Share of values that are 0. */
  readonly zeros: number
  /** All values are whole numbers. */
  readonly whole: boolean
  /** Most digits after the point that more than a stray value has. */
  readonly digits: number
}

export function summarise(evidence: Evidence): Summary {
  const sorted = Float64Array.from(evidence.values).sort()
  const positive = sorted.subarray(evidence.zeros)
  const at = (q: number): number => sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? 0
  const fractional = evidence.count - evidence.whole
  let digits = 0
  let seen = 0
  for (let i = 20; i > 0 && seen <= fractional * 0.1; i--) {
    seen += evidence.fractionDigits[i]!
    if (seen > fractional * 0.1) digits = i
  }
  return {
    count: evidence.count,
    min: positive[0] ?? 0,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    max: at(1),
    zeros: evidence.count === 0 ? 0 : evidence.zeros / evidence.count,
    whole: evidence.whole === evidence.count,
    digits,
  }
}

/** Whether response times of a service that anybody runs could look like this in this unit. */
export function isPlausible(unit: DurationUnit, { p50, max, zeros, whole }: Summary): boolean {
  const scale = 1 / perSecond[unit]
  if (max === 0) return true
  // The fastest handler that was measured took 1.8 µs.
  if (unit === 'ns' && (!whole || zeros > 0.5 || p50 < 1500)) return false
  if (unit === 'us' && !whole && p50 > 0 && p50 < 1) return false
  return p50 * scale <= 60 && (p50 === 0 || p50 * scale >= 5e-8)
}

export interface Guess {
  readonly unit: DurationUnit
  /** How far the second best is behind, in natural logarithms of likelihood. */
  readonly margin: number
}

/**
 * The unit in which the values look most like response times, judged by nothing but their size and digits.
 * @param usual the one that is likelier than the others beforehand
 */
export function guessByMagnitude(summary: Summary, usual: DurationUnit | null = null): Guess {
  const { whole, zeros, min, max } = summary
  if (usual === null && whole && zeros === 0 && min >= 500 && max >= 5e7) return { unit: 'ns', margin: 10 }
  const scored = candidates
    .map(unit => ({ unit, score: score(unit, summary) + (unit === usual ? 3 : 0) }))
    .sort((a, b) => b.score - a.score)
  return { unit: scored[0]!.unit, margin: scored[0]!.score - scored[1]!.score }
}

/** Log-normal round 15 ms, as wide as services are (σ 2.2 in ln), and what each unit's numbers cannot look like. */
function score(unit: DurationUnit, { p50, p95, p99, min, max, zeros, whole, digits }: Summary): number {
  const scale = 1 / perSecond[unit]
  const middle = Math.max(p50, min, 1e-12) * scale
  let total = -((Math.log(middle) - Math.log(0.015)) ** 2) / (2 * 2.2 ** 2)
  // A few that were left open for hours say nothing of the others.
  const [longest, long] = max > p50 * 5000 ? [p95, p95] : [max, p99]
  if (longest * scale > 300) total -= 6
  else if (max * scale > 300) total -= 2
  if (long * scale > 60) total -= 4
  if (min > 0 && min * scale < 5e-7) total -= 8
  if (zeros > 0) total -= unit === 'ns' ? 100 : unit === 'us' ? 3 : 0
  // Of whole numbers, milliseconds are the most common by far.
  if (whole) total -= unit === 's' ? 5 : unit === 'us' ? 2 : 0
  else {
    total -= unit === 'ns' ? 100 : unit === 'us' ? 3 : 0
    if (digits > 6 && digits <= 9) total += unit === 's' ? 2 : 0
    if (digits <= 2) total += unit === 'ms' ? 1 : 0
  }
  return total
}
