import { at, mean } from './vector'

/** Correlation of a series with itself one step later; 0 for a constant. */
export function lagOne(values: usize, n: i32): f64 {
  const centre = mean(values, n)
  let products: f64 = 0
  let squares: f64 = 0
  for (let i = 0; i < n; i++) {
    const deviation = at(values, i) - centre
    squares += deviation * deviation
    if (i + 1 < n) products += deviation * (at(values, i + 1) - centre)
  }
  return squares > 0 ? products / squares : 0
}

const ceiling: f64 = 0.97

/**
 * The coefficient of an AR(1) process, from residuals after fitting `fitted` terms: 1 for a mean, 2 for a
 * line, two more for each harmonic. The estimate is low by about (fitted + (2 + fitted) φ) / n, which is
 * given back (for a mean: Marriott and Pope, 1954; for a line: van Giersbergen, 2005). Never negative:
 * noise that alternates is treated as white, which errs towards silence.
 */
export function autoregression(residuals: usize, n: i32, fitted: i32): f64 {
  if (n < 8) return 0
  const phi = (<f64>n * lagOne(residuals, n) + <f64>fitted) / <f64>(n - 2 - fitted)
  return min(ceiling, max<f64>(0, phi))
}
