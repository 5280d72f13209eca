import type {
  EndpointStats,
  Health,
  RateStats,
  RequestStats,
  SeriesPoint,
  SystemStats,
  ThresholdResult,
} from '../model/index.ts'
import { nearest, parseDuration } from '../text/index.ts'
import { quoted } from './fault.ts'
import type { Cursor, Token } from './lexer.ts'
import { durationValue, parseNumber, parsePercent } from './literals.ts'

/** What a limit can be read from: a `Snapshot` or a `Stretch`. */
export interface Measured {
  readonly requests: RequestStats
  readonly rate: RateStats
  readonly endpoints: readonly EndpointStats[]
  readonly system: SystemStats | null
}

/** `seconds`; `share` 0–1; `percent` 0–100; a `count`; requests a second; `points` of the score. */
export type FigureUnit = NonNullable<ThresholdResult['unit']>

export interface Figure {
  readonly name: string
  readonly unit: FigureUnit
  /** Of the whole; `null` without data. */
  total(measured: Measured, health: Health): number | null
  /** Of one endpoint; absent where that makes no sense. */
  readonly endpoint?: (stats: EndpointStats) => number | null
  /** In one bucket of time; absent where buckets do not hold it. */
  readonly bucket?: (point: SeriesPoint, stepSeconds: number) => number | null
}

type FromRequests = (stats: RequestStats) => number | null
const fromRequests = (
  name: string,
  unit: FigureUnit,
  read: FromRequests,
  bucket?: (point: SeriesPoint, stepSeconds: number) => number | null,
): Figure => ({
  name,
  unit,
  total: measured => read(measured.requests),
  endpoint: read,
  ...(bucket === undefined ? {} : { bucket }),
})
const duration = (name: 'mean' | 'min' | 'max' | 'p50' | 'p90' | 'p95' | 'p99' | 'p999'): Figure =>
  fromRequests(name, 'seconds', stats => stats.responseTime[name])
const durationInBuckets = (name: 'mean' | 'p50' | 'p95' | 'p99'): Figure => ({
  ...duration(name),
  bucket: point => point[name],
})
const gauge = (name: string, id: 'cpuPercent' | 'memoryPercent' | 'diskUsagePercent'): Figure => ({
  name,
  unit: 'percent',
  total: ({ system }) => (system?.counts ? (system.gauges[id]?.current ?? null) : null),
  bucket: point => point[id],
})
const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null)
/** Without one request there is nothing that could have failed. */
const ofSome =
  (read: (stats: RequestStats) => number): FromRequests =>
  stats =>
    stats.total > 0 ? read(stats) : null
/** Everything a limit, an alert or an objective may speak of. */
export const figures: readonly Figure[] = [
  durationInBuckets('mean'),
  duration('min'),
  duration('max'),
  durationInBuckets('p50'),
  duration('p90'),
  durationInBuckets('p95'),
  durationInBuckets('p99'),
  duration('p999'),
  fromRequests(
    'error_rate',
    'share',
    stats => stats.errorRate,
    point => share(point.errors, point.requests - point.statusUnknown),
  ),
  fromRequests(
    'server_error_rate',
    'share',
    stats => share(stats.serverErrors, stats.total - stats.statusUnknown),
    point => share(point.serverErrors, point.requests - point.statusUnknown),
  ),
  fromRequests(
    'cache_hit_rate',
    'share',
    stats => stats.cache.hitRate,
    point => share(point.cacheHits, point.cacheHits + point.cacheMisses),
  ),
  fromRequests('requests', 'count', stats => stats.total),
  fromRequests(
    'errors',
    'count',
    ofSome(stats => stats.errors),
  ),
  fromRequests(
    'server_errors',
    'count',
    ofSome(stats => stats.serverErrors),
  ),
  {
    name: 'rate',
    unit: 'rate',
    total: ({ rate }) => rate.mean,
    endpoint: stats => stats.rate,
    bucket: (point, stepSeconds) => point.requests / stepSeconds,
  },
  { name: 'health', unit: 'points', total: (_, health) => health.score },
  gauge('cpu', 'cpuPercent'),
  gauge('memory', 'memoryPercent'),
  gauge('disk', 'diskUsagePercent'),
]

const aliases: Readonly<Record<string, string>> = {
  avg: 'mean',
  average: 'mean',
  median: 'p50',
  'p99.9': 'p999',
  errorrate: 'error_rate',
  servererrorrate: 'server_error_rate',
  cachehitrate: 'cache_hit_rate',
  hit_rate: 'cache_hit_rate',
  servererrors: 'server_errors',
  count: 'requests',
  rps: 'rate',
  score: 'health',
  cpu_percent: 'cpu',
  cpupercent: 'cpu',
  memory_percent: 'memory',
  memorypercent: 'memory',
}

const byName = new Map(figures.map(figure => [figure.name, figure]))

export function takeFigure(cursor: Cursor): Figure {
  const token = cursor.peek()
  if (token.kind !== 'word') cursor.expected('a figure', 'for example p95, error_rate or health')
  cursor.take()
  const name = token.text.toLowerCase()
  const figure = byName.get(Object.hasOwn(aliases, name) ? aliases[name]! : name)
  if (figure !== undefined) return figure
  const meant = nearest(name, [...byName.keys(), ...Object.keys(aliases)])
  cursor.fail(
    token,
    `unknown figure ${quoted(token.text)}`,
    meant === null ? `one of ${[...byName.keys()].join(', ')}` : `did you mean ${meant}?`,
  )
}

/** A value in the unit of the figure: `300ms`, `1%`, `75`. */
export function figureValue(cursor: Cursor, figure: Figure, token: Token): number {
  if (figure.unit === 'seconds') return durationValue(cursor, token)
  const percent = parsePercent(token.text)
  const number = parseNumber(figure.unit === 'percent' ? token.text.replace(/%$/, '') : token.text)
  if (figure.unit === 'share') {
    const share = percent ?? (number === 1 ? null : number)
    if (share !== null && share >= 0 && share <= 1) return share
    const hint = number === null ? 'write 1% or 0.01' : `write ${token.text}%`
    cursor.fail(token, `${figure.name} is a share of 0–100 %`, percent === null ? hint : undefined)
  }
  if (number !== null) return number
  const what = parseDuration(token.text) === null ? 'a number' : 'a number without a unit'
  cursor.fail(
    token,
    `${figure.name} is compared with ${what}`,
    figure.unit === 'percent' ? 'write 80%' : undefined,
  )
}
