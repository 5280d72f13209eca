const day = 86_400

/** Each step divides the next, so that a finer grid can be merged into a coarser one. Then days by powers of two. */
const gridSteps = [1, 5, 15, 30, 60, 300, 900, 1800, 3600, 10_800, 21_600, 43_200, day]

/**
 * Steps people read easily; each is a multiple of some grid step. An hour seldom begins at a whole half minute,
 * so that 30 s would be 121 points: with 40 or 45 s it has 91 or 81, with 60 s only 61, too few to find a jump in.
 */
const shownSteps = [
  1,
  2,
  3,
  5,
  6,
  10,
  15,
  20,
  30,
  40,
  45,
  60,
  90,
  120,
  180,
  240,
  300,
  480,
  600,
  900,
  1200,
  1800,
  3600,
  7200,
  10_800,
  14_400,
  21_600,
  43_200,
  day,
]

/** The grid step after `step`. */
export function coarser(step: number): number {
  return gridSteps.find(each => each > step) ?? step * 2
}

/** How many buckets of `step`, aligned to the epoch, hold both times. */
export function bucketCount(from: number, to: number, step: number): number {
  return Math.floor(to / step) - Math.floor(from / step) + 1
}

/** The smallest grid step ≥ `atLeast` whose buckets cover both times within `maxBuckets`. */
export function gridStep(from: number, to: number, maxBuckets: number, atLeast = 1): number {
  let step = atLeast
  while (bucketCount(from, to, step) > maxBuckets) step = coarser(step)
  return step
}

/**
 * Step of a chart over [from, to] with at most `maxBuckets` points, made of whole buckets of `grid` seconds:
 * a round one where there is one.
 */
export function chartStep(from: number, to: number, maxBuckets: number, grid: number): number {
  const round = shownSteps.find(step => step % grid === 0 && bucketCount(from, to, step) <= maxBuckets)
  if (round !== undefined) return round
  let step = Math.ceil(Math.max(grid, day) / grid) * grid
  while (bucketCount(from, to, step) > maxBuckets) step *= 2
  return step
}
