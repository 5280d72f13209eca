import { probit } from 'simple-statistics'

/** Ranks from 1, ties sharing the mean of theirs. (simple-statistics has this only inside its Spearman.) */
export function midranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a]! - values[b]!)
  const ranks = new Float64Array(values.length)
  for (let first = 0; first < order.length; ) {
    let last = first
    while (last + 1 < order.length && values[order[last + 1]!] === values[order[first]!]) last++
    for (let i = first; i <= last; i++) ranks[order[i]!] = (first + last) / 2 + 1
    first = last + 1
  }
  return ranks
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
