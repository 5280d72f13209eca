import type { EndpointStats, GroupStats, RequestStats, Snapshot } from '../../model/index.ts'
import {
  formatDuration,
  formatInteger,
  formatPercent,
  formatRate,
  noData,
  sanitise,
} from '../../text/index.ts'
import type { Cell, Column, Section, Table } from '../section.ts'
import { relativeChange } from './differences.ts'
import { errorTone } from './headline.ts'

interface Figure<T> extends Column {
  readonly value: (stats: T, snapshot: Snapshot) => number | null
  readonly format: (value: number | null) => string
}

const perRequestStats: readonly Figure<RequestStats>[] = [
  figure('Requests', 0, ({ total }) => total, formatInteger),
  figure('Share', 6, ({ total }, { requests }) => share(total, requests.total), formatPercent),
  figure('Errors', 0, ({ errorRate }) => errorRate, formatPercent),
  figure('Mean', 5, ({ responseTime }) => responseTime.mean, formatDuration),
  figure('p50', 2, ({ responseTime }) => responseTime.p50, formatDuration),
  figure('p95', 0, ({ responseTime }) => responseTime.p95, formatDuration),
  figure('p99', 1, ({ responseTime }) => responseTime.p99, formatDuration),
  figure('Max', 7, ({ responseTime }) => responseTime.max, formatDuration),
  figure(
    'Time spent',
    4,
    (stats, { requests }) => share(stats.durationSum, requests.durationSum),
    formatPercent,
  ),
  figure('Cache hits', 3, ({ cache }) => cache.hitRate, formatPercent),
]

function figure(
  title: string,
  rank: number,
  value: Figure<RequestStats>['value'],
  format: (value: number | null) => string,
): Figure<RequestStats> {
  return { title, align: 'right', rank, value, format }
}

function share(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null
}

/** Columns without a single value (no cache information, no durations) only take room. */
function usefulFigures(stats: readonly RequestStats[], snapshot: Snapshot): readonly Figure<RequestStats>[] {
  return perRequestStats.filter(
    ({ rank, value }) => rank === 0 || stats.some(each => value(each, snapshot) !== null),
  )
}

function figureCells(
  stats: RequestStats,
  figures: readonly Figure<RequestStats>[],
  snapshot: Snapshot,
): Cell[] {
  return figures.map(({ title, value, format }) => {
    const sort = value(stats, snapshot)
    const text = format(sort)
    return title === 'Errors' ? { text, sort, tone: errorTone(sort) } : { text, sort }
  })
}

/** @param limit rows at most; what is left out is counted in the notes */
export function endpointsSection(snapshot: Snapshot, limit: number): Section {
  const { endpoints } = snapshot
  const shown = endpoints.length <= limit + 1 ? endpoints : endpoints.slice(0, limit)
  const rest = endpoints.slice(shown.length)
  const notes = rest.length === 0 ? [] : [restText(rest)]
  return { id: 'endpoints', title: 'Endpoints', table: endpointTable(shown, snapshot), notes }
}

function restText(rest: readonly EndpointStats[]): string {
  const requests = rest.reduce((sum, { total }) => sum + total, 0)
  return `${formatInteger(rest.length)} more with ${formatInteger(requests)} requests; --format csv and html list them all.`
}

function endpointTable(endpoints: readonly EndpointStats[], snapshot: Snapshot): Table {
  const figures = usefulFigures(endpoints, snapshot)
  const rate: Column = { title: 'Req/s', align: 'right', rank: 5 }
  const changes = p95Changes(endpoints, snapshot)
  const change: Column = { title: 'p95 change', align: 'right', rank: 3 }
  return {
    caption: 'Endpoints, most requests first',
    columns: [
      { title: 'Method', align: 'left', code: true, rank: 0 },
      { title: 'Endpoint', align: 'left', code: true, flexible: 'middle', rank: 0 },
      figures[0]!,
      rate,
      ...figures.slice(1),
      ...(changes === null ? [] : [change]),
    ],
    rows: endpoints.map((endpoint, at) => {
      const [requests, ...others] = figureCells(endpoint, figures, snapshot)
      return [
        { text: endpoint.method === null ? noData : sanitise(endpoint.method) },
        { text: sanitise(endpoint.endpoint) },
        requests!,
        { text: formatRate(endpoint.rate), sort: endpoint.rate },
        ...others,
        ...(changes === null ? [] : [changes[at]!]),
      ]
    }),
    sortedBy: 2,
  }
}

/** Below 20 requests the p95 is the slowest of them. */
const enoughForP95 = 20

/** Against the window before, where an endpoint had enough requests in both; `null` when none had. */
function p95Changes(endpoints: readonly EndpointStats[], { previous }: Snapshot): Cell[] | null {
  if (previous === null) return null
  const before = new Map(previous.endpoints.map(each => [nameOf(each), each.responseTime]))
  const cells = endpoints.map((endpoint): Cell => {
    const was = before.get(nameOf(endpoint))
    const now = endpoint.responseTime
    const enough = was !== undefined && was.count >= enoughForP95 && now.count >= enoughForP95
    if (!enough || !was.p95 || now.p95 === null) return { text: noData, sort: null }
    return { text: relativeChange(was.p95, now.p95), sort: now.p95 / was.p95 }
  })
  return cells.some(({ sort }) => sort !== null) ? cells : null
}

function nameOf({ method, endpoint }: EndpointStats): string {
  return `${method ?? ''} ${endpoint}`
}

/** One row a value of `--group-by`, or a source when there are several; `null` when there is nothing to tell apart. */
export function groupsSection(snapshot: Snapshot, limit: number): Section | null {
  const grouped = snapshot.groups !== null
  const groups = snapshot.groups ?? (snapshot.bySource.length > 1 ? snapshot.bySource : [])
  if (groups.length === 0) return null
  const shown = groups.slice(0, limit)
  const left = groups.length - shown.length
  return {
    id: grouped ? 'groups' : 'by-source',
    title: grouped ? 'Groups' : 'By source',
    table: groupTable(shown, snapshot, grouped ? 'Value' : 'Source'),
    notes: left === 0 ? [] : [`${formatInteger(left)} more; --format csv and html list them all.`],
  }
}

function groupTable(groups: readonly GroupStats[], snapshot: Snapshot, title: string): Table {
  const figures = usefulFigures(groups, snapshot)
  return {
    caption: `${title === 'Value' ? 'Groups' : 'Sources'}, most requests first`,
    columns: [{ title, align: 'left', code: true, flexible: 'middle', rank: 0 }, ...figures],
    rows: groups.map(group => [
      { text: group.value === null ? '(none)' : sanitise(group.value) },
      ...figureCells(group, figures, snapshot),
    ]),
    sortedBy: 1,
  }
}
