import {
  emptyIngest,
  type IngestCounters,
  type RequestFilter,
  Rollup,
  type Snapshot,
  type SourceState,
  type StoredRollup,
  type StoredStretch,
  type SystemSample,
  type Window,
} from '../model/index.ts'
import { buildSnapshot } from './build-snapshot.ts'
import { ChartCell } from './chart-cell.ts'
import { seriesThatMatter } from './endpoints.ts'
import type { HeldChart, HeldGroup, HeldStretch } from './held.ts'
import type { Peak } from './second-counts.ts'
import { type SeriesKey, SeriesTable } from './series-table.ts'

/** A stretch of history as it is asked for: told apart by source, host and endpoint. */
export interface StoredPart {
  readonly window: Window
  readonly stretch: StoredStretch
  /** `null`: not known any more. */
  readonly peak: Peak | null
  readonly samples: readonly SystemSample[]
}

/** Everything of history that a snapshot is made from. */
export interface StoredParts {
  readonly now: number
  readonly mode: Snapshot['mode']
  readonly main: StoredPart
  readonly recent: StoredPart
  readonly previous: StoredPart | null
  /** All requests by steps, and those of the endpoints that matter. */
  readonly totalChart: StoredStretch
  readonly endpointCharts: StoredStretch
  /** Seconds of the steps of each. */
  readonly chartStep: number
  readonly endpointStep: number
  readonly filter: RequestFilter | null
  /** `endpoint`, `method`, `status`, `source` or `host`. */
  readonly groupBy: string | null
  readonly newest: number | null
  readonly sources: readonly SourceState[]
  /** False where nobody will look at it. */
  readonly heatmap?: boolean
  /** By source and host, where `main` does not tell them apart. */
  readonly instances?: StoredStretch
}

/** Dimensions by which history can tell requests apart. */
export const storedDimensions: readonly string[] = ['endpoint', 'method', 'status', 'source', 'host']

/** (method, endpoint) pairs whose charts a snapshot of this stretch shows. */
export function storedThatMatter({ rollups }: StoredStretch, filter: RequestFilter | null): SeriesKey[] {
  const series = new SeriesTable(Number.POSITIVE_INFINITY)
  return [...seriesThatMatter(bySeries(passing(rollups, filter), series), series.keys)].map(
    each => series.keys[each]!,
  )
}

/** The same statistics from history as from requests. */
export function storedSnapshot(parts: StoredParts): Snapshot {
  const { main, filter, chartStep, groupBy } = parts
  const series = new SeriesTable(Number.POSITIVE_INFINITY)
  const rollups = passing(main.stretch.rollups, filter)
  const instances = parts.instances === undefined ? rollups : passing(parts.instances.rollups, filter)
  const held = (part: StoredPart, known?: StoredRollup[]): HeldStretch => ({
    window: part.window,
    rollups: bySeries(known ?? passing(part.stretch.rollups, filter), series),
    peak: part.peak,
    ...samplesOf(part),
  })
  const charts = new Map<number, StoredRollup[]>()
  for (const each of passing(parts.endpointCharts.rollups, filter)) {
    const number = series.add({ method: each.method, endpoint: each.endpoint! })
    charts.set(number, [...(charts.get(number) ?? []), each])
  }
  const snapshot = buildSnapshot(
    {
      mode: parts.mode,
      main: held(main, rollups),
      recent: held(parts.recent),
      previous: parts.previous && held(parts.previous),
      charts: () => ({
        total: chartOf(passing(parts.totalChart.rollups, filter), chartStep),
        endpoint: number => chartOf(charts.get(number) ?? [], parts.endpointStep),
      }),
      bySource: groupsOf(instances, 'source'),
      groups:
        groupBy === null
          ? null
          : groupsOf(groupBy === 'source' || groupBy === 'host' ? instances : rollups, groupBy),
      newest: parts.newest,
      recentRequests: [],
      slowest: [],
      filter: filter?.text ?? null,
      filterCoversFrom: null,
    },
    {
      now: parts.now,
      keys: series.keys,
      ingest: emptyIngest(),
      sources: parts.sources,
      heatmap: parts.heatmap !== false,
    },
  )
  const requests = main.stretch.rollups.reduce((sum, { rollup }) => sum + rollup.requests, 0)
  return { ...snapshot, partial: main.stretch.partial, ingest: ingestOf(requests, snapshot.requests.total) }
}

/** Each request counts as the line it was; what else there was in the files belongs to no time. */
function ingestOf(requests: number, shown: number): IngestCounters {
  return { ...emptyIngest(), lines: requests, requests, filtered: requests - shown }
}

/** Only the requests that pass. Of a filter by status, counts alone are left: nobody knows whose durations they are. */
function passing(rollups: readonly StoredRollup[], filter: RequestFilter | null): StoredRollup[] {
  if (filter === null || filter.scope !== 'status') return [...rollups]
  return rollups.flatMap(each => {
    const counts = new Rollup()
    for (const [status, count] of statusesOf(each.rollup)) {
      if (!filter.test({ get: field => (field === 'status' ? status || null : dimensionOf(each, field)) }))
        continue
      counts.requests += count
      counts.addStatus(status, count)
    }
    return counts.requests === 0 ? [] : [{ ...each, rollup: counts }]
  })
}

/** 0: unknown. */
function statusesOf(rollup: Rollup): (readonly [status: number, count: number])[] {
  const all = [...rollup.statuses(), [0, rollup.statusUnknown] as const]
  return all.filter(([, count]) => count > 0)
}

function dimensionOf(each: StoredRollup, field: string): string | null {
  const values: Readonly<Record<string, string | null>> = {
    host: each.host,
    source: each.source,
    method: each.method,
    endpoint: each.endpoint,
  }
  return values[field] ?? null
}

function bySeries(rollups: readonly StoredRollup[], series: SeriesTable): (Rollup | undefined)[] {
  const merged: (Rollup | undefined)[] = []
  const copied = new Set<number>()
  for (const { method, endpoint, rollup } of rollups) {
    const number = series.add({ method, endpoint: endpoint! })
    const known = merged[number]
    if (known === undefined) merged[number] = rollup
    else {
      // The answer itself stays as it is; mostly there is one source, and nothing to copy.
      const into = copied.has(number) ? known : known.copy()
      into.merge(rollup)
      merged[number] = into
      copied.add(number)
    }
  }
  return merged
}

function groupsOf(rollups: readonly StoredRollup[], dimension: string): HeldGroup[] {
  const groups = new Map<string | null, Rollup>()
  const into = (value: string | null): Rollup => {
    const rollup = groups.get(value) ?? new Rollup()
    groups.set(value, rollup)
    return rollup
  }
  for (const each of rollups) {
    if (dimension !== 'status') {
      into(dimensionOf(each, dimension)).mergeFigures(each.rollup)
      continue
    }
    for (const [status, count] of statusesOf(each.rollup)) {
      const group = into(status === 0 ? null : String(status))
      group.requests += count
      group.addStatus(status, count)
    }
  }
  return [...groups].map(([value, rollup]) => ({ value, rollup }))
}

function chartOf(rollups: readonly StoredRollup[], step: number): HeldChart {
  return {
    step,
    cells: rollups.map(({ time, rollup }) => [time, ChartCell.of(rollup)] as const),
  }
}

/** Samples that came with the input go before those of a machine. */
function samplesOf({ samples }: StoredPart): Pick<HeldStretch, 'samples' | 'samplesCount'> {
  const input = samples.filter(({ origin }) => origin === 'input')
  return { samples: input.length > 0 ? input : samples, samplesCount: true }
}
