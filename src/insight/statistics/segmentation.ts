/** The best cuts of one series into k + 1 stretches of constant level, for every k up to a limit. */
export interface Segmentation {
  /** `gains[k - 1]`: by how much k cuts lower the sum of squares. */
  readonly gains: readonly number[]
  /** First indices of the stretches after the first, for k cuts. */
  cuts(k: number): number[]
}

/**
 * Segment neighbourhood search (Auger and Lawrence, 1989): exact, by dynamic programming, O(k n²).
 *
 * @param shortest fewest values of a stretch
 */
export function segment(values: Float64Array, most: number, shortest: number): Segmentation {
  const n = values.length
  const sums = new Float64Array(n + 1)
  // A table of 1 / length: the division in the innermost loop took half of the time.
  const inverse = new Float64Array(n + 1)
  for (let i = 0; i < n; i++) {
    sums[i + 1] = sums[i]! + values[i]!
    inverse[i + 1] = 1 / (i + 1)
  }
  let best = new Float64Array(n + 1).fill(Number.NEGATIVE_INFINITY)
  for (let end = shortest; end <= n; end++) best[end] = sums[end]! ** 2 / end
  const uncut = best[n]!
  const gains: number[] = []
  const starts: Int32Array[] = []
  for (let k = 1; k <= most; k++) {
    const next = new Float64Array(n + 1).fill(Number.NEGATIVE_INFINITY)
    const start = new Int32Array(n + 1)
    // Of the last layer only the whole series is asked for.
    for (let end = k === most ? n : shortest * (k + 1); end <= n; end++) {
      let top = Number.NEGATIVE_INFINITY
      let at = 0
      const total = sums[end]!
      for (let cut = shortest * k; cut <= end - shortest; cut++) {
        const sum = total - sums[cut]!
        const value = best[cut]! + sum * sum * inverse[end - cut]!
        if (value > top) {
          top = value
          at = cut
        }
      }
      next[end] = top
      start[end] = at
    }
    gains.push(next[n]! - uncut)
    starts.push(start)
    best = next
  }
  return { gains, cuts: k => walkBack(starts, k, n) }
}

function walkBack(starts: readonly Int32Array[], k: number, n: number): number[] {
  const cuts: number[] = []
  for (let layer = k - 1, end = n; layer >= 0; layer--) {
    end = starts[layer]![end]!
    cuts.unshift(end)
  }
  return cuts
}
