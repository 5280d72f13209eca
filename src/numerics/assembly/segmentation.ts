import { allocate } from './memory'
import { at, put, vectorOf } from './vector'

/** Of the last search: its tables of starts, one behind the other, and by how much k cuts lower the sum of squares. */
let starts: usize = 0
let length: i32 = 0
let gains: usize = 0

/**
 * The best cuts of one series into k + 1 stretches of constant level, for every k up to `most`. Segment neighbourhood
 * search (Auger and Lawrence, 1989): exact, by dynamic programming, O(k n²).
 *
 * @param shortest fewest values of a stretch
 */
export function segment(values: usize, n: i32, most: i32, shortest: i32): void {
  // A table of 1 / length: the division in the innermost loop took half of the time.
  const inverse = vectorOf(n + 1)
  // Pairs: the sum of all values up to an index; the best that the stretches up to there have.
  let cells = vectorOf(2 * (n + 1))
  let next = vectorOf(2 * (n + 1))
  gains = vectorOf(most)
  length = n
  starts = allocate(<usize>(most * (n + 1)) << 2)
  let total: f64 = 0
  for (let i = 0; i <= n; i++) {
    put(inverse, i, 1 / <f64>i)
    put(cells, 2 * i, total)
    put(next, 2 * i, total)
    put(cells, 2 * i + 1, i < shortest ? -Infinity : (total * total) / <f64>i)
    if (i < n) total += at(values, i)
  }
  const uncut = at(cells, 2 * n + 1)
  for (let k = 1; k <= most; k++) {
    const start = starts + (<usize>((k - 1) * (n + 1)) << 2)
    const from = shortest * k
    for (let i = 0; i < min(from + shortest, n + 1); i++) put(next, 2 * i + 1, -Infinity)
    // Of the last layer only the whole series is asked for.
    for (let end = k == most ? n : from + shortest; end <= n; end++) {
      const sum = at(cells, 2 * end)
      let best = -Infinity
      let bestCell = cells
      let reciprocal = inverse + (<usize>(end - from) << 3)
      const last = cells + (<usize>(end - shortest) << 4)
      for (let cell = cells + (<usize>from << 4); cell <= last; cell += 16) {
        const part = sum - load<f64>(cell)
        const value = load<f64>(cell, 8) + part * part * load<f64>(reciprocal)
        if (value > best) {
          best = value
          bestCell = cell
        }
        reciprocal -= 8
      }
      put(next, 2 * end + 1, best)
      store<i32>(start + (<usize>end << 2), <i32>((bestCell - cells) >> 4))
    }
    put(gains, k - 1, at(next, 2 * n + 1) - uncut)
    const free = cells
    cells = next
    next = free
  }
}

/** By how much k cuts lower the sum of squares in the series that was searched last. */
export function gainOf(k: i32): f64 {
  return at(gains, k - 1)
}

/** Writes the first indices of the stretches after the first, for k cuts. */
export function cutsInto(to: usize, k: i32): void {
  let end = length
  for (let layer = k - 1; layer >= 0; layer--) {
    end = load<i32>(starts + (<usize>(layer * (length + 1) + end) << 2))
    store<i32>(to + (<usize>layer << 2), end)
  }
}
