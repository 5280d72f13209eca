import type { Format } from './format.ts'

export const elasticApm: Format = {
  name: 'elastic-apm',
  description: 'Elastic APM transactions, as agents send them',
  source: 'https://www.elastic.co/guide/en/apm/guide/current/api-events.html',
  keys: 'transaction.duration transaction.trace_id transaction.span_count.started',
  durations: { 'transaction.duration': 'ms' },
}
