import { cos, sin } from './engine'
import { mark, release } from './memory'
import { at, copyOf, dot, fill, from, put, vectorOf } from './vector'

const day: f64 = 86400
/** From here on a daily rhythm can be told from a line. */
const leastForDaily: f64 = 0.75 * day
/** Vectors of a daily rhythm. */
export const harmonics: i32 = 4

/** Writes time itself, on −1 … 1. */
export function line(times: usize, n: i32, to: usize): void {
  const first = at(times, 0)
  const between = at(times, n - 1) - first
  const span = between == 0 ? 1 : between
  for (let i = 0; i < n; i++) put(to, i, (2 * (at(times, i) - first)) / span - 1)
}

/** Is a series long enough to show what a day is like (18 h)? */
export function showsDaily(times: usize, n: i32): bool {
  return n >= 2 && at(times, n - 1) - at(times, 0) >= leastForDaily
}

/**
 * Writes sine and cosine of 24 h and of 12 h, one behind the other. Two harmonics leave of a rectangular working day
 * too little to raise an alarm (measured).
 */
function dailyRhythm(times: usize, n: i32, to: usize): void {
  for (let harmonic = 1; harmonic <= 2; harmonic++) {
    const sines = from(to, (2 * harmonic - 2) * n)
    const cosines = from(to, (2 * harmonic - 1) * n)
    for (let i = 0; i < n; i++) {
      const time = at(times, i)
      const angle = (2 * Math.PI * <f64>harmonic * (time - floor<f64>(time / day) * day)) / day
      put(sines, i, sin(angle))
      put(cosines, i, cos(angle))
    }
  }
}

/** Orthonormal vectors of the curve that was put together last. */
export let vectorCount: i32 = 0

/** Vectors of a smooth curve, one behind the other: a level, a line if asked for, the daily rhythm if it shows. */
export function curveWith(times: usize, n: i32, withLine: bool): usize {
  const columns = vectorOf((harmonics + 2) * n)
  let count = 1
  fill(columns, n, 1)
  if (withLine) line(times, n, from(columns, count++ * n))
  if (showsDaily(times, n)) {
    dailyRhythm(times, n, from(columns, count * n))
    count += harmonics
  }
  vectorCount = orthonormal(columns, count, n)
  return columns
}

/**
 * Makes columns that lie one behind the other orthonormal in their place; how many are left. Those that are nothing once
 * the ones before are taken out are left out. (Modified Gram–Schmidt.)
 */
function orthonormal(columns: usize, count: i32, n: i32): i32 {
  let kept = 0
  for (let i = 0; i < count; i++) {
    const scratch = mark()
    const column = from(columns, i * n)
    const rest = residual(column, n, columns, kept)
    const whole = sqrt<f64>(dot(column, column, n))
    const size = sqrt<f64>(dot(rest, rest, n))
    if (size > 1e-8 * (whole == 0 ? 1 : whole)) {
      const unit = from(columns, kept++ * n)
      for (let j = 0; j < n; j++) put(unit, j, at(rest, j) / size)
    }
    release(scratch)
  }
  return kept
}

/** What remains of a series when the curve that fits it best is taken out. */
export function residual(values: usize, n: i32, basis: usize, count: i32): usize {
  const rest = copyOf(values, n)
  for (let i = 0; i < count; i++) {
    const vector = from(basis, i * n)
    const share = dot(rest, vector, n)
    for (let j = 0; j < n; j++) put(rest, j, at(rest, j) - share * at(vector, j))
  }
  return rest
}

