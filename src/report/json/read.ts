import {
  AppError,
  type CacheStats,
  type EndpointStats,
  type RequestStats,
  type ResponseTimeStats,
  type Stretch,
  type Window,
} from '../../model/index.ts'

/** A report read back: what two reports are compared by. */
export type BaseReport = Pick<Stretch, 'window' | 'requests' | 'endpoints'>

type Json = Readonly<Record<string, unknown>>

/**
 * Takes back what `--format json` wrote, also in an earlier version: fields that came later may be missing.
 *
 * @param place the file, for the message
 * @throws an `AppError` when the text is not such a report, or one of a newer schema
 */
export function readReport(text: string, place: string): BaseReport {
  const fail = (message: string): never => {
    throw new AppError(message, { place, hint: 'a base is written by: api-metrics report --format json' })
  }
  const report = parse(text) ?? fail('not a JSON report')
  if (report.schemaVersion !== 1)
    fail(
      typeof report.schemaVersion === 'number'
        ? `a report of schema ${report.schemaVersion}`
        : 'not a report of api-metrics',
    )
  const { window, requests, endpoints } = report
  if (!isObject(window) || !isObject(requests) || !Array.isArray(endpoints)) return fail('not a whole report')
  return {
    window: windowOf(window),
    requests: statsOf(requests),
    endpoints: endpoints.filter(isObject).map(endpointOf),
  }
}

function parse(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''))
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function objectAt(json: Json, key: string): Json {
  const value = json[key]
  return isObject(value) ? value : {}
}

function numberAt(json: Json, key: string): number | null {
  const value = json[key]
  return typeof value === 'number' ? value : null
}

function textAt(json: Json, key: string): string | null {
  const value = json[key]
  return typeof value === 'string' ? value : null
}

function timeAt(json: Json, key: string): number | null {
  const milliseconds = Date.parse(textAt(json, key) ?? '')
  return Number.isNaN(milliseconds) ? null : milliseconds / 1000
}

function windowOf(json: Json): Window {
  return { from: timeAt(json, 'from'), to: timeAt(json, 'to'), seconds: numberAt(json, 'seconds') }
}

function statsOf(json: Json): RequestStats {
  const codes = Object.entries(objectAt(json, 'statusCodes')).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  )
  return {
    total: numberAt(json, 'total') ?? 0,
    errors: numberAt(json, 'errors') ?? 0,
    errorRate: numberAt(json, 'errorRate'),
    clientErrors: numberAt(json, 'clientErrors') ?? 0,
    serverErrors: numberAt(json, 'serverErrors') ?? 0,
    statusUnknown: numberAt(json, 'statusUnknown') ?? 0,
    statusCodes: Object.fromEntries(codes),
    responseTime: responseTimeOf(objectAt(json, 'responseTime')),
    durationSum: numberAt(json, 'durationSum') ?? 0,
    cache: cacheOf(objectAt(json, 'cache')),
  }
}

function responseTimeOf(json: Json): ResponseTimeStats {
  return {
    count: numberAt(json, 'count') ?? 0,
    mean: numberAt(json, 'mean'),
    min: numberAt(json, 'min'),
    max: numberAt(json, 'max'),
    p50: numberAt(json, 'p50'),
    p90: numberAt(json, 'p90'),
    p95: numberAt(json, 'p95'),
    p99: numberAt(json, 'p99'),
    p999: numberAt(json, 'p999'),
  }
}

function cacheOf(json: Json): CacheStats {
  return {
    hits: numberAt(json, 'hits'),
    misses: numberAt(json, 'misses'),
    hitRate: numberAt(json, 'hitRate'),
    hitP50: numberAt(json, 'hitP50'),
    missP50: numberAt(json, 'missP50'),
  }
}

function endpointOf(json: Json): EndpointStats {
  return {
    ...statsOf(json),
    method: textAt(json, 'method'),
    endpoint: textAt(json, 'endpoint') ?? '(unknown)',
    rate: numberAt(json, 'rate'),
    errorMessages: [],
    clients: [],
    series: null,
  }
}
