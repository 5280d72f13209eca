/** Mean of the middle three fifths, with its standard error, by drawing the rounds anew. */
export function spread(values, digits) {
  const draws = Array.from({ length: 200 }, () =>
    inner(values.map(() => values[Math.floor(Math.random() * values.length)])),
  )
  const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length
  const error = Math.sqrt(draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws.length)
  return `${inner(values).toFixed(digits)} ± ${error.toFixed(digits)}`
}

/** Mean of the middle three fifths. */
export function inner(values) {
  const middle = sorted(values).slice(Math.floor(values.length / 5), Math.ceil((values.length * 4) / 5))
  return middle.reduce((sum, value) => sum + value, 0) / middle.length
}

export function sorted(values) {
  return [...values].sort((a, b) => a - b)
}
