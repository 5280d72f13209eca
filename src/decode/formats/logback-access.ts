import type { Format } from './format.ts'

export const logbackAccess: Format = {
  name: 'logback-access',
  description: 'logstash-logback-encoder access events',
  source: 'https://github.com/logfellow/logstash-logback-encoder',
  keys: 'requested_uri|requested_url status_code elapsed_time',
  durations: { elapsed_time: { whole: 'ms' } },
}
