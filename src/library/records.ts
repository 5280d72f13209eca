import { gaugeNames, type SystemSample } from '../model/index.ts'
import type { RequestMetric, SystemMetric } from './types.ts'

/** A native record. What is no number, no text or no truth value where it should be is not given. */
export function requestLine(request: RequestMetric, time: number): string {
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

/** Any name is an endpoint; the readers of records take what begins with a slash, or is a URL. */
function pathOf(endpoint: unknown): string {
  if (typeof endpoint !== 'string') return '/(unknown)'
  return endpoint.startsWith('/') || endpoint === '*' || /^https?:\/\//i.test(endpoint)
    ? endpoint
    : `/${endpoint}`
}

export function sampleOf(metric: SystemMetric, time: number, host: string): SystemSample {
  const gauges = Object.fromEntries(gaugeNames.map(name => [name, numberOr(metric[name], null)]))
  return { timestamp: time, host, origin: 'input', ...(gauges as Gauges) }
}

type Gauges = Omit<SystemSample, 'timestamp' | 'host' | 'origin'>

/** Seconds since the epoch; `null` where there is no usable time. */
export function secondsOf(time: number | Date | undefined): number | null {
  const seconds = time instanceof Date ? time.getTime() / 1000 : time
  return typeof seconds === 'number' && Number.isFinite(seconds) ? seconds : null
}

function numberOr<Other>(value: unknown, other: Other): number | Other {
  return typeof value === 'number' && Number.isFinite(value) ? value : other
}

function textOr<Other>(value: unknown, other: Other): string | Other {
  return typeof value === 'string' ? value : other
}
