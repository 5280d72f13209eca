import type { Style } from '../../cells/style.ts'
import type { Region } from '../../cells/surface.ts'
import type { Theme } from '../../theme/theme.ts'
import { resample } from './resample.ts'

/** One row of columns, newest at the right, from 0 to `max` (default: the largest value). `null` is a gap. */
export function drawSparkline(
  region: Region,
  x: number,
  y: number,
  width: number,
  values: readonly (number | null)[],
  style: Style,
  theme: Theme,
  max?: number,
): void {
  const columns = resample(values, width)
  const top = max ?? Math.max(...columns.map(value => value ?? 0))
  const { columns: levels } = theme.glyphs
  // The fullest is three quarters of a row, so that rows above each other stay apart.
  const highest = levels.length - 3
  columns.forEach((value, column) => {
    if (value === null) return
    const level = top <= 0 ? 0 : Math.round((value / top) * highest)
    region.set(x + column, y, levels[Math.max(1, Math.min(highest, level))]!, style)
  })
}
