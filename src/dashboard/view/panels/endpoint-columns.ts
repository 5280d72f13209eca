import { formatDuration } from '../../../text/index.ts'
import { difference, type EndpointRow, type SortColumn } from '../../endpoints.ts'
import type { Role } from '../../theme/palettes.ts'
import { fitCount, fitDuration, fitPercent, fitting } from '../fit.ts'
import type { Seen } from '../seen.ts'
import { errorRole } from './error-rate.ts'

type Cell =
  | { readonly text: string; readonly role: Role }
  | { readonly spark: readonly (number | null)[]; readonly role: Role }

export interface Column {
  readonly title: string
  readonly width: number
  readonly sort: SortColumn | null
  readonly left: boolean
  readonly cell: (row: EndpointRow, seen: Seen) => Cell
}

export const methodWidth = 7

export function routeWidth(total: number, columns: readonly Column[]): number {
  return total - methodWidth - columns.reduce((sum, column) => sum + column.width + 1, 0)
}

const rate: Column = {
  title: 'req/s',
  width: 6,
  sort: 'requests',
  left: false,
  cell: row => ({ text: fitCount(row.stats.rate, 6), role: 'text' }),
}

const share: Column = {
  title: 'share',
  width: 6,
  sort: null,
  left: false,
  cell: (row, seen) => {
    const { total } = seen.snapshot.requests
    const part = total > 0 ? row.stats.total / total : null
    return { text: part === null ? '–' : `${fitPercent(part, 5)}%`, role: 'dim' }
  },
}

const errors: Column = {
  title: 'err %',
  width: 6,
  sort: 'errors',
  left: false,
  cell: row => {
    const { errorRate } = row.stats
    const role = errorRole(errorRate)
    return { text: fitPercent(errorRate, 6), role: errorRate === 0 ? 'dim' : role === 'good' ? 'text' : role }
  },
}

const percentile = (name: 'p50' | 'p95' | 'p99', width: number): Column => ({
  title: name,
  width,
  sort: name,
  left: false,
  cell: row => ({ text: fitDuration(row.stats.responseTime[name], width), role: durationRole(row, name) }),
})

/** Bands of the response time factor, for the percentile that people are woken by. */
function durationRole(row: EndpointRow, name: 'p50' | 'p95' | 'p99'): Role {
  const value = row.stats.responseTime[name]
  if (value === null) return 'dim'
  if (name === 'p50') return value >= 1 ? 'bad' : 'text'
  return value >= 2 ? 'bad' : value >= 1 ? 'warn' : 'text'
}

const cache: Column = {
  title: 'cache',
  width: 5,
  sort: null,
  left: false,
  cell: row => {
    const { hitRate } = row.stats.cache
    return { text: hitRate === null ? '–' : `${fitPercent(hitRate, 4)}%`, role: 'dim' }
  },
}

const change: Column = {
  title: '± p95',
  width: 9,
  sort: 'difference',
  left: false,
  cell: row => {
    const seconds = difference(row)
    if (seconds === null) return { text: row.before === null ? '–' : '–', role: 'dim' }
    const before = row.before!.responseTime.p95!
    const matters = Math.abs(seconds) >= before * 0.1 && Math.abs(seconds) >= 0.001
    if (Math.abs(seconds) < before * 0.02) return { text: '±0', role: 'dim' }
    const sign = seconds > 0 ? '+' : '−'
    const shown = formatDuration(Math.abs(seconds))
    return {
      text: fitting(9, `${sign}${shown}`, `${sign}${shown.replace(' ', '')}`),
      role: matters ? (seconds > 0 ? 'warn' : 'good') : 'dim',
    }
  },
}

const trend = (width: number): Column => ({
  title: 'requests',
  width,
  sort: null,
  left: true,
  cell: row => ({
    spark: row.stats.series?.points.map(point => point.requests) ?? [],
    role: 'volume',
  }),
})

/** Columns by what they are worth, until routes would have too little room. */
const worth: readonly (readonly Column[])[] = [
  [errors, percentile('p95', 7)],
  [rate, errors, percentile('p95', 7)],
  [rate, errors, percentile('p95', 7), percentile('p99', 7)],
  [rate, errors, percentile('p50', 8), percentile('p95', 8), percentile('p99', 8)],
  [rate, share, errors, percentile('p50', 8), percentile('p95', 8), percentile('p99', 8), trend(8)],
  [rate, share, errors, percentile('p50', 8), percentile('p95', 8), percentile('p99', 8), change, trend(8)],
  [
    rate,
    share,
    errors,
    percentile('p50', 8),
    percentile('p95', 8),
    percentile('p99', 8),
    cache,
    change,
    trend(12),
  ],
  [
    rate,
    share,
    errors,
    percentile('p50', 9),
    percentile('p95', 9),
    percentile('p99', 9),
    cache,
    change,
    trend(24),
  ],
]

const leastRoute = [8, 9, 14, 18, 20, 22, 26, 50]

export function columnsFor(width: number, seen: Seen): readonly Column[] {
  const fit = worth.findLastIndex((columns, index) => routeWidth(width, columns) >= leastRoute[index]!)
  const useless = [
    seen.snapshot.requests.cache.hits === null ? cache : null,
    seen.snapshot.previous === null ? change : null,
  ]
  return worth[Math.max(0, fit)]!.filter(column => !useless.includes(column))
}
