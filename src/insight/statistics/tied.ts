import type { ChangeTest } from './change-points.ts'

/** From this share of equal values on, normal scores are too coarse to be believed. */
const manyTies = 0.3
const leastLikely = 1e-3

/**
 * A series that mostly stands still (no errors in nine buckets of ten) makes any accidental neighbourhood
 * of its few other values look like a jump. There a cut must also be improbable by counting: the values
 * that differ from the usual one, in the stretches on both sides, by Fisher's exact test, times the number
 * of stretches that could have been looked at (Bonferroni). simple-statistics has no exact test.
 */
export function scanTied(values: readonly number[], test: ChangeTest): ChangeTest {
  const usual = commonest(values)
  if (usual.count < manyTies * values.length) return test
  const other = (from: number, to: number): number =>
    values.slice(from, to).filter(value => value !== usual.value).length
  const tried = values.length ** 2 / 2
  const edges = [0, ...test.cuts, values.length]
  const tested = test.cuts.map((cut, i) => {
    const [from, to] = [edges[i]!, edges[i + 2]!]
    return {
      cut,
      pValue: Math.min(1, tried * fisher(other(from, cut), cut - from, other(cut, to), to - cut)),
    }
  })
  const kept = tested.filter(({ pValue }) => pValue <= leastLikely)
  const best = Math.min(1, ...tested.map(({ pValue }) => pValue))
  return { pValue: Math.max(test.pValue, best), cuts: kept.map(({ cut }) => cut) }
}

function commonest(values: readonly number[]): { value: number; count: number } {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  let best = { value: Number.NaN, count: 0 }
  for (const [value, count] of counts) if (count > best.count) best = { value, count }
  return best
}

/** Two-sided by doubling: a of m on one side, b of n on the other. */
function fisher(a: number, m: number, b: number, n: number): number {
  const marked = a + b
  const all = m + n
  const probability = (hits: number): number =>
    Math.exp(logChoose(m, hits) + logChoose(n, marked - hits) - logChoose(all, marked))
  let lower = 0
  let upper = 0
  for (let hits = Math.max(0, marked - n); hits <= Math.min(m, marked); hits++) {
    const p = probability(hits)
    if (hits <= a) lower += p
    if (hits >= a) upper += p
  }
  return Math.min(1, 2 * Math.min(lower, upper))
}

function logChoose(n: number, k: number): number {
  let sum = 0
  for (let i = 1; i <= k; i++) sum += Math.log((n - k + i) / i)
  return sum
}
