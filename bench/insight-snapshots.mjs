// Snapshots made of noise, for the benches of insight.
export const start = 1_700_000_000 - (1_700_000_000 % 86400)

/** mulberry32 (Tommy Ettinger, public domain) and Box–Muller. */
export function generator(seed) {
  let state = seed >>> 0
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
  return { uniform, normal }
}

/** AR(1) with a marginal standard deviation of 1; φ = 0 is white. */
export function autoregressive(n, phi, normal) {
  const values = []
  let value = normal()
  for (let i = 0; i < n; i++) {
    values.push(value)
    value = phi * value + Math.sqrt(1 - phi * phi) * normal()
  }
  return values
}

/** The phase of a day is the same for all series of a report, as it is in life. */
export function daily(n, step, phi, amplitude, phase, normal) {
  return autoregressive(n, phi, normal).map(
    (value, i) => value + amplitude * Math.sin((2 * Math.PI * i * step) / 86400 + phase),
  )
}

export const n = 120
const point = (time, z) => {
  const requests = Math.max(0, Math.round(2000 + 200 * z.requests))
  const lookups = Math.round(requests / 2)
  const share = (centre, spread, score) => Math.min(1, Math.max(0, centre + spread * score))
  return {
    time,
    requests,
    errors: Math.round(requests * share(0.02, 0.004, z.errors)),
    serverErrors: 0,
    statusUnknown: 0,
    statusClasses: [0, requests, 0, 0, 0],
    mean: 0.1 * Math.exp(0.1 * z.mean),
    p50: 0.08 * Math.exp(0.1 * z.p50),
    p95: 0.3 * Math.exp(0.1 * z.p95),
    p99: 0.6 * Math.exp(0.1 * z.p99),
    cacheHits: Math.round(lookups * share(0.8, 0.05, z.cache)),
    cacheMisses: lookups - Math.round(lookups * share(0.8, 0.05, z.cache)),
    cpuPercent: 40 + 5 * z.cpu,
    memoryPercent: 55 + 4 * z.memory,
    diskUsagePercent: 60 + 2 * z.disk,
    activeConnections: 100 + 10 * z.connections,
  }
}
const names = [
  'requests',
  'errors',
  'mean',
  'p50',
  'p95',
  'p99',
  'cache',
  'cpu',
  'memory',
  'disk',
  'connections',
]
const endpointNames = ['requests', 'errors', 'mean', 'p50', 'p95', 'p99', 'cache']

function seriesOf(keys, step, noise) {
  const scores = Object.fromEntries(keys.map(name => [name, noise(name)]))
  return {
    stepSeconds: step,
    points: scores[keys[0]].map((_, i) =>
      point(start + i * step, Object.fromEntries(names.map(name => [name, scores[name]?.[i] ?? 0]))),
    ),
  }
}

const responseTime = {
  count: 240_000,
  mean: 0.1,
  min: 0.01,
  max: 2,
  p50: 0.08,
  p90: 0.2,
  p95: 0.3,
  p99: 0.6,
  p999: 1,
}
const stats = {
  total: 240_000,
  errors: 4800,
  errorRate: 0.02,
  clientErrors: 4800,
  serverErrors: 0,
  statusUnknown: 0,
  statusCodes: { 200: 235_200, 404: 4800 },
  responseTime,
  durationSum: 24_000,
  cache: { hits: 96_000, misses: 24_000, hitRate: 0.8, hitP50: 0.01, missP50: 0.1 },
}

/**
 * 11 headline series and 20 endpoints with three series each, as long as what `noise` gives, all without any
 * effect unless `plant` adds one.
 */
export function snapshotOf(step, noise, { plant = () => {}, endpoints: count = 20 } = {}) {
  const series = seriesOf(names, step, noise)
  plant(series.points)
  const seconds = series.points.length * step
  const window = { from: start, to: start + seconds, seconds }
  const endpoints = Array.from({ length: count }, (_, i) => ({
    ...stats,
    method: 'GET',
    endpoint: `/e${i}`,
    rate: 1,
    errorMessages: [],
    clients: [],
    series: seriesOf(endpointNames, step, noise),
  }))
  const gauge = { current: 40, mean: 40, max: 50 }
  const system = {
    samples: series.points.length,
    host: null,
    counts: true,
    gauges: { cpuPercent: gauge, memoryPercent: gauge },
  }
  const rate = { mean: 60, peak: 80, peakAt: null }
  return {
    generatedAt: window.to,
    mode: 'replay',
    window,
    filter: null,
    filterCoversFrom: null,
    sources: [],
    ingest: { lines: 0, rejected: {}, ignored: {} },
    lastEventAt: window.to,
    requests: stats,
    rate,
    endpoints,
    bySource: [],
    groups: null,
    series,
    heatmap: null,
    histogram: null,
    system,
    recent: {
      window: { from: window.to - 300, to: window.to, seconds: 300 },
      requests: stats,
      rate,
      endpoints: [],
      system,
    },
    previous: null,
    recentRequests: [],
    slowest: [],
    topErrors: [],
    hosts: null,
    partial: null,
  }
}
