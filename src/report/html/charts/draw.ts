/**
 * Shapes on a plot of `values.length` × 100 units, one unit a time bucket. The plot is stretched to its
 * place, so lines are drawn with a stroke that does not scale, and no text stands on it.
 */

export type Values = readonly (number | null)[]

function round(value: number): number {
  return Math.round(value * 100) / 100
}

function height(value: number, maximum: number): number {
  return round(100 - (Math.min(value, maximum) / maximum) * 100)
}

/** A line through the middles of the buckets; a gap stays a gap, and a value alone becomes a dot. */
export function line(values: Values, maximum: number, name: string): string {
  let path = ''
  values.forEach((value, index) => {
    if (value === null) return
    const alone = (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null
    const start = (values[index - 1] ?? null) === null
    path += `${start ? 'M' : 'L'}${index + 0.5} ${height(value, maximum)}${alone ? 'h0' : ''}`
  })
  return path === '' ? '' : `<path class="line ${name}" d="${path}"/>`
}

/** Columns from the bottom, one a bucket; with `below`, stacked on those. Nothing is drawn for 0. */
export function columns(
  values: Values,
  maximum: number,
  name: string,
  below: readonly number[] = [],
): string {
  let path = ''
  values.forEach((value, index) => {
    if (value === null || value === 0) return
    const base = below[index] ?? 0
    path += `M${index + 0.08} ${height(base, maximum)}V${height(base + value, maximum)}h.84V${height(base, maximum)}z`
  })
  return path === '' ? '' : `<path class="area ${name}" d="${path}"/>`
}

/** Cells of a grid, darker where more; `rows` from the bottom. */
export function cells(grid: readonly (readonly number[])[], rows: number, levels: number): string {
  const most = grid.reduce((max, column) => Math.max(max, ...column), 0)
  const paths = Array.from({ length: levels }, () => '')
  const unit = round(100 / rows)
  grid.forEach((column, x) => {
    column.forEach((count, row) => {
      if (count === 0) return
      const level = Math.min(levels - 1, Math.floor((Math.log1p(count) / Math.log1p(most)) * levels))
      paths[level] += `M${x} ${round(100 - (row + 1) * (100 / rows))}h1v${unit}h-1z`
    })
  })
  return paths
    .map((path, level) => (path === '' ? '' : `<path class="heat h${level + 1}" d="${path}"/>`))
    .join('')
}
