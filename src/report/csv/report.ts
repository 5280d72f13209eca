import type { EndpointStats, GroupStats, Observation, RequestStats } from '../../model/index.ts'
import { num } from '../json/values.ts'
import { field } from './field.ts'

type Value = string | number | null

/** Durations in seconds, rates 0–1, as in JSON. */
const figures: readonly (readonly [name: string, value: (stats: RequestStats) => Value])[] = [
  ['requests', ({ total }) => total],
  ['errors', ({ errors }) => errors],
  ['client_errors', ({ clientErrors }) => clientErrors],
  ['server_errors', ({ serverErrors }) => serverErrors],
  ['status_unknown', ({ statusUnknown }) => statusUnknown],
  ['error_rate', ({ errorRate }) => num(errorRate)],
  ['durations', ({ responseTime }) => responseTime.count],
  ['mean_seconds', ({ responseTime }) => num(responseTime.mean)],
  ['min_seconds', ({ responseTime }) => num(responseTime.min)],
  ['max_seconds', ({ responseTime }) => num(responseTime.max)],
  ['p50_seconds', ({ responseTime }) => num(responseTime.p50)],
  ['p90_seconds', ({ responseTime }) => num(responseTime.p90)],
  ['p95_seconds', ({ responseTime }) => num(responseTime.p95)],
  ['p99_seconds', ({ responseTime }) => num(responseTime.p99)],
  ['p999_seconds', ({ responseTime }) => num(responseTime.p999)],
  ['total_seconds', ({ durationSum }) => num(durationSum)],
  ['cache_hits', ({ cache }) => cache.hits],
  ['cache_misses', ({ cache }) => cache.misses],
  ['cache_hit_rate', ({ cache }) => num(cache.hitRate)],
]

/**
 * RFC 4180: a header, one row an endpoint (a group where groups were asked for), CRLF, an empty field for no
 * data. `requests` adds up to the total.
 */
export function csvReport({ snapshot }: Observation): string {
  const { groups, endpoints } = snapshot
  const rows = groups === null ? endpointRows(endpoints) : groupRows(groups)
  return rows.map(cells => `${cells.map(field).join(',')}\r\n`).join('')
}

function endpointRows(endpoints: readonly EndpointStats[]): Value[][] {
  const header = ['method', 'endpoint', ...figures.map(([name]) => name), 'requests_per_second']
  return [
    header,
    ...endpoints.map(each => [each.method, each.endpoint, ...figureValues(each), num(each.rate)]),
  ]
}

function groupRows(groups: readonly GroupStats[]): Value[][] {
  const header = ['value', ...figures.map(([name]) => name)]
  return [header, ...groups.map(each => [each.value, ...figureValues(each)])]
}

function figureValues(stats: RequestStats): Value[] {
  return figures.map(([, value]) => value(stats))
}
