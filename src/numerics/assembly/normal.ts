import { exp, log1p } from './engine'

/**
 * P(|Z| ≥ |z|) of a standard normal variable: the complementary error function by a Chebyshev fit, within 1.2e-7 relative
 * everywhere (Press, Flannery, Teukolsky and Vetterling, Numerical Recipes, 6.2).
 */
export function twoSidedP(z: f64): f64 {
  const x = abs(z) / Math.SQRT2
  const t = 1 / (1 + 0.5 * x)
  let sum: f64 = 0.17087277
  sum = sum * t - 0.82215223
  sum = sum * t + 1.48851587
  sum = sum * t - 1.13520398
  sum = sum * t + 0.27886807
  sum = sum * t - 0.18628806
  sum = sum * t + 0.09678418
  sum = sum * t + 0.37409196
  sum = sum * t + 1.00002368
  return min<f64>(1, 1 - (1 - t * exp(-x * x + sum * t - 1.26551223)))
}

/**
 * The standard normal score that is as unlikely as `t` of Student's distribution (Wallace, 1959); within 2 %
 * from three degrees of freedom on.
 */
export function normalOfT(t: f64, degrees: f64): f64 {
  const size = sqrt<f64>(degrees * log1p((t * t) / degrees)) * ((8 * degrees + 1) / (8 * degrees + 3))
  return t < 0 ? -size : size
}
