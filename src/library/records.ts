import { gaugeNames, type SystemSample } from '../model/index.ts'
import type { RequestMetric, SystemMetric } from './types.ts'

/** A native record. What is no number, no text or no truth value where it should be is not given. */
export function requestLine(request: Partial<RequestMetric>, time: number): string {
  const { endpoint, method, statusCode, responseTime, clientIp, userAgent, cacheHit } = request
  const record = {
    timestamp: time,
    endpoint: pathOf(endpoint),
    method: textOr(method, 'GET'),
    // 0 is "unknown" to every reader of records.
    status_code: numberOr(statusCode, 0),
    response_time: numberOr(responseTime, undefined),
    client_ip: textOr(clientIp, undefined),
    user_agent: textOr(userAgent, undefined),
    cache_hit: typeof cacheHit === 'boolean' ? cacheHit : undefined,
    error_message: textOr(request.errorMessage, undefined),
    route: textOr(request.route, undefined),
  }
  return `${JSON.stringify(record)}\n`
}

/** A text that is kept ten thousand times, and comes from whoever sends requests. */
const longestText = 4096

/** Any name is an endpoint; the readers of records take what begins with a slash, or is a URL. */
function pathOf(endpoint: unknown): string {
  if (typeof endpoint !== 'string') return '/(unknown)'
  const path = endpoint.slice(0, longestText)
  return path.startsWith('/') || path === '*' || /^https?:\/\//i.test(path) ? path : `/${path}`
}

export function sampleOf(metric: SystemMetric, time: number, host: string): SystemSample {
  const gauges = Object.fromEntries(gaugeNames.map(name => [name, numberOr(metric[name], null)]))
  return { timestamp: time, host, origin: 'input', ...(gauges as Gauges) }
}

type Gauges = Omit<SystemSample, 'timestamp' | 'host' | 'origin'>

/** As seconds, the year 5138; as milliseconds, 1973. */
const firstMilliseconds = 1e11

/** Seconds since the epoch, also of milliseconds; `null` where there is no usable time. */
export function secondsOf(time: number | Date | undefined): number | null {
  const seconds = time instanceof Date ? time.getTime() / 1000 : time
  if (typeof seconds !== 'number' || !Number.isFinite(seconds)) return null
  return seconds >= firstMilliseconds ? seconds / 1000 : seconds
}

function numberOr<Other>(value: unknown, other: Other): number | Other {
  return typeof value === 'number' && Number.isFinite(value) ? value : other
}

function textOr<Other>(value: unknown, other: Other): string | Other {
  return typeof value === 'string' ? value.slice(0, longestText) : other
}
