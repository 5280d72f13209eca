import type { EndpointStats } from '../../../model/index.ts'
import { formatCount, formatPercent, formatRate } from '../../../text/index.ts'
import type { Region } from '../../cells/surface.ts'
import { drawColumns } from '../draw/columns.ts'
import { drawPlot } from '../draw/plot.ts'
import { drawLine, strong, text } from '../line.ts'
import { axisOf } from '../panels/axis.ts'
import { axisDuration } from '../panels/response-time.ts'
import { errorRateOf, type Seen, seriesSpan } from '../seen.ts'

/** Columns that the page's text keeps, and those that charts need beside it. */
export const textColumns = 66
const leastColumns = 44

export function hasCharts(stats: EndpointStats, width: number): boolean {
  return stats.series !== null && stats.series.points.length > 0 && width - textColumns >= leastColumns
}

/** The endpoint over time, beside what the page says about it: response times, requests, errors. */
export function drawEndpointCharts(seen: Seen, region: Region, stats: EndpointStats): void {
  const { series } = stats
  const span = series === null ? null : seriesSpan({ ...seen.snapshot, series })
  if (series === null || span === null) return
  const { points } = series
  const axis = axisOf(seen, span)
  const { cursor } = seen.state
  const tall = Math.max(6, Math.floor(region.height * 0.45))
  const low = Math.max(4, Math.floor((region.height - tall - 3) / 2))
  drawLine(region, 0, 0, [strong('Response time')], seen.theme)
  const lines = (['p50', 'p95', 'p99'] as const).map(name => ({
    label: name,
    role: name,
    values: points.map(point => point[name]),
  }))
  const { logarithmic } = seen.state
  drawPlot(
    region.inner(0, 1, region.width, tall - 1),
    { lines, axis, cursor, format: axisDuration, logarithmic },
    seen.theme,
  )
  drawLine(
    region,
    0,
    tall + 1,
    [strong('Requests '), text(`${formatRate(stats.rate)} req/s`, 'dim')],
    seen.theme,
  )
  drawColumns(
    region.inner(0, tall + 2, region.width, low - 1),
    {
      values: points.map(point => point.requests / series.stepSeconds),
      role: () => 'volume',
      least: 0,
      format: value => formatCount(Number(value.toPrecision(3))).replace(/\.0+(?=\D|$)/, ''),
      axis,
      cursor,
    },
    seen.theme,
  )
  const errors = tall + low + 2
  drawLine(region, 0, errors, [strong('Errors '), text(formatPercent(stats.errorRate), 'dim')], seen.theme)
  drawColumns(
    region.inner(0, errors + 1, region.width, Math.min(low - 1, region.height - errors - 1)),
    {
      values: points.map(errorRateOf),
      tones: points.map(point => (point.errors > 0 ? point.serverErrors / point.errors : null)),
      role: share => ((share ?? 0) >= 0.5 ? 'class5' : 'class4'),
      least: 0.01,
      format: value => `${Number((value * 100).toPrecision(3))}%`,
      axis,
      cursor,
    },
    seen.theme,
  )
}
