// How often does a report claim something that is not there, and how often does it find what is?
// Reads dist/ (npm run build). Usage: node bench/insight-noise.mjs [reports per kind, default 1000] [seed, default 1]
import { analyse } from '../dist/insight/index.js'

const [reports = 1000, seed = 1] = process.argv.slice(2).map(Number)
const start = 1_700_000_000 - (1_700_000_000 % 86400)

/** mulberry32 (Tommy Ettinger, public domain) and Box–Muller. */
function generator(seed) {
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
function autoregressive(n, phi, normal) {
  const values = []
  let value = normal()
  for (let i = 0; i < n; i++) {
    values.push(value)
    value = phi * value + Math.sqrt(1 - phi * phi) * normal()
  }
  return values
}

/** The phase of a day is the same for all series of a report, as it is in life. */
function daily(n, step, phi, amplitude, phase, normal) {
  return autoregressive(n, phi, normal).map(
    (value, i) => value + amplitude * Math.sin((2 * Math.PI * i * step) / 86400 + phase),
  )
}

const n = 120
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
  const z = Object.fromEntries(
    names.map(name => [name, keys.includes(name) ? noise(name) : new Array(n).fill(0)]),
  )
  return {
    stepSeconds: step,
    points: Array.from({ length: n }, (_, i) =>
      point(start + i * step, Object.fromEntries(names.map(name => [name, z[name][i]]))),
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

/** 11 headline series and 20 endpoints with three series each, all without any effect unless `plant` adds one. */
function snapshotOf(step, noise, plant = () => {}) {
  const series = seriesOf(names, step, noise)
  plant(series.points)
  const window = { from: start, to: start + n * step, seconds: n * step }
  const endpoints = Array.from({ length: 20 }, (_, i) => ({
    ...stats,
    method: 'GET',
    endpoint: `/e${i}`,
    rate: 1,
    errorMessages: [],
    clients: [],
    series: seriesOf(endpointNames, step, noise),
  }))
  const gauge = { current: 40, mean: 40, max: 50 }
  const system = { samples: n, host: null, counts: true, gauges: { cpuPercent: gauge, memoryPercent: gauge } }
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

function claimsOf({ trends, changes, correlations }) {
  return {
    trend: trends.some(({ direction }) => direction === 'rising' || direction === 'falling'),
    change: changes.length > 0,
    correlation: correlations.length > 0,
  }
}

const percent = (count, of) => `${((100 * count) / of).toFixed(1)} %`.padStart(7)

const kinds = {
  'white, 1 h': [
    30,
    (_, { normal }) =>
      () =>
        autoregressive(n, 0, normal),
  ],
  'AR(1) 0.6, 1 h': [
    30,
    (_, { normal }) =>
      () =>
        autoregressive(n, 0.6, normal),
  ],
  'daily + white, 24 h': [
    720,
    (step, { normal }, phase) =>
      () =>
        daily(n, step, 0, 2, phase, normal),
  ],
  'daily + AR(1) 0.6, 24 h': [
    720,
    (step, { normal }, phase) =>
      () =>
        daily(n, step, 0.6, 2, phase, normal),
  ],
  'daily + white, 7 d': [
    5040,
    (step, { normal }, phase) =>
      () =>
        daily(n, step, 0, 2, phase, normal),
  ],
  'daily + AR(1) 0.6, 7 d': [
    5040,
    (step, { normal }, phase) =>
      () =>
        daily(n, step, 0.6, 2, phase, normal),
  ],
}

console.log(`reports with a false claim, of ${reports} each (seed ${seed})`)
console.log('                            any   trend  change  correlation')
const only = process.env.KIND
for (const [kind, [step, make]] of Object.entries(kinds)) {
  if (only && !kind.includes(only)) continue
  const random = generator(seed)
  const count = { any: 0, trend: 0, change: 0, correlation: 0 }
  for (let i = 0; i < reports; i++) {
    const claims = claimsOf(analyse(snapshotOf(step, make(step, random, 2 * Math.PI * random.uniform()))))
    for (const name of ['trend', 'change', 'correlation']) count[name] += claims[name]
    count.any += claims.trend || claims.change || claims.correlation
  }
  console.log(
    `${kind.padEnd(24)}${['any', 'trend', 'change', 'correlation'].map(name => percent(count[name], reports)).join(' ')}`,
  )
}

console.log(`\nplanted in a report of 1 h, found (of ${reports} each)`)
for (const [phi, label] of [
  [0, 'white'],
  [0.6, 'AR(1) 0.6'],
]) {
  if (only && !'power'.includes(only)) continue
  const random = generator(seed + 1)
  let found = 0
  let near = 0
  for (let i = 0; i < reports; i++) {
    const at = 15 + Math.floor(random.uniform() * (n - 30))
    const snapshot = snapshotOf(
      30,
      () => autoregressive(n, phi, random.normal),
      points => {
        points.forEach((one, t) => {
          if (t >= at) one.p95 *= Math.exp(0.2)
        })
      },
    )
    const changes = analyse(snapshot).changes.filter(
      ({ series, endpoint }) => series === 'p95' && endpoint === null,
    )
    found += changes.length > 0
    near += changes.some(change => Math.abs((change.at - start) / 30 - at) <= 3)
  }
  console.log(
    `step of 2 sd in p95, ${label}: ${percent(found, reports)}, within 3 buckets ${percent(near, reports)}`,
  )
}
for (const [phi, label] of [
  [0, 'white'],
  [0.6, 'AR(1) 0.6'],
]) {
  if (only && !'power'.includes(only)) continue
  const random = generator(seed + 2)
  let found = 0
  let right = 0
  for (let i = 0; i < reports; i++) {
    const lag = Math.floor(random.uniform() * 11) - 5
    const snapshot = snapshotOf(30, () => autoregressive(n, phi, random.normal))
    const z = snapshot.series.points.map(one => (one.cpuPercent - 40) / 5)
    const own = autoregressive(n, phi, random.normal)
    snapshot.series.points.forEach((one, t) => {
      const driver = z[t - lag]
      one.mean = 0.1 * Math.exp(0.1 * (driver === undefined ? own[t] : 0.8 * driver + 0.6 * own[t]))
    })
    const pair = analyse(snapshot).correlations.find(({ a, b }) => a === 'responseTime' && b === 'cpu')
    found += pair !== undefined
    right += pair !== undefined && pair.lagSeconds === -lag * 30
  }
  console.log(
    `ρ 0.8 at a lag among 15 pairs, ${label}: ${percent(found, reports)}, at the right lag ${percent(right, reports)}`,
  )
}
