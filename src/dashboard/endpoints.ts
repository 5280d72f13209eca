import type { EndpointStats, Snapshot } from '../model/index.ts'
import type { EndpointRef } from './types.ts'

export const sortColumns = ['requests', 'errors', 'p50', 'p95', 'p99', 'time', 'difference', 'route'] as const
export type SortColumn = (typeof sortColumns)[number]

export interface Sort {
  readonly column: SortColumn
  readonly reverse: boolean
}

/** What a row is known by while the table re-sorts. */
export function endpointKey(endpoint: EndpointRef): string {
  return `${endpoint.method ?? ''} ${endpoint.endpoint}`
}

export function isOther(endpoint: EndpointRef): boolean {
  return endpoint.method === null && endpoint.endpoint === '(other)'
}

export interface EndpointRow {
  readonly stats: EndpointStats
  /** The same endpoint in the window before. */
  readonly before: EndpointStats | null
}

const rowsOf = new WeakMap<Snapshot, Map<string, EndpointRow[]>>()

/** All endpoints in the order asked for, `(other)` last. Kept per snapshot, since update and view both ask. */
export function endpointRows(snapshot: Snapshot, sort: Sort): readonly EndpointRow[] {
  let bySort = rowsOf.get(snapshot)
  if (bySort === undefined) rowsOf.set(snapshot, (bySort = new Map()))
  const key = `${sort.column}${sort.reverse}`
  let rows = bySort.get(key)
  if (rows === undefined) bySort.set(key, (rows = build(snapshot, sort)))
  return rows
}

function build(snapshot: Snapshot, sort: Sort): EndpointRow[] {
  const before = new Map(snapshot.previous?.endpoints.map(stats => [endpointKey(stats), stats]))
  const rows = snapshot.endpoints.map(stats => ({ stats, before: before.get(endpointKey(stats)) ?? null }))
  const sign = sort.reverse ? -1 : 1
  const compare = sort.column === 'route' ? byRoute : byFigure(figures[sort.column])
  return rows.sort(
    (a, b) => Number(isOther(a.stats)) - Number(isOther(b.stats)) || sign * compare(a, b) || byRoute(a, b),
  )
}

/** Indices of the rows shown: those around the selection, and `(other)` always. */
export function shownRows(rows: readonly EndpointRow[], selected: number, room: number): number[] {
  const last = rows.length - 1
  const pinned = room > 1 && rows.length > room && isOther(rows[last]!.stats) ? 1 : 0
  const space = Math.max(0, room - pinned)
  const offset = Math.max(0, Math.min(selected - space + 1, rows.length - pinned - space))
  const shown = Array.from({ length: Math.min(space, rows.length - pinned) }, (_, index) => offset + index)
  return pinned === 1 ? [...shown, last] : shown
}

const figures: Record<Exclude<SortColumn, 'route'>, (row: EndpointRow) => number | null> = {
  requests: row => row.stats.total,
  errors: row => row.stats.errorRate,
  p50: row => row.stats.responseTime.p50,
  p95: row => row.stats.responseTime.p95,
  p99: row => row.stats.responseTime.p99,
  time: row => row.stats.durationSum,
  difference,
}

/** p95 now minus p95 in the window before, seconds. */
export function difference(row: EndpointRow): number | null {
  const now = row.stats.responseTime.p95
  const before = row.before?.responseTime.p95 ?? null
  return now === null || before === null ? null : now - before
}

function byFigure(figure: (row: EndpointRow) => number | null): (a: EndpointRow, b: EndpointRow) => number {
  return (a, b) => (figure(b) ?? Number.NEGATIVE_INFINITY) - (figure(a) ?? Number.NEGATIVE_INFINITY) || 0
}

function byRoute(a: EndpointRow, b: EndpointRow): number {
  const left = `${a.stats.endpoint} ${a.stats.method ?? ''}`
  const right = `${b.stats.endpoint} ${b.stats.method ?? ''}`
  return left < right ? -1 : left > right ? 1 : 0
}
