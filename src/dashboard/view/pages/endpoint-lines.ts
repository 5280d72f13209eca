import type { EndpointStats, RequestRecord, TopCount } from '../../../model/index.ts'
import {
  formatCount,
  formatDuration,
  formatInteger,
  formatPercent,
  padEnd,
  padStart,
} from '../../../text/index.ts'
import { type EndpointRow, endpointKey } from '../../endpoints.ts'
import type { Role } from '../../theme/palettes.ts'
import { type Line, strong, text, wrap } from '../line.ts'
import { errorRole } from '../panels/error-rate.ts'
import { statusRole } from '../panels/recent.ts'
import { clock, type Facts } from '../seen.ts'

/** What is known of one endpoint, the most telling first. */
export function endpointLines(facts: Facts, row: EndpointRow, width: number): Line[] {
  const { stats } = row
  const name = `${stats.method ?? ''} ${stats.endpoint}`.trim()
  const records = facts.state.requests?.key === endpointKey(stats) ? facts.state.requests.records : []
  return [
    ...wrap(name, width).map(part => [strong(part)]),
    headline(facts, stats),
    [],
    ...percentiles(row, width),
    [],
    ...histogram(records, width),
    ...statuses(stats, width),
    ...counted('Errors', stats.errorMessages, width, 'bad'),
    ...slowest(facts, stats, records, width),
    ...sources(records, width),
    ...counted('Clients', stats.clients, width, 'text'),
  ]
}

function headline(facts: Facts, stats: EndpointStats): Line {
  const { total } = facts.snapshot.requests
  const spent = facts.snapshot.requests.durationSum
  return [
    text(`${formatInteger(stats.total)} requests`),
    text(`  ${formatPercent(total > 0 ? stats.total / total : null)} of all`, 'dim'),
    text(`  ${formatPercent(spent > 0 ? stats.durationSum / spent : null)} of the time`, 'dim'),
    text('  errors ', 'dim'),
    strong(formatPercent(stats.errorRate), errorRole(stats.errorRate)),
  ]
}

const figures = ['p50', 'p90', 'p95', 'p99', 'p999', 'max', 'mean'] as const

function percentiles(row: EndpointRow, width: number): Line[] {
  const now = row.stats.responseTime
  const before = row.before?.responseTime ?? null
  const longest = Math.max(now.p99 ?? 0, 1e-9)
  return figures.map(name => {
    const value = now[name]
    const share = value === null ? null : value / longest
    const was = before?.[name] ?? null
    const bar = Math.max(0, Math.min(40, width - 34))
    return [
      text(padEnd(name === 'p999' ? 'p99.9' : name, 7), 'dim'),
      strong(padStart(formatDuration(value), 10)),
      text('  '),
      ...(bar < 4
        ? []
        : share !== null && share > 1
          ? [text(' '.repeat(bar))]
          : [{ bar: share, width: bar, role: roleOf(name) } as const]),
      text(was === null ? '' : `  was ${formatDuration(was)}`, 'dim'),
    ]
  })
}

function roleOf(name: (typeof figures)[number]): Role {
  return name === 'p50' || name === 'p95' || name === 'p99' ? name : 'volume'
}

/** Durations of the kept requests in powers of two, from the fastest to the slowest bucket that holds any. */
function histogram(records: readonly RequestRecord[], width: number): Line[] {
  const durations = records.map(record => record.duration).filter(value => value !== null && value > 0)
  if (durations.length < 5) return []
  const buckets = new Map<number, number>()
  for (const duration of durations) {
    const bucket = Math.ceil(Math.log2(duration! * 1000))
    buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1)
  }
  const keys = [...buckets.keys()]
  const most = Math.max(...buckets.values())
  const lines: Line[] = [
    [strong('Response times'), text(` of the newest ${formatInteger(durations.length)}`, 'dim')],
  ]
  for (let bucket = Math.min(...keys); bucket <= Math.max(...keys); bucket++) {
    const count = buckets.get(bucket) ?? 0
    lines.push([
      text(padStart(`≤ ${formatDuration(2 ** bucket / 1000)}`, 11), 'dim'),
      text('  '),
      { bar: count / most, width: Math.max(4, Math.min(40, width - 22)), role: 'volume' },
      text(padStart(count === 0 ? '' : formatCount(count), 7)),
    ])
  }
  return [...lines, []]
}

function statuses(stats: EndpointStats, width: number): Line[] {
  const codes = Object.entries(stats.statusCodes).sort((a, b) => b[1] - a[1])
  if (codes.length === 0) return []
  return [
    [strong('Status')],
    ...codes.map(
      ([code, count]): Line => [
        strong(padEnd(code, 5), statusRole(Number(code))),
        {
          bar: count / stats.total,
          width: Math.max(4, Math.min(40, width - 24)),
          role: statusRole(Number(code)),
        },
        text(padStart(formatCount(count), 8)),
        text(padStart(formatPercent(count / stats.total), 9), 'dim'),
      ],
    ),
    [],
  ]
}

function counted(title: string, top: readonly TopCount[], width: number, role: Role): Line[] {
  if (top.length === 0) return []
  return [
    [strong(title)],
    ...top.flatMap(({ value, count, error }): Line[] =>
      wrap(value, Math.max(8, width - 9)).map((part, index) => [
        text(padStart(index === 0 ? `${error > 0 ? '≤' : ''}${formatCount(count)}` : '', 7), 'dim'),
        text(`  ${part}`, role),
      ]),
    ),
    [],
  ]
}

function slowest(
  facts: Facts,
  stats: EndpointStats,
  records: readonly RequestRecord[],
  width: number,
): Line[] {
  const key = endpointKey(stats)
  const known = [...facts.snapshot.slowest.filter(record => endpointKey(record) === key), ...records]
  const unique = new Map(
    known.map(record => [`${record.timestamp} ${record.duration} ${record.path}`, record]),
  )
  const timed = [...unique.values()].filter(record => record.duration !== null)
  const top = timed.sort((a, b) => b.duration! - a.duration!).slice(0, 10)
  if (top.length === 0) return []
  return [
    [strong('Slowest requests')],
    ...top.flatMap((record): Line[] => [
      [
        strong(padStart(formatDuration(record.duration), 10)),
        text(`  ${clock(facts, record.timestamp)} `, 'dim'),
        text(`${record.status || '–'} `, statusRole(record.status)),
        text(record.path),
      ],
      ...(record.line === null
        ? []
        : wrap(record.line, Math.max(8, width - 4)).map(part => [text(`    ${part}`, 'dim')])),
    ]),
    [],
  ]
}

function sources(records: readonly RequestRecord[], width: number): Line[] {
  const counts = new Map<string, number>()
  for (const record of records) counts.set(record.source, (counts.get(record.source) ?? 0) + 1)
  const top = [...counts].sort((a, b) => b[1] - a[1]).map(([value, count]) => ({ value, count, error: 0 }))
  return counted('Sources', top, width, 'text')
}
