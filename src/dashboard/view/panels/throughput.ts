import { formatCount, formatRate } from '../../../text/index.ts'
import { drawColumns } from '../draw/columns.ts'
import { strong, text } from '../line.ts'
import { clock, currentRate, type Panel, pointAtCursor, requestRates, seriesSpan } from '../seen.ts'
import { axisOf } from './axis.ts'
import { trendMark } from './conclusions.ts'
import { drawEmpty } from './empty.ts'

export const throughput: Panel = {
  figures(seen) {
    const point = pointAtCursor(seen)
    const { rate } = seen.snapshot
    if (point !== null) {
      const shown = `${formatRate(point.requests / seen.snapshot.series.stepSeconds)} req/s`
      return [[text(`${clock(seen, point.time)}  `, 'focus'), strong(shown)], [strong(shown)]]
    }
    const now = strong(
      `${formatRate(currentRate(seen.snapshot))} req/s${trendMark(seen, 'requests', 'throughput', 'rate')}`,
    )
    const peak = text(`  peak ${formatRate(rate.peak)}`, 'dim')
    const at = text(` at ${clock(seen, rate.peakAt)}`, 'dim')
    return [
      ...(rate.peak === null
        ? []
        : [
            [now, peak, at],
            [now, peak],
          ]),
      [now],
    ]
  },

  lines(seen) {
    const rate = formatRate(currentRate(seen.snapshot))
    const named = [strong('Throughput '), text(`${rate} req/s`)]
    const spark = { spark: requestRates(seen.snapshot), width: 12, role: 'volume' } as const
    return [[...named, text(' '), spark], named, [strong('Throughput '), text(rate)], [text(`${rate} req/s`)]]
  },

  draw(seen, region) {
    const span = seriesSpan(seen.snapshot)
    if (span === null) return drawEmpty(seen, region, 'no requests')
    drawColumns(
      region,
      {
        values: requestRates(seen.snapshot),
        role: () => 'volume',
        least: 0,
        format: value => formatCount(Number(value.toPrecision(3))).replace(/\.0+(?=\D|$)/, ''),
        axis: axisOf(seen, span),
        cursor: seen.state.cursor,
      },
      seen.theme,
    )
  },
}
