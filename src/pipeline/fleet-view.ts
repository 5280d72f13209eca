import { type StoredPart, storedDimensions, storedSnapshot, storedThatMatter } from '../collector/index.ts'
import type { ClickHouseReader } from '../history/index.ts'
import {
  type HostState,
  type RequestFilter,
  type RollupQuery,
  type Snapshot,
  type SourceState,
  type StoredSeries,
  type StoredStretch,
  usageError,
} from '../model/index.ts'
import { withInstances } from './instances.ts'

/** What a store of a fleet is asked with. */
export type FleetReader = Pick<
  ClickHouseReader,
  'overview' | 'query' | 'samples' | 'hosts' | 'extent' | 'partial'
>

export interface FleetRequest {
  readonly now: number
  readonly windowSeconds: number
  /** Where the window ends; `null`: now. */
  readonly end: number | null
  /** Of `fleetFilter`. */
  readonly filter: RequestFilter | null
  readonly groupBy: string | null
}

const seriesFields: readonly string[] = ['source', 'method', 'endpoint', 'host']

/**
 * A filter as a fleet understands it, where `host` is the machine that recorded a request. Throws a usage error for
 * what only the requests themselves could tell.
 */
export function fleetFilter(filter: RequestFilter | null): RequestFilter | null {
  if (filter === null) return null
  const others = [...filter.fields].filter(field => !seriesFields.includes(field))
  const scope = others.length === 0 ? 'series' : others.every(field => field === 'status') ? 'status' : 'row'
  if (scope === 'row')
    throw usageError('a fleet can be filtered by host, source, method, endpoint and status only', {
      place: filter.text,
      hint: 'on the machine itself, name the FILE to read it for this',
    })
  return { ...filter, scope }
}

export function checkFleetGroups(groupBy: string | null): void {
  if (groupBy !== null && !storedDimensions.includes(groupBy))
    throw usageError(`a fleet can be grouped by ${storedDimensions.join(', ')} only`, { place: groupBy })
}

/** The narrowest step that hosts send, seconds. */
const narrow = 10
const recentSeconds = 300

/** All hosts as one; `null` where none has sent anything. */
export async function fleetSnapshot(reader: FleetReader, request: FleetRequest): Promise<Snapshot | null> {
  const extent = await reader.extent()
  if (extent === null) return null
  const { now, windowSeconds, filter } = request
  const end = request.end ?? now
  const to = Math.floor(end) + 1
  const scope = scopeOf(filter)
  const hosts = await reader.hosts()
  const from = to - windowSeconds
  const chartStep = chartStepOf(windowSeconds)
  const part = (start: number, until: number, shownTo: number) =>
    fleetPart(reader, start, until, shownTo, scope, hosts)
  const [overview, instances, recent, before] = await Promise.all([
    reader.overview({
      from,
      to,
      step: null,
      chartStep,
      ...scope.query,
      by: new Set([...scope.by, 'endpoint'] as const),
    }),
    reader.query({
      from,
      to,
      step: null,
      figuresOnly: true,
      ...scope.query,
      by: new Set([...scope.by, 'host', 'source'] as const),
    }),
    windowSeconds <= recentSeconds ? null : part(to - recentSeconds, to, end),
    extent.from <= from - windowSeconds ? part(from - windowSeconds, from, from) : null,
  ])
  const { whole: stretch, cells } = overview
  const samples = await reader.samples(stretch.from, stretch.to, chartStep, scope.hostsOf(hosts))
  const shown = Math.min(stretch.to, Math.max(end, stretch.from))
  const main: StoredPart = {
    window: { from: stretch.from, to: shown, seconds: shown - stretch.from },
    stretch,
    peak: null,
    samples,
  }
  const matter = new Set(storedThatMatter(stretch, filter).map(keyOf))
  const endpointCharts = cells.rollups.some(({ endpoint }) => endpoint !== null)
    ? {
        ...cells,
        rollups: cells.rollups.filter(({ method, endpoint }) =>
          matter.has(keyOf({ method, endpoint: endpoint! })),
        ),
      }
    : await reader.query({
        from,
        to,
        step: chartStep,
        figuresOnly: true,
        ...scope.query,
        by: new Set([...scope.by, 'endpoint'] as const),
        where: series =>
          matter.has(keyOf(series)) && (scope.query.where === null || scope.query.where(series)),
        whereFields: new Set([...scope.query.whereFields, 'method', 'endpoint'] as const),
      })
  const snapshot = storedSnapshot({
    now,
    mode: request.end === null ? 'live' : 'history',
    main,
    recent: recent ?? main,
    previous: before !== null && before.stretch.rollups.length > 0 ? before : null,
    totalChart: cells,
    endpointCharts,
    chartStep,
    endpointStep: chartStep,
    filter,
    groupBy: request.groupBy ?? 'host',
    newest: Math.min(extent.to, end),
    sources: sourcesOf(instances),
    instances,
  })
  const names = scope.hostsOf(hosts)
  const seen = names === null ? hosts : hosts.filter(({ name }) => names.includes(name))
  const named = request.groupBy === null ? withInstances(snapshot) : snapshot
  return { ...named, hosts: seen, partial: reader.partial }
}

/** What a filter means for what is asked. */
interface Scope {
  readonly query: Pick<RollupQuery, 'where'> & { readonly whereFields: ReadonlySet<keyof StoredSeries> }
  /** What has to be told apart for the filter to tell, beyond what is asked for. */
  readonly by: readonly ('host' | 'source' | 'endpoint')[]
  /** Names of the hosts that pass, where that depends on the host alone; `null`: all. */
  readonly hostsOf: (hosts: readonly HostState[]) => string[] | null
}

function scopeOf(filter: RequestFilter | null): Scope {
  const all = { where: null, whereFields: new Set<never>() }
  if (filter === null) return { query: all, by: [], hostsOf: () => null }
  const fields = [...filter.fields].filter(field => field !== 'status')
  if (filter.scope === 'status') {
    const by = fields.map(field => (field === 'method' ? 'endpoint' : field)) as Scope['by'][number][]
    return { query: all, by, hostsOf: () => null }
  }
  const where = (series: Partial<StoredSeries>): boolean =>
    filter.test({ get: field => series[field as keyof StoredSeries] ?? null })
  const hostAlone = fields.length === 1 && fields[0] === 'host'
  return {
    query: { where, whereFields: new Set(fields as (keyof StoredSeries)[]) },
    by: [],
    hostsOf: hosts => (hostAlone ? hosts.map(({ name }) => name).filter(host => where({ host })) : null),
  }
}

async function fleetPart(
  reader: FleetReader,
  from: number,
  to: number,
  end: number,
  scope: Scope,
  hosts: readonly HostState[],
): Promise<StoredPart> {
  const by = new Set([...scope.by, 'endpoint'] as const)
  const stretch = await reader.query({ from, to, step: null, figuresOnly: true, ...scope.query, by })
  const samples = await reader.samples(stretch.from, stretch.to, chartStepOf(to - from), scope.hostsOf(hosts))
  const shown = Math.min(stretch.to, Math.max(end, stretch.from))
  return {
    window: { from: stretch.from, to: shown, seconds: shown - stretch.from },
    stretch,
    peak: null,
    samples,
  }
}

/** Seconds of the cells of a chart: the steps that a window of this length is made of, few enough for a screen. */
function chartStepOf(seconds: number): number {
  if (seconds >= 18_000) return 600
  return seconds >= 1800 ? 60 : narrow
}

function keyOf({ method, endpoint }: Pick<StoredSeries, 'method' | 'endpoint'>): string {
  return `${method ?? ''} ${endpoint}`
}

/** Sources by name: what has the same path on several hosts is one. */
function sourcesOf({ rollups }: StoredStretch): SourceState[] {
  const names = new Set(rollups.map(({ source }) => source!))
  return [...names].sort().map(name => ({
    name,
    kind: 'history',
    format: { name: null, confidence: 0, fields: {}, wrappers: [], notes: [] },
    state: 'ended',
    message: null,
    rotations: 0,
    truncations: 0,
    gapBytes: 0,
    lagBytes: null,
  }))
}
