import { type StoredPart, storedDimensions, storedSnapshot, storedThatMatter } from '../collector/index.ts'
import type { ClickHouseReader } from '../history/index.ts'
import {
  type HostState,
  type RequestFilter,
  type RollupQuery,
  recordedSource,
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

/** What passes both. */
export function bothFilters(a: RequestFilter | null, b: RequestFilter | null): RequestFilter | null {
  if (a === null || b === null) return a ?? b
  return fleetFilter({
    text: `(${a.text}) and (${b.text})`,
    fields: new Set([...a.fields, ...b.fields]),
    scope: 'row',
    test: row => a.test(row) && b.test(row),
  })
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
  // Before the first request there is nothing to be had: rates would only look lower than they are.
  const from = Math.max(to - windowSeconds, Math.min(extent.from, to - 1))
  const chartStep = chartStepOf(to - from)
  const instancesAsked = reader.query({
    from,
    to,
    step: null,
    figuresOnly: true,
    ...scope.query,
    by: new Set([...scope.by, 'host', 'source'] as const),
  })
  const namesAsked = instancesAsked.then(each => namesOf(hosts, each, filter))
  const part = (start: number, until: number, shownTo: number) =>
    fleetPart(reader, start, until, shownTo, scope, namesAsked)
  const [overview, instances, names, recent, before] = await Promise.all([
    reader.overview({
      from,
      to,
      step: null,
      chartStep,
      ...scope.query,
      by: new Set([...scope.by, 'endpoint'] as const),
    }),
    instancesAsked,
    namesAsked,
    to - from <= recentSeconds ? null : part(to - recentSeconds, to, end),
    extent.from <= from - (to - from) ? part(2 * from - to, from, from) : null,
  ])
  const { whole: stretch, cells } = overview
  const samples = await reader.samples(stretch.from, stretch.to, chartStep, names)
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
    sources: sourcesOf(
      instances,
      hosts.some(({ silent }) => !silent),
    ),
    instances,
  })
  const seen = names === null ? hosts : hosts.filter(({ name }) => names.includes(name))
  const named = request.groupBy === null ? withInstances(snapshot) : snapshot
  return { ...named, hosts: seen, partial: reader.partial }
}

/** What a filter means for what is asked. */
interface Scope {
  readonly query: Pick<RollupQuery, 'where'> & { readonly whereFields: ReadonlySet<keyof StoredSeries> }
  /** What has to be told apart for the filter to tell, beyond what is asked for. */
  readonly by: readonly ('host' | 'source' | 'endpoint')[]
}

function scopeOf(filter: RequestFilter | null): Scope {
  const all = { where: null, whereFields: new Set<never>() }
  if (filter === null) return { query: all, by: [] }
  const fields = [...filter.fields].filter(field => field !== 'status')
  if (filter.scope === 'status') {
    const by = fields.map(field => (field === 'method' ? 'endpoint' : field)) as Scope['by'][number][]
    return { query: all, by }
  }
  const where = (series: Partial<StoredSeries>): boolean =>
    filter.test({ get: field => series[field as keyof StoredSeries] ?? null })
  return { query: { where, whereFields: new Set(fields as (keyof StoredSeries)[]) }, by: [] }
}

/**
 * Hosts that a filter speaks of: those it names, else those with a request that passes. `null`: all.
 * @param instances by host, where the filter asks for it
 */
function namesOf(
  hosts: readonly HostState[],
  instances: StoredStretch,
  filter: RequestFilter | null,
): string[] | null {
  if (filter === null || !filter.fields.has('host')) return null
  const passes = (values: Readonly<Record<string, string | number | null>>): boolean =>
    filter.test({ get: field => values[field] ?? null })
  if (filter.fields.size === 1) return hosts.map(({ name }) => name).filter(host => passes({ host }))
  const passing = instances.rollups.filter(
    ({ rollup, host, source, method, endpoint }) =>
      filter.scope === 'series' ||
      [...rollup.statuses()].some(([status]) => passes({ host, source, method, endpoint, status })),
  )
  return [...new Set(passing.map(({ host }) => host!))]
}

async function fleetPart(
  reader: FleetReader,
  from: number,
  to: number,
  end: number,
  scope: Scope,
  names: Promise<readonly string[] | null>,
): Promise<StoredPart> {
  const by = new Set([...scope.by, 'endpoint'] as const)
  const stretch = await reader.query({ from, to, step: null, figuresOnly: true, ...scope.query, by })
  const samples = await reader.samples(stretch.from, stretch.to, chartStepOf(to - from), await names)
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

/** Sources by name: what has the same path on several hosts is one. `live`: some host still reads. */
function sourcesOf({ rollups }: StoredStretch, live: boolean): SourceState[] {
  const names = new Set(rollups.map(({ source }) => source!))
  return [...names].sort().map(name => recordedSource(name, live ? 'following' : 'ended'))
}
