/**
 * Values spread over `width` columns in order of time: means where several share a column, the same value
 * where one covers several. Columns with nothing but gaps are gaps.
 */
export function resample(values: readonly (number | null)[], width: number): (number | null)[] {
  const { length } = values
  if (length === 0 || width <= 0) return new Array<number | null>(Math.max(0, width)).fill(null)
  return Array.from({ length: width }, (_, column) => {
    const from = Math.floor((column * length) / width)
    const to = Math.max(from + 1, Math.floor(((column + 1) * length) / width))
    let sum = 0
    let count = 0
    for (let index = from; index < to; index++) {
      const value = values[index]
      if (value === null || value === undefined) continue
      sum += value
      count++
    }
    return count === 0 ? null : sum / count
  })
}
