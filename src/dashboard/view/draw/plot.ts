import { displayWidth } from '../../../text/index.ts'
import { DotCanvas } from '../../cells/dots.ts'
import type { Region } from '../../cells/surface.ts'
import type { Role } from '../../theme/palettes.ts'
import type { Theme } from '../../theme/theme.ts'
import { linearScale, logarithmicScale, type Scale } from './scale.ts'
import { columnOf, drawTimeAxis, type TimeAxis } from './time-axis.ts'

/** Charts wider than this are harder to read, not easier. */
export const widestChart = 100

/** Columns for labels at the left of charts over time: the same for all, so that moments stand above each other. */
export const timeGutter = 8

interface PlotLine {
  readonly label: string
  readonly role: Role
  /** One value a bucket; `null` is a gap. */
  readonly values: readonly (number | null)[]
}

export interface Plot {
  readonly lines: readonly PlotLine[]
  readonly axis: TimeAxis
  /** Start of the pointed-out bucket and how long it is. */
  readonly cursor: number | null
  readonly format: (value: number) => string
  /** Each step of the axis ten times the last one; otherwise from zero in equal steps. */
  readonly logarithmic: boolean
}

/** Lines over time from zero, with round ticks at the left and the names of the lines at the right. */
export function drawPlot(region: Region, plot: Plot, theme: Theme): void {
  const values = plot.lines.flatMap(line => line.values.filter(value => value !== null))
  const axisRows = region.height >= 3 ? 1 : 0
  const rows = region.height - axisRows
  const scale = (plot.logarithmic ? logarithmicScale : linearScale)(values, rows)
  const ticks = values.length === 0 ? [] : scale.ticks
  const labels = ticks.map(plot.format)
  const gutter = Math.max(timeGutter, ...labels.map(label => displayWidth(label) + 1))
  const names = region.width >= 46 && rows >= plot.lines.length ? 4 : 0
  const width = Math.min(widestChart, region.width - gutter - names)
  if (width < 4 || rows < 1) return
  const area = region.inner(gutter, 0, width, rows)
  ticks.forEach((tick, index) => {
    drawTick(region, gutter, rowOf(scale.place(tick), rows), labels[index]!, area, theme)
  })
  const canvas = new DotCanvas(width, rows, theme.glyphs)
  for (const line of plot.lines) drawPlotLine(canvas, line, scale, theme)
  canvas.draw(area)
  drawCursor(area, plot.cursor, plot.axis, theme)
  if (names > 0) drawNames(region, gutter + width + 1, rows, scale, plot.lines, theme)
  if (axisRows > 0) drawTimeAxis(region, gutter, rows, width, plot.axis, theme)
}

function rowOf(share: number, rows: number): number {
  return Math.max(0, Math.min(rows - 1, Math.round((1 - share) * (rows - 1))))
}

function drawTick(
  region: Region,
  gutter: number,
  row: number,
  label: string,
  area: Region,
  theme: Theme,
): void {
  region.put(gutter - 1 - displayWidth(label), row, label, theme.ink('dim'))
  const faint = theme.ink('frame')
  for (let x = 0; x < area.width; x += 4) area.set(x, row, theme.glyphs.dot, faint)
}

function drawPlotLine(canvas: DotCanvas, line: PlotLine, scale: Scale, theme: Theme): void {
  const { values } = line
  const style = theme.ink(line.role)
  let last: { x: number; y: number } | null = null
  values.forEach((value, index) => {
    if (value === null) {
      last = null
      return
    }
    const x = Math.min(canvas.width - 1, Math.floor(((index + 0.5) / values.length) * canvas.width))
    const y = Math.round((1 - scale.place(value)) * (canvas.height - 1))
    if (last === null) canvas.set(x, y, style)
    else canvas.line(last.x, last.y, x, y, style)
    last = { x, y }
  })
}

export function drawCursor(area: Region, cursor: number | null, axis: TimeAxis, theme: Theme): void {
  if (cursor === null || cursor < axis.span.from || cursor >= axis.span.to) return
  const x = columnOf(cursor, axis.span, area.width)
  for (let y = 0; y < area.height; y++) {
    const empty = area.characterAt(x, y) === ' ' || area.characterAt(x, y) === theme.glyphs.dot
    if (empty) area.set(x, y, theme.glyphs.cursor, theme.ink('focus'))
    else area.restyle(x, y, () => theme.ink('focus'))
  }
}

/** Each name beside the newest value of its line, moved apart where they would cover each other. */
function drawNames(
  region: Region,
  x: number,
  rows: number,
  scale: Scale,
  lines: readonly PlotLine[],
  theme: Theme,
): void {
  let free = rows - 1
  for (const line of lines) {
    const newest = line.values.findLast(value => value !== null)
    if (newest === undefined || newest === null || free < 0) continue
    const row = Math.min(free, rowOf(scale.place(newest), rows))
    region.put(x, row, line.label, theme.ink(line.role))
    free = row - 1
  }
}
