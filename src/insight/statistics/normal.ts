import { numerics } from '../../numerics/index.ts'

/** P(|Z| ≥ |z|) of a standard normal variable. */
export function twoSidedP(z: number): number {
  return numerics().twoSidedP(z)
}
