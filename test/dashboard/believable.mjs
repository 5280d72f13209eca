// Observations that look like a real API with an incident, from a seed: for tests, benches and pictures.

export const noon = Date.UTC(2026, 10, 22, 12, 0, 0) / 1000

const verbs = ['GET', 'GET', 'GET', 'POST', 'PUT', 'DELETE', 'PATCH']
const things = [
  'users',
  'orders',
  'checkout',
  'search',
  'products',
  'carts',
  'invoices',
  'sessions',
  'reviews',
]
const shapes = ['/api/v1/%', '/api/v1/%/:id', '/api/v1/%/:id/items', '/api/v2/%', '/internal/%/health']

function random(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const gauge = (current, mean, max) => ({ current, mean, max })

function times(mean) {
  return {
    count: 1000,
    mean,
    min: mean / 12,
    max: mean * 31,
    p50: mean * 0.7,
    p90: mean * 1.9,
    p95: mean * 2.6,
    p99: mean * 6.2,
    p999: mean * 14,
  }
}

function statsOf(total, errors, mean, cache) {
  const server = Math.round(errors * 0.4)
  const hits = cache ? Math.round(total * 0.61) : null
  const misses = cache ? total - Math.round(total * 0.61) : null
  return {
    total,
    errors,
    errorRate: total > 0 ? errors / total : null,
    clientErrors: errors - server,
    serverErrors: server,
    statusUnknown: 0,
    statusCodes: {
      200: Math.max(0, total - errors - Math.round(total * 0.05)),
      304: Math.round(total * 0.05),
      404: errors - server,
      503: server,
    },
    responseTime: total > 0 ? { ...times(mean), count: total } : emptyTimes,
    durationSum: total * mean,
    cache: {
      hits,
      misses,
      hitRate: cache && total > 0 ? hits / total : null,
      hitP50: cache ? 0.0021 : null,
      missP50: cache ? mean * 0.8 : null,
    },
  }
}

const emptyTimes = {
  count: 0,
  mean: null,
  min: null,
  max: null,
  p50: null,
  p90: null,
  p95: null,
  p99: null,
  p999: null,
}

function seriesOf({ random: next, end, windowSeconds, load, mean, incident, cache, system }) {
  const step = [1, 2, 3, 5, 10, 15, 30, 60, 300, 900, 3600].find(s => windowSeconds / s <= 120) ?? 86400
  const count = Math.floor(windowSeconds / step)
  const from = end - count * step
  const points = Array.from({ length: count }, (_, index) => {
    const hot = incident && index > count * 0.6 && index < count * 0.72
    const gap = index > count * 0.3 && index < count * 0.33
    const wave = 1 + 0.25 * Math.sin(index / 9) + 0.15 * (next() - 0.5)
    const requests = gap ? 0 : Math.round(load * step * wave)
    const errors = Math.min(requests, Math.round(requests * (hot ? 0.19 : 0.008 + 0.006 * next())))
    const slow = mean * (hot ? 2.7 : 1) * (0.9 + 0.3 * next())
    const server = Math.round(errors * (hot ? 0.9 : 0.3))
    const some = requests > 0
    return {
      time: from + index * step,
      requests,
      errors,
      serverErrors: server,
      statusUnknown: 0,
      statusClasses: [0, requests - errors, 0, errors - server, server],
      mean: some ? slow : null,
      p50: some ? slow * 0.7 : null,
      p95: some ? slow * (2.3 + next()) : null,
      p99: some ? slow * (4.5 + 3 * next()) : null,
      cacheHits: cache ? Math.round(requests * 0.6) : 0,
      cacheMisses: cache ? requests - Math.round(requests * 0.6) : 0,
      cpuPercent: system ? 38 + (hot ? 35 : 0) + 8 * next() : null,
      memoryPercent: system ? 61 + index * 0.05 : null,
      diskUsagePercent: system ? 47.2 : null,
      activeConnections: system ? Math.round(180 + 30 * next()) : null,
    }
  })
  return { stepSeconds: step, points }
}

function heatmapOf(series, next) {
  const edges = Array.from({ length: 14 }, (_, index) => 0.001 * 2 ** index)
  edges.push(Number.POSITIVE_INFINITY)
  const counts = series.points.map(point =>
    edges.map((edge, column) => {
      if (point.p50 === null) return 0
      const distance = Math.log2(edge === Number.POSITIVE_INFINITY ? 20 : edge) - Math.log2(point.p50 * 1.5)
      return Math.round(
        point.requests * 0.5 * Math.exp(-(distance ** 2) / 3) * (column % 3 === 0 ? 0.9 : 1) * (0.7 + next()),
      )
    }),
  )
  return { edges, counts }
}

function recordOf(index, endpoint, end, next, text) {
  const failed = next() < 0.06
  const id = Math.floor(next() * 9000)
  const path = endpoint.endpoint.replace(':id', String(id))
  const duration = 0.01 * 2 ** (next() * 7)
  const timestamp = end - index * 0.013
  const status = failed ? 503 : next() < 0.05 ? 404 : 200
  return {
    timestamp,
    method: endpoint.method,
    endpoint: endpoint.endpoint,
    path: text === null || text === undefined ? path : `${path}?q=${text}`,
    status,
    duration,
    client: `10.0.${index % 4}.${index % 250}`,
    cache: null,
    errorMessage: failed ? `upstream timed out${text ?? ''}` : null,
    source: `access.log${text ?? ''}`,
    // Not by JSON.stringify: what is hostile shall stay so.
    line: `{"timestamp":${timestamp},"method":"${endpoint.method}","path":"${path}","status":${status},"response_time":${duration}}${text ?? ''}`,
  }
}

function endpointsOf({ random: next, routes, total, windowSeconds, end, cache, text }) {
  const weights = Array.from({ length: routes }, (_, index) => 1 / (index + 1.4) + next() * 0.05)
  const sum = weights.reduce((a, b) => a + b, 0)
  return weights
    .map((weight, index) => {
      const requests = Math.round((total * weight) / sum)
      const mean = 0.012 * 2 ** (next() * 6)
      const bad = index === 2 ? 0.09 : next() * 0.012
      const route = shapes[index % shapes.length].replace(
        '%',
        things[index % things.length] + (index >= 45 ? index : ''),
      )
      return {
        ...statsOf(requests, Math.round(requests * bad), mean, cache && index % 3 === 0),
        method: verbs[index % verbs.length],
        endpoint: index === 0 && text !== null ? `/x/${text}/y` : route,
        rate: requests / windowSeconds,
        errorMessages: bad > 0.05 ? [{ value: `upstream timed out${text ?? ''}`, count: 41, error: 0 }] : [],
        clients: [{ value: '10.0.3.17', count: 112, error: 0 }],
        series:
          index < 20
            ? seriesOf({
                random: next,
                end,
                windowSeconds,
                load: requests / windowSeconds,
                mean,
                incident: index === 2,
                cache: false,
                system: false,
              })
            : null,
      }
    })
    .sort((a, b) => b.total - a.total)
}

function emptyIngest() {
  return {
    bytes: 0,
    lines: 0,
    requests: 0,
    systemSamples: 0,
    ignored: { blank: 0, notRequest: 0, joined: 0, duplicate: 0 },
    rejected: { notJson: 0, notObject: 0, tooLong: 0, tooDeep: 0, badField: 0, future: 0 },
    dropped: {},
    salvaged: 0,
    outsideWindow: 0,
    filtered: 0,
    folded: 0,
    late: 0,
    gapBytes: 0,
    partialBytes: 0,
    skippedBytes: 0,
  }
}

function healthOf(empty, system, worst, text, end) {
  const name = `${worst?.method} ${worst?.endpoint}`
  const scored = (id, score, value, reason) => ({ id, state: 'scored', score, max: 25, value, reason })
  const noData = (id, reason) => ({ id, state: 'noData', score: null, max: 25, value: null, reason })
  const factors = empty
    ? ['responseTime', 'errorRate', 'cpu', 'memory'].map(id => noData(id, 'no data'))
    : [
        scored('responseTime', 20, 0.212, '−5: mean 212 ms ≥ 100 ms'),
        scored('errorRate', 15, 0.062, '−10: error rate 6.2 % ≥ 5 %'),
        system ? scored('cpu', 25, 41, 'CPU 41 % < 50 %') : noData('cpu', 'no samples'),
        system ? scored('memory', 25, 63, 'memory 63 % < 70 %') : noData('memory', 'no samples'),
      ]
  const recommendations = empty
    ? []
    : [
        {
          id: 'high-error-rate',
          severity: 'critical',
          title: 'Many errors',
          message: `9.1 % of ${name} fail, mostly 503 (41 of 52), since 11:58${text ?? ''}`,
          action: 'Look at the upstream of this route: the commonest message is “upstream timed out”.',
          method: worst.method,
          endpoint: worst.endpoint,
          since: end - 120,
          evidence: {
            errorRate: 0.091,
            status: 503,
            count: 41,
            since: end - 120,
            messages: [`upstream timed out${text ?? ''}`],
          },
        },
        {
          id: 'slow-endpoints',
          severity: 'warning',
          title: 'Slow endpoints',
          message: `${name} carries 38 % of all time spent, p95 1.42 s; repeated GETs could be cached`,
          action: 'Cache the response for as long as it stays true, or make it do less.',
          method: worst.method,
          endpoint: worst.endpoint,
          since: null,
          evidence: { share: 0.38, p95: 1.42, requests: 1204 },
        },
        {
          id: 'high-memory',
          severity: 'info',
          title: 'Memory is fine',
          message: 'memory 63 %, rising 0.4 points an hour; full in 92 h at that rate',
          action: 'Nothing to do today.',
          method: null,
          endpoint: null,
          since: null,
          evidence: { current: 63, perHour: 0.4 },
        },
      ]
  return {
    score: empty ? null : 85,
    status: empty ? 'unknown' : 'good',
    windowSeconds: empty ? null : 300,
    factors,
    recommendations,
  }
}

export function believable(options = {}) {
  const { seed = 1, end = noon, windowSeconds = 300, routes = 28, mode = 'live', empty = false } = options
  const { cache = true, system = true, text = null, filter = null } = options
  const next = random(seed)
  const load = empty ? 0 : 412
  const series = empty
    ? { stepSeconds: 3, points: [] }
    : seriesOf({ random: next, end, windowSeconds, load, mean: 0.09, incident: true, cache, system })
  const total = series.points.reduce((sum, point) => sum + point.requests, 0)
  const errors = series.points.reduce((sum, point) => sum + point.errors, 0)
  const endpoints = empty ? [] : endpointsOf({ random: next, routes, total, windowSeconds, end, cache, text })
  if (!empty && routes > 20) {
    const other = statsOf(Math.round(total * 0.02), 12, 0.05, false)
    endpoints.push({
      ...other,
      method: null,
      endpoint: '(other)',
      rate: other.total / windowSeconds,
      errorMessages: [],
      clients: [],
      series: null,
    })
  }
  const requests = statsOf(total, errors, 0.098, cache && !empty)
  const recentRequests = empty
    ? []
    : Array.from({ length: 60 }, (_, index) =>
        recordOf(
          index,
          endpoints[Math.floor(next() ** 2 * Math.min(20, endpoints.length - 1))],
          end,
          next,
          text,
        ),
      )
  const window = {
    from: empty ? null : end - windowSeconds,
    to: empty ? null : end,
    seconds: empty ? null : windowSeconds,
  }
  const gauges = {
    cpuPercent: gauge(41.3, 44.1, 83.2),
    memoryPercent: gauge(63.2, 62.4, 64),
    diskUsagePercent: gauge(88.4, 88.1, 88.4),
    activeConnections: gauge(203, 190, 240),
  }
  const systemStats = system && !empty ? { samples: 60, host: 'web-3', counts: true, gauges } : null
  const previousEndpoints = endpoints.map(endpoint => ({
    ...endpoint,
    series: null,
    responseTime: { ...endpoint.responseTime, p95: endpoint.responseTime.p95 * (0.7 + next() * 0.5) },
  }))
  const stretch = {
    window,
    requests,
    rate: { mean: load, peak: 611, peakAt: end - 40 },
    endpoints,
    system: systemStats,
  }
  const lines = empty ? 0 : total + 60
  return {
    snapshot: {
      generatedAt: end,
      mode,
      window,
      filter,
      filterCoversFrom: null,
      sources: [
        {
          name: empty ? '/tmp/api-metrics.sock' : `access.log${text ?? ''}`,
          kind: empty ? 'unix' : 'file',
          format: { name: 'native', confidence: 1, fields: {}, wrappers: [], notes: [] },
          state: 'following',
          message: null,
          rotations: 0,
          truncations: 0,
          gapBytes: 0,
          lagBytes: 0,
        },
      ],
      ingest: {
        ...emptyIngest(),
        bytes: lines * 180,
        lines,
        requests: total,
        systemSamples: empty ? 0 : 60,
        rejected: { ...emptyIngest().rejected, notJson: empty ? 0 : 3 },
        late: empty ? 0 : 12,
      },
      lastEventAt: empty ? null : end - 0.4,
      requests,
      rate: { mean: empty ? null : load, peak: empty ? null : 611, peakAt: empty ? null : end - 40 },
      endpoints,
      bySource: [{ ...requests, value: `access.log${text ?? ''}` }],
      groups: null,
      series,
      heatmap: empty ? null : heatmapOf(series, next),
      histogram: null,
      system: systemStats,
      recent: stretch,
      previous: empty ? null : { ...stretch, endpoints: previousEndpoints },
      recentRequests,
      slowest: [...recentRequests].sort((a, b) => b.duration - a.duration).slice(0, 20),
      topErrors: empty
        ? []
        : [
            {
              status: 503,
              method: endpoints[Math.min(2, routes - 1)].method,
              endpoint: endpoints[Math.min(2, routes - 1)].endpoint,
              count: 41,
              message: `upstream timed out${text ?? ''}`,
            },
          ],
      hosts: null,
      partial: null,
    },
    insight: {
      health: healthOf(empty, system, endpoints[Math.min(2, endpoints.length - 1)], text, end),
      trends: [],
      correlations: empty
        ? []
        : [
            { a: 'cpuPercent', b: 'p95', rho: 0.82, lagSeconds: 0, n: 100 },
            { a: 'throughput', b: 'errorRate', rho: -0.41, lagSeconds: 6, n: 98 },
          ],
      correlationsNote: empty ? 'not enough data: 30 pairs are needed' : null,
      changes: [],
      comparison: empty
        ? null
        : {
            from: end - 2 * windowSeconds,
            to: end - windowSeconds,
            figures: {
              rate: { before: 398, after: 412 },
              errorRate: { before: 0.011, after: 0.032 },
              mean: { before: 0.091, after: 0.098 },
              p50: { before: 0.066, after: 0.069 },
              p95: { before: 0.21, after: 0.255 },
              p99: { before: 0.5, after: 0.61 },
              cacheHitRate: { before: 0.66, after: 0.61 },
            },
          },
      slo: [],
      thresholds: [],
    },
  }
}

export function recordsOf(observation, limit) {
  const { recentRequests } = observation.snapshot
  return Array.from(
    { length: Math.min(limit, 200) },
    (_, index) => recentRequests[index % recentRequests.length],
  ).filter(Boolean)
}

export function explanation(from, to) {
  return {
    from,
    to,
    baselineFrom: from - 300,
    baselineTo: from,
    figure: 'errors',
    before: 4.1,
    during: 78,
    shares: [
      { dimension: 'endpoint', value: 'POST /checkout', before: 0.2, during: 61, share: 0.82 },
      { dimension: 'endpoint', value: 'GET /cart', before: 0.4, during: 5, share: 0.06 },
      { dimension: 'status', value: '503', before: 0.1, during: 70, share: 0.94 },
      { dimension: 'client', value: '10.0.3.17', before: 0.2, during: 20, share: 0.27 },
    ],
  }
}
