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
export type FleetReader = Pick<ClickHouseReader, 'query' | 'samples' | 'hosts' | 'extent' | 'partial'>

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
  const part = (from: number, until: number, shownTo: number) =>
    fleetPart(reader, from, until, shownTo, scope, hosts)
  const main = await part(to - windowSeconds, to, end)
  const { stretch } = main
  const recentFrom = stretch.to - recentSeconds
  const recent = stretch.from >= recentFrom ? main : await part(recentFrom, stretch.to, end)
  const before =
    extent.from < stretch.from ? await part(2 * stretch.from - stretch.to, stretch.from, stretch.from) : null
  const whole = before !== null && extent.from <= before.stretch.from
  const chartStep = Math.max(stretch.step, chartStepOf(stretch.to - stretch.from))
  const matter = new Set(storedThatMatter(stretch, filter).map(keyOf))
  const chart = { from: stretch.from, to: stretch.to, step: chartStep, figuresOnly: true } as const
  const endpointCharts = await reader.query({
    ...chart,
    ...scope.query,
    by: new Set([...scope.by, 'endpoint'] as const),
    where: series => matter.has(keyOf(series)) && (scope.query.where === null || scope.query.where(series)),
    whereFields: new Set([...scope.query.whereFields, 'method', 'endpoint'] as const),
  })
  const totalChart = await reader.query({ ...chart, ...scope.query, by: scope.chartBy })
  const instances = await reader.query({
    from: stretch.from,
    to: stretch.to,
    step: null,
    figuresOnly: true,
    ...scope.query,
    by: new Set([...scope.by, 'host', 'source'] as const),
  })
  const snapshot = storedSnapshot({
    now,
    mode: request.end === null ? 'live' : 'history',
    main,
    recent,
    previous: whole && before.stretch.rollups.length > 0 ? before : null,
    totalChart,
    endpointCharts,
    chartStep,
    endpointStep: chartStep,
    filter,
    groupBy: request.groupBy ?? 'host',
    newest: Math.min(extent.to, end),
    sources: sourcesOf(instances),
    instances,
  })
  const seen = scope.hosts === null ? hosts : hosts.filter(({ name }) => scope.hosts!(name))
  const named = request.groupBy === null ? withInstances(snapshot) : snapshot
  return { ...named, hosts: seen, partial: reader.partial }
}

/** What a filter means for what is asked. */
interface Scope {
  readonly query: Pick<RollupQuery, 'where'> & { readonly whereFields: ReadonlySet<keyof StoredSeries> }
  /** What has to be told apart for the filter to tell, beyond what is asked for. */
  readonly by: readonly ('host' | 'source' | 'endpoint')[]
  readonly chartBy: ReadonlySet<'host' | 'source' | 'endpoint'>
  /** Whether a host passes, where that depends on the host alone. */
  readonly hosts: ((name: string) => boolean) | null
}

function scopeOf(filter: RequestFilter | null): Scope {
  const all = { where: null, whereFields: new Set<never>() }
  if (filter === null) return { query: all, by: [], chartBy: new Set(), hosts: null }
  const fields = [...filter.fields].filter(field => field !== 'status')
  const dimensions = fields.map(field => (field === 'method' ? 'endpoint' : field)) as Scope['by'][number][]
  if (filter.scope === 'status')
    return { query: all, by: dimensions, chartBy: new Set(dimensions), hosts: null }
  const hostOnly = fields.length === 1 && fields[0] === 'host'
  return {
    query: {
      where: series => filter.test({ get: field => series[field as keyof StoredSeries] ?? null }),
      whereFields: new Set(fields as (keyof StoredSeries)[]),
    },
    by: [],
    chartBy: new Set(),
    hosts: hostOnly ? host => filter.test({ get: field => (field === 'host' ? host : null) }) : null,
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
  const stretch = await reader.query({ from, to, step: null, ...scope.query, by })
  const passing = scope.hosts === null ? null : hosts.map(({ name }) => name).filter(scope.hosts)
  const samples = await reader.samples(stretch.from, stretch.to, null, passing)
  const shown = Math.min(stretch.to, Math.max(end, stretch.from))
  return {
    window: { from: stretch.from, to: shown, seconds: shown - stretch.from },
    stretch,
    peak: null,
    samples,
  }
}

/** Seconds of the cells of a chart: few enough to be read quickly, enough for its 120 points. */
function chartStepOf(seconds: number): number {
  if (seconds > 43_200) return 600
  return seconds > 3600 ? 60 : narrow
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
