import type { Format } from './format.ts'

export const apisix: Format = {
  name: 'apisix',
  description: 'Apache APISIX http-logger, file-logger',
  source: 'https://apisix.apache.org/docs/apisix/plugins/http-logger/',
  keys: 'apisix_latency upstream_latency latency',
  durations: { latency: 'ms' },
}
