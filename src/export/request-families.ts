import { durationEdges, type RequestCounter } from '../model/index.ts'
import { cleanLabels, type Family, type Labels, type Sample } from './family.ts'

interface Series {
  readonly labels: Labels
  requests: number
  cacheHits: number
  cacheMisses: number
  durationSum: number
  readonly durations: number[]
}

/** What OpenTelemetry calls `http.server.request.duration`, and what it has no name for. */
export function requestFamilies(counters: readonly RequestCounter[]): Family[] {
  const series = merged(counters, ({ method, endpoint, status }) => ({
    http_request_method: method ?? '',
    http_route: endpoint,
    http_response_status_code: status === 0 ? '' : String(status),
  }))
  const routes = merged(counters, ({ method, endpoint }) => ({
    http_request_method: method ?? '',
    http_route: endpoint,
  })).filter(({ cacheHits, cacheMisses }) => cacheHits + cacheMisses > 0)
  return [
    {
      name: 'http_server_request_duration_seconds',
      type: 'histogram',
      unit: 'seconds',
      help: 'Duration of HTTP server requests, of those whose log record gives one.',
      samples: series
        .filter(({ durations }) => durations.some(count => count > 0))
        .map(({ labels, durations, durationSum }) => ({
          labels,
          value: { counts: durations, edges: durationEdges, sum: durationSum },
        })),
    },
    {
      name: 'api_metrics_requests',
      type: 'counter',
      help: 'HTTP requests, with or without a duration.',
      samples: series.map(({ labels, requests }) => ({ labels, value: requests })),
    },
    {
      name: 'api_metrics_cache_lookups',
      type: 'counter',
      help: 'Requests that looked into a cache, by what they found.',
      samples: routes.flatMap(({ labels, cacheHits, cacheMisses }): Sample[] => [
        { labels: { ...labels, result: 'hit' }, value: cacheHits },
        { labels: { ...labels, result: 'miss' }, value: cacheMisses },
      ]),
    },
  ]
}

/** Texts that are different until they are cleaned must not make two samples of one name. */
function merged(
  counters: readonly RequestCounter[],
  labelsOf: (counter: RequestCounter) => Labels,
): Series[] {
  const series = new Map<string, Series>()
  for (const counter of counters) {
    const labels = cleanLabels(labelsOf(counter))
    const key = JSON.stringify(Object.values(labels))
    let known = series.get(key)
    if (known === undefined) {
      const durations = new Array<number>(durationEdges.length + 1).fill(0)
      known = { labels, requests: 0, cacheHits: 0, cacheMisses: 0, durationSum: 0, durations }
      series.set(key, known)
    }
    known.requests += counter.requests
    known.cacheHits += counter.cacheHits
    known.cacheMisses += counter.cacheMisses
    known.durationSum += counter.durationSum
    counter.durations.forEach((count, at) => {
      known.durations[at]! += count
    })
  }
  return [...series.values()]
}
