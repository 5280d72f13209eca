const float = new Float64Array(1)
const bits = new BigInt64Array(float.buffer)

/** The largest number below `x`, for half-open stretches. */
export function justBefore(x: number): number {
  if (!Number.isFinite(x)) return x
  float[0] = x
  if (x > 0) bits[0]!--
  else if (x < 0) bits[0]!++
  else return -Number.MIN_VALUE
  return float[0]
}
