import { displayWidth } from '../../../text/index.ts'
import type { Region } from '../../cells/surface.ts'
import type { Role } from '../../theme/palettes.ts'
import type { Theme } from '../../theme/theme.ts'
import { drawCursor, widestChart } from './plot.ts'
import { resample } from './resample.ts'
import { roundTop } from './ticks.ts'
import { drawTimeAxis, type TimeAxis } from './time-axis.ts'

interface Columns {
  readonly values: readonly (number | null)[]
  /** What decides the colour of a column, one a value. */
  readonly tones?: readonly (number | null)[]
  readonly role: (tone: number | null) => Role
  /** The scale reaches at least this far. */
  readonly least: number
  readonly format: (value: number) => string
  readonly axis: TimeAxis
  readonly cursor: number | null
}

/** Columns in eighths of a row from zero, with the top of the scale at the left. */
export function drawColumns(region: Region, chart: Columns, theme: Theme): void {
  const axisRows = region.height >= 4 ? 1 : 0
  const rows = region.height - axisRows
  const known = chart.values.filter(value => value !== null)
  const top = roundTop(Math.max(chart.least, ...known))
  const labels = known.length === 0 ? [] : [chart.format(top), '0']
  const gutter = rows >= 2 ? Math.max(0, ...labels.map(displayWidth)) + 1 : 0
  const width = Math.min(widestChart, region.width - gutter)
  if (width < 1 || rows < 1) return
  if (gutter > 0) {
    labels.forEach((label, index) => {
      region.put(gutter - 1 - displayWidth(label), index * (rows - 1), label, theme.ink('dim'))
    })
  }
  const area = region.inner(gutter, 0, width, rows)
  const tones = resample(chart.tones ?? [], width)
  resample(chart.values, width).forEach((value, x) => {
    if (value !== null) drawColumn(area, x, value / top, theme.ink(chart.role(tones[x] ?? null)), theme)
  })
  drawCursor(area, chart.cursor, chart.axis, theme)
  if (axisRows > 0) drawTimeAxis(region, gutter, rows, width, chart.axis, theme)
}

function drawColumn(area: Region, x: number, share: number, style: number, theme: Theme): void {
  const levels = theme.glyphs.columns
  const full = levels.length - 1
  const eighths = Math.round(Math.max(0, Math.min(1, share)) * area.height * full)
  const height = share > 0 ? Math.max(1, eighths) : 0
  for (let row = 0; row < area.height; row++) {
    const level = Math.max(0, Math.min(full, height - row * full))
    if (level > 0) area.set(x, area.height - 1 - row, levels[level]!, style)
  }
}
