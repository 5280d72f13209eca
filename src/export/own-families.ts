import type { Gauge, GaugeName, IngestCounters, SourceState, SystemStats } from '../model/index.ts'
import { cleanLabels, type Family, type Labels, type Sample } from './family.ts'

/** Sources told apart; a pattern may match thousands of files. */
const mostSources = 100

export function healthFamily(score: number | null): Family {
  return gauge(
    'api_metrics_health_score',
    'Health of the API over the last 5 minutes, 0-100; absent without data.',
    score === null ? [] : [{ labels: {}, value: score }],
  )
}

/** Where every line went, and what is known to be lost. */
export function ingestFamilies(ingest: IngestCounters, unrecorded: number): Family[] {
  const { bytes, lines, requests, systemSamples, gapBytes, late, folded, filtered } = ingest
  const plain = (name: string, help: string, value: number): Family =>
    counter(name, help, [{ labels: {}, value }])
  const byReason = (name: string, help: string, counts: object): Family =>
    counter(
      name,
      help,
      Object.entries(counts).map(([reason, value]) => ({ labels: cleanLabels({ reason }), value })),
    )
  return [
    { ...plain('api_metrics_ingest_bytes', 'Bytes read.', bytes), unit: 'bytes' },
    plain('api_metrics_ingest_lines', 'Records read.', lines),
    plain('api_metrics_ingest_requests', 'Records that were requests.', requests),
    plain('api_metrics_ingest_system_samples', 'Records that were system samples.', systemSamples),
    byReason('api_metrics_ingest_ignored', 'Harmless records that are not requests.', ingest.ignored),
    byReason('api_metrics_ingest_rejected', 'Records that could not be used.', ingest.rejected),
    byReason('api_metrics_ingest_dropped', 'Requests lost on purpose.', ingest.dropped),
    plain('api_metrics_ingest_filtered', 'Requests kept out by a filter.', filtered),
    plain('api_metrics_ingest_late', 'Requests too old for the live window; counted all the same.', late),
    plain('api_metrics_ingest_folded', 'Requests counted under (other).', folded),
    {
      ...plain('api_metrics_ingest_gap_bytes', 'Bytes known to be lost before they were read.', gapBytes),
      unit: 'bytes',
    },
    plain('api_metrics_unrecorded_requests', 'Requests that history had no room for.', unrecorded),
  ]
}

export function sourceFamilies(sources: readonly SourceState[]): Family[] {
  const lags = sources
    .filter(({ lagBytes }) => lagBytes !== null)
    .slice(0, mostSources)
    .map(({ name, lagBytes }) => ({ labels: cleanLabels({ source: name }), value: lagBytes! }))
  const states = new Map<string, number>()
  for (const { state } of sources) states.set(state, (states.get(state) ?? 0) + 1)
  return [
    {
      ...gauge('api_metrics_source_lag_bytes', 'Bytes written and not read yet.', distinct(lags)),
      unit: 'bytes',
    },
    gauge(
      'api_metrics_sources',
      'Sources by state.',
      [...states].map(([state, value]) => ({ labels: { state }, value })),
    ),
  ]
}

const mebibyte = 2 ** 20

/** Percents of the dashboard as the ratios of Prometheus. */
const gauges: readonly {
  readonly of: GaugeName
  readonly name: string
  readonly help: string
  readonly unit?: 'bytes' | 'ratio'
  readonly scale: number
  readonly labels?: Labels
}[] = [
  { of: 'cpuPercent', name: 'system_cpu_utilization_ratio', help: 'CPU in use.', unit: 'ratio', scale: 0.01 },
  {
    of: 'memoryPercent',
    name: 'system_memory_utilization_ratio',
    help: 'Memory in use.',
    unit: 'ratio',
    scale: 0.01,
  },
  {
    of: 'memoryUsedMb',
    name: 'system_memory_used_bytes',
    help: 'Memory in use.',
    unit: 'bytes',
    scale: mebibyte,
  },
  {
    of: 'memoryAvailableMb',
    name: 'system_memory_available_bytes',
    help: 'Memory that can be had.',
    unit: 'bytes',
    scale: mebibyte,
  },
  {
    of: 'diskUsagePercent',
    name: 'system_filesystem_utilization_ratio',
    help: 'Space in use.',
    unit: 'ratio',
    scale: 0.01,
  },
  { of: 'activeConnections', name: 'api_metrics_active_connections', help: 'Open connections.', scale: 1 },
  { of: 'cacheSize', name: 'api_metrics_cache_size', help: 'Entries in the cache.', scale: 1 },
  {
    of: 'cacheHitRatio',
    name: 'api_metrics_cache_hit_ratio',
    help: 'Hits of all lookups in the cache, as a system sample says.',
    unit: 'ratio',
    scale: 1,
  },
]

export function systemFamilies(system: SystemStats | null): Family[] {
  if (system === null) return []
  const labels = cleanLabels({ host_name: system.host ?? '' })
  return gauges.map(({ of, name, help, unit, scale }) => {
    const current = (system.gauges[of] as Gauge | undefined)?.current ?? null
    const samples = current === null ? [] : [{ labels, value: current * scale }]
    return { ...gauge(name, help, samples), ...(unit !== undefined && { unit }) }
  })
}

/** Names that are cleaned may become one: the last is shown. */
function distinct(samples: readonly Sample[]): Sample[] {
  return [...new Map(samples.map(sample => [JSON.stringify(sample.labels), sample])).values()]
}

function counter(name: string, help: string, samples: readonly Sample[]): Family {
  return { name, type: 'counter', help, samples }
}

function gauge(name: string, help: string, samples: readonly Sample[]): Family {
  return { name, type: 'gauge', help, samples }
}
