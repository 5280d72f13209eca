import { errorFunction } from 'simple-statistics'

/**
 * P(|Z| ≥ |z|) of a standard normal variable. By `errorFunction`, because `cumulativeStdNormalProbability`
 * of simple-statistics is a table that ends at 3.1; good to 1e-7 relative until 1e-14.
 */
export function twoSidedP(z: number): number {
  return Math.max(0, 1 - errorFunction(Math.abs(z) / Math.SQRT2))
}
