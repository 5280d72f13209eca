import type { SeriesPoint } from '../../../model/index.ts'
import { formatDuration } from '../../../text/index.ts'
import type { Role } from '../../theme/palettes.ts'
import { drawPlot } from '../draw/plot.ts'
import { type Line, strong, text } from '../line.ts'
import { clock, type Panel, pointAtCursor, seriesSpan } from '../seen.ts'
import { axisOf } from './axis.ts'
import { trendMark } from './conclusions.ts'
import { drawEmpty } from './empty.ts'

const lines = ['p50', 'p95', 'p99'] as const

export const responseTime: Panel = {
  figures(seen) {
    const point = pointAtCursor(seen)
    const values: Pick<SeriesPoint, 'p50' | 'p95' | 'p99'> = point ?? seen.snapshot.requests.responseTime
    const figures = (names: readonly (typeof lines)[number][], trends = false): Line =>
      names.flatMap((name, index) => [
        text(`${index > 0 ? '  ' : ''}${name} `, name as Role),
        strong(formatDuration(values[name])),
        text(trends && point === null ? trendMark(seen, name) : '', 'dim'),
      ])
    const at: Line = point === null ? [] : [text(`${clock(seen, point.time)}  `, 'focus')]
    const scale: Line = seen.state.logarithmic ? [text('log  ', 'accent')] : []
    return [
      [...scale, ...at, ...figures(lines, true)],
      [...scale, ...figures(lines)],
      [...scale, ...figures(['p50', 'p95'])],
      figures(['p95']),
    ]
  },

  lines(seen) {
    const { responseTime: times } = seen.snapshot.requests
    const figures = (names: readonly (typeof lines)[number][]): Line =>
      names.flatMap(name => [text(` ${name} `, name), text(formatDuration(times[name]))])
    return [
      [strong('Response time'), ...figures(lines)],
      [strong('Response time'), ...figures(['p95'])],
      figures(['p95']),
    ]
  },

  draw(seen, region) {
    const span = seriesSpan(seen.snapshot)
    if (span === null || seen.snapshot.requests.responseTime.count === 0) {
      return drawEmpty(seen, region, 'no response times')
    }
    const { points } = seen.snapshot.series
    drawPlot(
      region,
      {
        lines: lines.map(name => ({ label: name, role: name, values: points.map(point => point[name]) })),
        axis: axisOf(seen, span),
        cursor: seen.state.cursor,
        format: axisDuration,
        logarithmic: seen.state.logarithmic,
      },
      seen.theme,
    )
  },
}

/** Labels of the axis are round numbers: `250 ms`, `2.5 s`, `0`. */
export function axisDuration(seconds: number): string {
  if (seconds === 0) return '0'
  const [value, unit] =
    seconds < 1e-3 ? [seconds * 1e6, 'µs'] : seconds < 1 ? [seconds * 1e3, 'ms'] : [seconds, 's']
  return `${Number(value.toPrecision(3))} ${unit}`
}
