import type { Snapshot } from '../../model/index.ts'
import { dateTime, formatDuration, formatInteger } from '../../text/index.ts'
import { timeStyle, type ViewOptions } from '../options.ts'
import type { Table } from '../section.ts'

/** What the charts draw, as a table. */
export function valuesTable({ series }: Snapshot, options: ViewOptions): Table {
  const style = timeStyle(options)
  const numeric = ['Requests', 'Errors', 'p50', 'p95', 'p99'] as const
  return {
    caption: 'Requests, errors and response times over time',
    columns: [
      { title: 'Time', align: 'left', rank: 0 },
      ...numeric.map(title => ({ title, align: 'right', rank: 0 }) as const),
    ],
    rows: series.points.map(({ time, requests, errors, p50, p95, p99 }) => [
      { text: dateTime(time, style), sort: time },
      { text: formatInteger(requests), sort: requests },
      { text: formatInteger(errors), sort: errors },
      ...[p50, p95, p99].map(value => ({ text: formatDuration(value), sort: value })),
    ]),
  }
}
