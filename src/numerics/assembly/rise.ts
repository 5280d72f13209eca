import { gather, knownCount, knownOf } from './gaps'
import { mark, release, result } from './memory'
import { mannKendall, theilSen } from './trend'
import { at, from, largest, mean, put, vectorOf } from './vector'

const leastValues: i32 = 10
/** Part of the variance that the line must explain: a leak is a line, a busy machine is not. */
const leastExplained: f64 = 0.8
const leastTau: f64 = 0.6

/**
 * Where a gauge is level at first and rises from some point on: the level and the line that fit best (least
 * squares over every point where it may begin), then Theil–Sen on the rising part. False unless the line
 * explains most of that part, few pairs in it fall (Kendall's τ ≥ 0.6), its last third still rises, and it
 * goes well beyond anything before: a heap that is collected now and then is a row of teeth, no leak.
 *
 * Results: when the rise begins, 1 where that is with the series, slope, gain, last value.
 *
 * @param times seconds, ascending
 * @param series NaN in gaps
 */
export function findRise(times: usize, series: usize, length: i32): bool {
  const known = knownOf(series, length)
  const all = knownCount
  if (all < leastValues) return false
  const before = gather(series, known, all)
  const whenBefore = gather(times, known, all)
  const start = beginning(whenBefore, before, all)
  const when = from(whenBefore, start)
  const values = from(before, start)
  const n = all - start
  const slope = theilSen(when, values, n)
  const pairs = (<f64>n * <f64>(n - 1)) / 2
  if (slope <= 0 || mannKendall(values, n) < leastTau * pairs || explained(when, values, n, slope) < leastExplained) return false
  const last = max<i32>(leastValues / 2, n / 3)
  if (theilSen(from(when, n - last), from(values, n - last), last) < slope / 2) return false
  const gained = slope * (at(when, n - 1) - at(when, 0))
  if (largest(before, start) > at(values, n - 1) - gained / 2) return false
  result(0, at(when, 0))
  result(1, start == 0 ? 1 : 0)
  result(2, slope)
  result(3, gained)
  result(4, at(values, n - 1))
  return true
}

/** Index from which on "level, then line" leaves the smallest squares. */
function beginning(times: usize, values: usize, n: i32): i32 {
  const scratch = mark()
  const ramp = vectorOf(n)
  const level = mean(values, n)
  let best = 0
  let least = Infinity
  for (let start = 0; start <= n - leastValues; start++) {
    for (let i = 0; i < n; i++) put(ramp, i, i < start ? 0 : at(times, i) - at(times, start))
    const squares = squaresAroundLine(ramp, values, n, level)
    if (squares < least - 1e-9) {
      least = squares
      best = start
    }
  }
  release(scratch)
  return best
}

function squaresAroundLine(x: usize, y: usize, n: i32, meanOfY: f64): f64 {
  const meanOfX = mean(x, n)
  let xx: f64 = 0
  let xy: f64 = 0
  let yy: f64 = 0
  for (let i = 0; i < n; i++) {
    const dx = at(x, i) - meanOfX
    const dy = at(y, i) - meanOfY
    xx += dx * dx
    xy += dx * dy
    yy += dy * dy
  }
  return xx == 0 ? yy : yy - (xy * xy) / xx
}

function explained(times: usize, values: usize, n: i32, slope: f64): f64 {
  const scratch = mark()
  const rest = vectorOf(n)
  for (let i = 0; i < n; i++) put(rest, i, at(values, i) - slope * at(times, i))
  const total = squaresAround(values, n)
  const left = squaresAround(rest, n)
  release(scratch)
  return total == 0 ? 0 : 1 - left / total
}

function squaresAround(values: usize, n: i32): f64 {
  const level = mean(values, n)
  let squares: f64 = 0
  for (let i = 0; i < n; i++) {
    const apart = at(values, i) - level
    squares += apart * apart
  }
  return squares
}
