import {
  Cache,
  type EndpointStats,
  type ErrorCount,
  emptyIngest,
  type Gauge,
  type GaugeName,
  type GroupStats,
  gaugeNames,
  Rollup,
  type Series,
  type SeriesPoint,
  type Snapshot,
  type Stretch,
  type SystemStats,
  TopCounter,
} from '../../src/model/index.ts'

/** A request as a test writes it. */
export interface Call {
  readonly at: number
  readonly endpoint?: string
  readonly method?: string | null
  /** 0 = unknown. */
  readonly status?: number
  /** Seconds. */
  readonly duration?: number | null
  readonly cache?: boolean | null
  readonly client?: string
  readonly message?: string
  readonly source?: string
}

export type Sample = { readonly at: number } & Partial<Record<GaugeName, number>>

export interface SnapshotOptions {
  readonly from?: number
  readonly to?: number
  readonly samples?: readonly Sample[]
  /** False: this machine's samples in a replay. */
  readonly samplesCount?: boolean
  readonly host?: string | null
  readonly buckets?: number
  /** Requests of the window before this one. */
  readonly before?: readonly Call[]
  readonly mode?: Snapshot['mode']
  readonly groupBySource?: boolean
}

/** A snapshot of these requests, counted here and not by the collector: its own exact computation. */
export function snapshotOf(calls: readonly Call[], options: SnapshotOptions = {}): Snapshot {
  const times = calls.map(call => call.at)
  const from = options.from ?? (times.length === 0 ? null : Math.min(...times))
  const to = options.to ?? (times.length === 0 ? null : Math.max(...times))
  const seconds = from === null || to === null ? null : to - from
  const inside = calls.filter(call => from !== null && call.at >= from && call.at <= to!)
  const samples = options.samples ?? []
  const system = (start: number | null): SystemStats | null =>
    systemOf(
      samples.filter(sample => start === null || (sample.at >= start && sample.at <= to!)),
      options,
    )
  const step = seconds === null ? 1 : Math.max(1, Math.ceil(seconds / (options.buckets ?? 120)))
  const series = (chosen: readonly Call[], own: readonly Sample[]): Series =>
    seriesOf(chosen, own, from ?? 0, step, seconds === null ? 0 : Math.max(1, Math.ceil(seconds / step)))
  const recentFrom = to === null ? null : Math.max(from!, to - 300)
  const endpoints = endpointsOf(inside, seconds)
  return {
    generatedAt: to ?? 0,
    mode: options.mode ?? 'replay',
    window: { from, to, seconds },
    filter: null,
    filterCoversFrom: null,
    sources: [],
    ingest: emptyIngest(),
    lastEventAt: to,
    ...totalsOf(inside, seconds),
    endpoints: endpoints.map(stats => ({
      ...stats,
      series: series(
        inside.filter(call => keyOf(call) === `${stats.method} ${stats.endpoint}`),
        [],
      ),
    })),
    bySource: groupsOf(inside, call => call.source ?? 'log'),
    groups: null,
    series: series(inside, samples),
    heatmap: null,
    histogram: null,
    system: system(from),
    recent: stretchOf(
      inside.filter(call => recentFrom !== null && call.at >= recentFrom),
      recentFrom,
      to,
      system(recentFrom),
    ),
    previous:
      options.before === undefined || from === null || seconds === null
        ? null
        : stretchOf(options.before, from - seconds, from, null),
    recentRequests: [],
    slowest: [],
    topErrors: topErrorsOf(inside),
    hosts: null,
    partial: null,
  }
}

export function stretchOf(
  calls: readonly Call[],
  from: number | null,
  to: number | null,
  system: SystemStats | null = null,
): Stretch {
  const seconds = from === null || to === null ? null : to - from
  return {
    window: { from, to, seconds },
    ...totalsOf(calls, seconds),
    endpoints: endpointsOf(calls, seconds),
    system,
  }
}

function totalsOf(calls: readonly Call[], seconds: number | null): Pick<Stretch, 'requests' | 'rate'> {
  return {
    requests: rollupOf(calls).stats(),
    rate: { mean: rateOf(calls.length, seconds), peak: null, peakAt: null },
  }
}

function rateOf(count: number, seconds: number | null): number | null {
  return seconds === null || seconds <= 0 ? null : count / seconds
}

function keyOf(call: Call): string {
  return `${call.method === undefined ? 'GET' : call.method} ${call.endpoint ?? '/'}`
}

export function rollupOf(calls: readonly Call[]): Rollup {
  const rollup = new Rollup()
  for (const call of calls) {
    const cache =
      call.cache === undefined || call.cache === null ? Cache.unknown : call.cache ? Cache.hit : Cache.miss
    rollup.add(call.status ?? 200, call.duration === null ? Number.NaN : (call.duration ?? 0.05), cache)
    if (call.message !== undefined) (rollup.errorMessages ??= new TopCounter()).add(call.message)
    if (call.client !== undefined) (rollup.clients ??= new TopCounter()).add(call.client)
  }
  return rollup
}

function groupBy(calls: readonly Call[], key: (call: Call) => string): Map<string, Call[]> {
  const groups = new Map<string, Call[]>()
  for (const call of calls) {
    const group = groups.get(key(call))
    if (group === undefined) groups.set(key(call), [call])
    else group.push(call)
  }
  return groups
}

function endpointsOf(calls: readonly Call[], seconds: number | null): EndpointStats[] {
  return [...groupBy(calls, keyOf).values()]
    .map(group => {
      const rollup = rollupOf(group)
      return {
        ...rollup.stats(),
        method: group[0]!.method === undefined ? 'GET' : group[0]!.method,
        endpoint: group[0]!.endpoint ?? '/',
        rate: rateOf(group.length, seconds),
        errorMessages: rollup.errorMessages?.top() ?? [],
        clients: rollup.clients?.top() ?? [],
        series: null,
      }
    })
    .sort((a, b) => b.total - a.total || (a.endpoint < b.endpoint ? -1 : 1))
}

function groupsOf(calls: readonly Call[], key: (call: Call) => string): GroupStats[] {
  return [...groupBy(calls, key)]
    .map(([value, group]) => ({ value, ...rollupOf(group).stats() }))
    .sort((a, b) => b.total - a.total)
}

function topErrorsOf(calls: readonly Call[]): ErrorCount[] {
  const failed = calls.filter(call => (call.status ?? 200) >= 400)
  return [...groupBy(failed, call => `${call.status} ${keyOf(call)} ${call.message}`).values()]
    .map(group => ({
      status: group[0]!.status!,
      method: group[0]!.method ?? 'GET',
      endpoint: group[0]!.endpoint ?? '/',
      count: group.length,
      message: group[0]!.message ?? null,
    }))
    .sort((a, b) => b.count - a.count)
}

function seriesOf(
  calls: readonly Call[],
  samples: readonly Sample[],
  from: number,
  step: number,
  length: number,
): Series {
  const index = ({ at }: { readonly at: number }): number =>
    Math.min(length - 1, Math.floor((at - from) / step))
  const buckets = Array.from({ length }, (): Call[] => [])
  for (const call of calls) buckets[index(call)]!.push(call)
  const latest = Array.from({ length }, (): Sample | null => null)
  for (const sample of samples) if (sample.at >= from) latest[index(sample)] = sample
  return {
    stepSeconds: step,
    points: buckets.map((bucket, i) => pointOf(bucket, latest[i]!, from + i * step)),
  }
}

function pointOf(calls: readonly Call[], sample: Sample | null, time: number): SeriesPoint {
  const stats = rollupOf(calls).stats()
  const classes: [number, number, number, number, number] = [0, 0, 0, 0, 0]
  for (const [code, count] of Object.entries(stats.statusCodes))
    classes[Math.floor(Number(code) / 100) - 1]! += count
  return {
    time,
    requests: stats.total,
    errors: stats.errors,
    serverErrors: stats.serverErrors,
    statusUnknown: stats.statusUnknown,
    statusClasses: classes,
    mean: stats.responseTime.mean,
    p50: stats.responseTime.p50,
    p95: stats.responseTime.p95,
    p99: stats.responseTime.p99,
    cacheHits: stats.cache.hits ?? 0,
    cacheMisses: stats.cache.misses ?? 0,
    cpuPercent: sample?.cpuPercent ?? null,
    memoryPercent: sample?.memoryPercent ?? null,
    diskUsagePercent: sample?.diskUsagePercent ?? null,
    activeConnections: sample?.activeConnections ?? null,
  }
}

function systemOf(samples: readonly Sample[], options: SnapshotOptions): SystemStats | null {
  if (samples.length === 0) return null
  const gauges: Partial<Record<GaugeName, Gauge>> = {}
  for (const name of gaugeNames) {
    const values = samples.flatMap(sample => sample[name] ?? [])
    if (values.length === 0) continue
    gauges[name] = {
      current: values.at(-1)!,
      mean: values.reduce((a, b) => a + b, 0) / values.length,
      max: Math.max(...values),
    }
  }
  return { samples: samples.length, host: options.host ?? null, counts: options.samplesCount ?? true, gauges }
}
