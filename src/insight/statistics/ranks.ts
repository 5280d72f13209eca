import { probit } from 'simple-statistics'

/**
 * Ranks from 1, ties sharing the mean of theirs. (simple-statistics has this only inside its Spearman, by a comparing
 * function: called n log n times by code that runs once, it takes twice as long as sorting plain numbers.)
 */
export function midranks(values: ArrayLike<number>): Float64Array {
  const sorted = Float64Array.from(values).sort()
  const rankOf = new Map<number, number>()
  for (let first = 0; first < sorted.length; ) {
    let last = first
    while (sorted[last + 1] === sorted[first]) last++
    rankOf.set(sorted[first]!, (first + last) / 2 + 1)
    first = last + 1
  }
  return Float64Array.from(values, value => rankOf.get(value)!)
}

/**
 * Ranks put on the scale of a standard normal variable (Blom, 1958: (r − 3⁄8) / (n + 1⁄4)). Whatever the
 * distribution was, one slow request cannot outweigh the rest, and tests for normal noise apply.
 */
export function normalScores(values: ArrayLike<number>): Float64Array {
  const scores = midranks(values)
  for (let i = 0; i < scores.length; i++) scores[i] = probit((scores[i]! - 0.375) / (scores.length + 0.25))
  return scores
}
