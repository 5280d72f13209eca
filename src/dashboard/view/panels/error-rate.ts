import { formatCount, formatPercent } from '../../../text/index.ts'
import type { Role } from '../../theme/palettes.ts'
import { drawColumns } from '../draw/columns.ts'
import { strong, text } from '../line.ts'
import { clock, errorRateOf, type Panel, pointAtCursor, seriesSpan } from '../seen.ts'
import { axisOf } from './axis.ts'
import { trendMark } from './conclusions.ts'
import { drawEmpty } from './empty.ts'

export const errorRate: Panel = {
  figures(seen) {
    const point = pointAtCursor(seen)
    if (point !== null) {
      const shown = strong(formatPercent(errorRateOf(point)), errorRole(errorRateOf(point)))
      return [[text(`${clock(seen, point.time)}  `, 'focus'), shown], [shown]]
    }
    const { requests } = seen.snapshot
    const shown = strong(
      `${formatPercent(requests.errorRate)}${trendMark(seen, 'errorRate')}`,
      errorRole(requests.errorRate),
    )
    const counts = text(
      `  ${formatCount(requests.clientErrors)} 4xx  ${formatCount(requests.serverErrors)} 5xx`,
      'dim',
    )
    return [[shown, counts], [shown]]
  },

  lines(seen) {
    const { errorRate: rate } = seen.snapshot.requests
    const figure = strong(formatPercent(rate), errorRole(rate))
    const spark = { spark: seen.snapshot.series.points.map(errorRateOf), width: 12, role: 'bad' } as const
    return [
      [strong('Error rate '), figure, text(' '), spark],
      [strong('Error rate '), figure],
      [strong('Errors '), figure],
    ]
  },

  draw(seen, region) {
    const span = seriesSpan(seen.snapshot)
    const rates = seen.snapshot.series.points.map(errorRateOf)
    if (span === null || rates.every(rate => rate === null)) {
      return drawEmpty(seen, region, seen.snapshot.requests.total > 0 ? 'no statuses' : 'no requests')
    }
    const { points } = seen.snapshot.series
    drawColumns(
      region,
      {
        values: rates,
        tones: points.map(point => (point.errors > 0 ? point.serverErrors / point.errors : null)),
        role: share => ((share ?? 0) >= 0.5 ? 'class5' : 'class4'),
        least: 0.01,
        format: value => `${Number((value * 100).toPrecision(3))}%`,
        axis: axisOf(seen, span),
        cursor: seen.state.cursor,
      },
      seen.theme,
    )
  },
}

/** The bands of the health score, in colours. */
export function errorRole(rate: number | null): Role {
  if (rate === null) return 'dim'
  return rate >= 0.05 ? 'bad' : rate >= 0.01 ? 'warn' : 'good'
}
