import { errorFunction } from 'simple-statistics'

/**
 * P(|Z| ≥ |z|) of a standard normal variable. By `errorFunction`, because `cumulativeStdNormalProbability`
 * of simple-statistics is a table that ends at 3.1; good to 1e-7 relative until 1e-14.
 */
export function twoSidedP(z: number): number {
  return Math.max(0, 1 - errorFunction(Math.abs(z) / Math.SQRT2))
}

/**
 * The standard normal score that is as unlikely as `t` of Student's distribution (Wallace, 1959); within 2 %
 * from three degrees of freedom on.
 */
export function normalOfT(t: number, degrees: number): number {
  const size = Math.sqrt(degrees * Math.log1p((t * t) / degrees))
  return Math.sign(t) * size * ((8 * degrees + 1) / (8 * degrees + 3))
}
