import type {
  CacheStats,
  EndpointStats,
  GroupStats,
  RateStats,
  RequestRecord,
  RequestStats,
  ResponseTimeStats,
  TopCount,
} from '../../model/index.ts'
import { num, time } from './values.ts'

type Json = Record<string, unknown>

export function statsJson({ total, errors, errorRate, responseTime }: RequestStats): Json {
  return { total, errors, errorRate: num(errorRate), responseTime: responseTimeJson(responseTime) }
}

function responseTimeJson(stats: ResponseTimeStats): Json {
  const { count, mean, min, max, p50, p90, p95, p99, p999 } = stats
  return {
    count,
    mean: num(mean),
    min: num(min),
    max: num(max),
    p50: num(p50),
    p90: num(p90),
    p95: num(p95),
    p99: num(p99),
    p999: num(p999),
  }
}

export function requestsJson(requests: RequestStats, rate: RateStats): Json {
  const { clientErrors, serverErrors, statusUnknown, statusCodes, cache } = requests
  return {
    ...statsJson(requests),
    clientErrors,
    serverErrors,
    statusUnknown,
    statusCodes,
    durationSum: num(requests.durationSum),
    cache: cacheJson(cache),
    rate: { mean: num(rate.mean), peak: num(rate.peak), peakAt: time(rate.peakAt) },
  }
}

function cacheJson({ hits, misses, hitRate, hitP50, missP50 }: CacheStats): Json {
  return { hits, misses, hitRate: num(hitRate), hitP50: num(hitP50), missP50: num(missP50) }
}

export function endpointJson(endpoint: EndpointStats): Json {
  return {
    method: endpoint.method,
    endpoint: endpoint.endpoint,
    ...statsJson(endpoint),
    clientErrors: endpoint.clientErrors,
    serverErrors: endpoint.serverErrors,
    statusUnknown: endpoint.statusUnknown,
    statusCodes: endpoint.statusCodes,
    cacheHitRate: num(endpoint.cache.hitRate),
    cache: cacheJson(endpoint.cache),
    rate: num(endpoint.rate),
    durationSum: num(endpoint.durationSum),
    errorMessages: endpoint.errorMessages.map(topCountJson),
  }
}

/** `error`: the count may be that much too high. */
function topCountJson({ value, count, error }: TopCount): Json {
  return { value, count, error }
}

export function groupJson(group: GroupStats): Json {
  return {
    value: group.value,
    ...statsJson(group),
    clientErrors: group.clientErrors,
    serverErrors: group.serverErrors,
    statusUnknown: group.statusUnknown,
    statusCodes: group.statusCodes,
    cacheHitRate: num(group.cache.hitRate),
    cache: cacheJson(group.cache),
  }
}

export function recordJson(record: RequestRecord): Json {
  return {
    time: time(record.timestamp),
    method: record.method,
    endpoint: record.endpoint,
    path: record.path,
    status: record.status === 0 ? null : record.status,
    duration: num(record.duration),
    client: record.client,
    cacheHit: record.cache,
    errorMessage: record.errorMessage,
    source: record.source,
  }
}
