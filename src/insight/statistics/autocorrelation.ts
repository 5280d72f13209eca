import { mean } from 'simple-statistics'

/** Correlation of a series with itself one step later; 0 for a constant. */
export function lagOne(values: readonly number[]): number {
  const centre = mean(values as number[])
  let products = 0
  let squares = 0
  for (let i = 0; i < values.length; i++) {
    const deviation = values[i]! - centre
    squares += deviation * deviation
    if (i + 1 < values.length) products += deviation * (values[i + 1]! - centre)
  }
  return squares > 0 ? products / squares : 0
}

const ceiling = 0.97

/**
 * The coefficient of an AR(1) process, from residuals after fitting `fitted` terms: 1 for a mean, 2 for a
 * line, two more for each harmonic. The estimate is low by about (fitted + (2 + fitted) φ) / n, which is
 * given back (for a mean: Marriott and Pope, 1954; for a line: van Giersbergen, 2005). Never negative:
 * noise that alternates is treated as white, which errs towards silence.
 */
export function autoregression(residuals: readonly number[], fitted: number): number {
  const n = residuals.length
  if (n < 8) return 0
  const phi = (n * lagOne(residuals) + fitted) / (n - 2 - fitted)
  return Math.min(ceiling, Math.max(0, phi))
}
