/** Orthonormal vectors, all of one length: what a smooth curve is put together from. */
export type Basis = readonly Float64Array[]

const day = 86400
/** From here on a daily rhythm can be told from a line. */
const leastForDaily = 0.75 * day

/** Vectors that are nothing once the ones before are taken out are left out. (Modified Gram–Schmidt.) */
export function orthonormal(columns: readonly Float64Array[]): Basis {
  const basis: Float64Array[] = []
  for (const column of columns) {
    const rest = residual(column, basis)
    const size = norm(rest)
    if (size > 1e-8 * (norm(column) || 1)) basis.push(rest.map(value => value / size))
  }
  return basis
}

/** What remains of a series when the curve that fits it best is taken out. */
export function residual(values: ArrayLike<number>, basis: Basis): Float64Array {
  const rest = Float64Array.from(values)
  for (const vector of basis) {
    const share = dot(rest, vector)
    for (let i = 0; i < rest.length; i++) rest[i]! -= share * vector[i]!
  }
  return rest
}

export function constant(times: readonly number[]): Float64Array {
  return new Float64Array(times.length).fill(1)
}

/** Powers of time, on −1 … 1. */
export function power(times: readonly number[], exponent: number): Float64Array {
  const from = times[0]!
  const span = times.at(-1)! - from || 1
  return Float64Array.from(times, time => ((2 * (time - from)) / span - 1) ** exponent)
}

/**
 * Sine and cosine of 24 h and of 12 h, where the series is long enough to show them (18 h), else nothing.
 * Two harmonics leave of a rectangular working day too little to raise an alarm (measured).
 */
export function dailyRhythm(times: readonly number[]): Float64Array[] {
  if (times.length < 2 || times.at(-1)! - times[0]! < leastForDaily) return []
  return [1, 2].flatMap(harmonic => {
    const angle = (time: number): number => (2 * Math.PI * harmonic * (time % day)) / day
    return [
      Float64Array.from(times, time => Math.sin(angle(time))),
      Float64Array.from(times, time => Math.cos(angle(time))),
    ]
  })
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

function norm(vector: Float64Array): number {
  return Math.sqrt(dot(vector, vector))
}
