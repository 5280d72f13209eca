import {
  type EndpointStats,
  emptyIngest,
  type HealthFactor,
  type IngestCounters,
  type Insight,
  type Observation,
  type RequestRecord,
  type RequestStats,
  type ResponseTimeStats,
  type Series,
  type Snapshot,
  type SourceState,
  type Window,
} from '../../src/model/index.ts'

/** A request as a test writes it down; what is left out is a 200 on `GET /` without a cache. */
export interface Sent {
  time: number
  method?: string | null
  endpoint?: string
  path?: string
  status?: number
  duration?: number | null
  cache?: boolean | null
  client?: string | null
  message?: string | null
  source?: string
}

function nearestRank(sorted: readonly number[], q: number): number | null {
  return sorted.length === 0 ? null : sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1]!
}

function responseTime(durations: readonly number[]): ResponseTimeStats {
  const sorted = [...durations].sort((a, b) => a - b)
  const some = sorted.length > 0
  return {
    count: sorted.length,
    mean: some ? sorted.reduce((a, b) => a + b, 0) / sorted.length : null,
    min: sorted[0] ?? null,
    max: sorted.at(-1) ?? null,
    p50: nearestRank(sorted, 0.5),
    p90: nearestRank(sorted, 0.9),
    p95: nearestRank(sorted, 0.95),
    p99: nearestRank(sorted, 0.99),
    p999: nearestRank(sorted, 0.999),
  }
}

function durationsOf(sent: readonly Sent[]): number[] {
  return sent.flatMap(({ duration }) => (duration == null ? [] : [duration]))
}

/** Exact statistics of the requests, computed from nothing but their list. */
export function statsOf(sent: readonly Sent[]): RequestStats {
  const statuses = sent.map(({ status = 200 }) => status)
  const known = statuses.filter(status => status > 0)
  const codes: Record<string, number> = {}
  for (const status of known) codes[status] = (codes[status] ?? 0) + 1
  const errors = known.filter(status => status >= 400).length
  const hits = sent.filter(({ cache }) => cache === true)
  const misses = sent.filter(({ cache }) => cache === false)
  const lookups = hits.length + misses.length
  return {
    total: sent.length,
    errors,
    errorRate: known.length === 0 ? null : errors / known.length,
    clientErrors: known.filter(status => status >= 400 && status < 500).length,
    serverErrors: known.filter(status => status >= 500).length,
    statusUnknown: statuses.length - known.length,
    statusCodes: codes,
    responseTime: responseTime(durationsOf(sent)),
    durationSum: durationsOf(sent).reduce((a, b) => a + b, 0),
    cache: {
      hits: lookups === 0 ? null : hits.length,
      misses: lookups === 0 ? null : misses.length,
      hitRate: lookups === 0 ? null : hits.length / lookups,
      hitP50: responseTime(durationsOf(hits)).p50,
      missP50: responseTime(durationsOf(misses)).p50,
    },
  }
}

function groupBy<T>(values: readonly T[], key: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const value of values) groups.set(key(value), [...(groups.get(key(value)) ?? []), value])
  return groups
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function endpointsOf(sent: readonly Sent[], seconds: number): EndpointStats[] {
  const groups = groupBy(sent, ({ method = 'GET', endpoint = '/' }) => `${method}\n${endpoint}`)
  return [...groups.values()]
    .map(group => {
      const { method = 'GET', endpoint = '/' } = group[0]!
      return {
        ...statsOf(group),
        method,
        endpoint,
        rate: seconds > 0 ? group.length / seconds : null,
        errorMessages: [],
        clients: [],
        series: null,
      }
    })
    .sort(
      (a, b) =>
        b.total - a.total || compare(a.endpoint, b.endpoint) || compare(a.method ?? '', b.method ?? ''),
    )
}

function seriesOf(sent: readonly Sent[], window: Window): Series {
  if (window.from === null) return { stepSeconds: 1, points: [] }
  const step = Math.max(1, Math.ceil((window.seconds! + 1) / 120))
  const start = Math.floor(window.from / step) * step
  const count = Math.floor((window.to! - start) / step) + 1
  const buckets = groupBy(sent, ({ time }) => String(Math.floor((time - start) / step)))
  const points = Array.from({ length: count }, (_, index) => {
    const bucket = buckets.get(String(index)) ?? []
    const stats = statsOf(bucket)
    const classes = [1, 2, 3, 4, 5].map(
      digit => bucket.filter(({ status = 200 }) => Math.floor(status / 100) === digit).length,
    )
    return {
      time: start + index * step,
      requests: stats.total,
      errors: stats.errors,
      serverErrors: stats.serverErrors,
      statusUnknown: stats.statusUnknown,
      statusClasses: classes as [number, number, number, number, number],
      mean: stats.responseTime.mean,
      p50: stats.responseTime.p50,
      p95: stats.responseTime.p95,
      p99: stats.responseTime.p99,
      cacheHits: stats.cache.hits ?? 0,
      cacheMisses: stats.cache.misses ?? 0,
      cpuPercent: null,
      memoryPercent: null,
      diskUsagePercent: null,
      activeConnections: null,
    }
  })
  return { stepSeconds: step, points }
}

function heatmapOf(sent: readonly Sent[], series: Series): Snapshot['heatmap'] {
  if (durationsOf(sent).length === 0) return null
  const edges = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, Number.POSITIVE_INFINITY]
  const counts = series.points.map(({ time }) => {
    const inside = sent.filter(each => each.time >= time && each.time < time + series.stepSeconds)
    const row = edges.map(() => 0)
    for (const duration of durationsOf(inside)) row[edges.findIndex(edge => duration <= edge)]!++
    return row
  })
  return { edges, counts }
}

function recordOf(sent: Sent): RequestRecord {
  return {
    timestamp: sent.time,
    method: sent.method ?? 'GET',
    endpoint: sent.endpoint ?? '/',
    path: sent.path ?? sent.endpoint ?? '/',
    status: sent.status ?? 200,
    duration: sent.duration ?? null,
    client: sent.client ?? null,
    cache: sent.cache ?? null,
    errorMessage: sent.message ?? null,
    source: sent.source ?? 'access.log',
    line: null,
  }
}

function topErrorsOf(sent: readonly Sent[]): Snapshot['topErrors'] {
  const failed = sent.filter(({ status = 200 }) => status >= 400)
  const groups = groupBy(
    failed,
    ({ status, method = 'GET', endpoint = '/' }) => `${status} ${method} ${endpoint}`,
  )
  return [...groups.values()]
    .map(group => ({
      status: group[0]!.status!,
      method: group[0]!.method ?? 'GET',
      endpoint: group[0]!.endpoint ?? '/',
      count: group.length,
      message: group.find(({ message }) => message != null)?.message ?? null,
    }))
    .sort((a, b) => b.count - a.count)
}

export function source(parts: Partial<SourceState> = {}): SourceState {
  return {
    name: 'access.log',
    kind: 'file',
    format: {
      name: 'native',
      confidence: 1,
      fields: { duration: { path: 'response_time', unit: 's', why: 'known key', certain: true } },
      wrappers: [],
      notes: [],
    },
    state: 'ended',
    message: null,
    rotations: 0,
    truncations: 0,
    gapBytes: 0,
    lagBytes: 0,
    ...parts,
  }
}

export function factor(parts: Partial<HealthFactor> = {}): HealthFactor {
  return {
    id: 'cpu',
    state: 'noData',
    score: null,
    max: 25,
    value: null,
    reason: 'no system samples in the input',
    ...parts,
  }
}

export function insight(parts: Partial<Insight> = {}): Insight {
  return {
    health: {
      score: 90,
      status: 'excellent',
      windowSeconds: 300,
      factors: [
        factor({
          id: 'responseTime',
          state: 'scored',
          score: 20,
          value: 0.212,
          reason: '−5: mean 212 ms ≥ 100 ms',
        }),
        factor({ id: 'errorRate', state: 'scored', score: 25, value: 0, reason: '0 % < 1 %' }),
        factor({ id: 'cpu' }),
        factor({ id: 'memory' }),
      ],
      recommendations: [
        {
          id: 'all-good',
          severity: 'info',
          title: 'Nothing to do',
          message: 'Response time and errors are within their limits.',
          action: '',
          method: null,
          endpoint: null,
          since: null,
          evidence: {},
        },
      ],
    },
    trends: [],
    correlations: [],
    correlationsNote: null,
    changes: [],
    comparison: null,
    slo: [],
    thresholds: [],
    ...parts,
  }
}

export function snapshotOf(sent: readonly Sent[], parts: Partial<Snapshot> = {}): Snapshot {
  const times = sent.map(({ time }) => time).sort((a, b) => a - b)
  const from = times[0] ?? null
  const to = times.at(-1) ?? null
  const window = { from, to, seconds: from === null ? null : to! - from }
  const seconds = window.seconds ?? 0
  const requests = statsOf(sent)
  const perSecond = [...groupBy(times, time => String(Math.floor(time)))].sort(
    (a, b) => b[1].length - a[1].length || Number(a[0]) - Number(b[0]),
  )[0]
  const rate = {
    mean: seconds > 0 ? sent.length / seconds : null,
    peak: perSecond?.[1].length ?? null,
    peakAt: perSecond === undefined ? null : Number(perSecond[0]),
  }
  const series = seriesOf(sent, window)
  const endpoints = endpointsOf(sent, seconds)
  const ingest: IngestCounters = {
    ...emptyIngest(),
    lines: sent.length,
    requests: sent.length,
    bytes: sent.length * 200,
  }
  return {
    generatedAt: 1_795_336_900,
    mode: 'replay',
    window,
    filter: null,
    filterCoversFrom: null,
    sources: [source()],
    ingest,
    lastEventAt: to,
    requests,
    rate,
    endpoints,
    bySource: [{ ...requests, value: 'access.log' }],
    groups: null,
    series,
    heatmap: heatmapOf(sent, series),
    histogram: null,
    system: null,
    recent: { window, requests, rate, endpoints, system: null },
    previous: null,
    recentRequests: sent.map(recordOf).reverse(),
    slowest: sent
      .map(recordOf)
      .filter(({ duration }) => duration !== null)
      .sort((a, b) => b.duration! - a.duration!)
      .slice(0, 100),
    topErrors: topErrorsOf(sent),
    hosts: null,
    partial: null,
    ...parts,
  }
}

export function observationOf(
  sent: readonly Sent[],
  parts: { snapshot?: Partial<Snapshot>; insight?: Partial<Insight> } = {},
): Observation {
  return { snapshot: snapshotOf(sent, parts.snapshot), insight: insight(parts.insight) }
}

export function emptyObservation(): Observation {
  const unknown = { ...insight().health, score: null, status: 'unknown' as const, windowSeconds: null }
  const factors = (['responseTime', 'errorRate', 'cpu', 'memory'] as const).map(id => factor({ id }))
  return observationOf([], {
    snapshot: { sources: [], bySource: [] },
    insight: { health: { ...unknown, factors } },
  })
}

/** 240 requests over two minutes on five endpoints, with errors, cache and one slow route; no randomness. */
export function someTraffic(begin = 1_795_336_800): Sent[] {
  const routes = [
    ['GET', '/api/users/:id', 0.02],
    ['GET', '/static/app.css', 0.004],
    ['POST', '/api/orders', 0.12],
    ['GET', '/api/search', 0.9],
    ['DELETE', '/api/sessions/:id', 0.03],
  ] as const
  return Array.from({ length: 240 }, (_, index) => {
    const [method, endpoint, base] = routes[((index * index + index) % 11) % 5]!
    const failed = index % 17 === 3
    return {
      time: begin + index * 0.5,
      method,
      endpoint,
      path: endpoint.replace(':id', String(1000 + index)),
      status: failed ? (index % 2 === 0 ? 404 : 503) : method === 'POST' ? 201 : 200,
      duration: Math.round(base * (1 + ((index * 37) % 100) / 50) * 1e6) / 1e6,
      cache: endpoint.startsWith('/static') ? index % 3 !== 0 : null,
      client: `203.0.113.${index % 7}`,
      message: failed && index % 2 === 1 ? 'upstream connect error' : null,
    }
  })
}
