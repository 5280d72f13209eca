import type { Format } from './format.ts'

export const istio: Format = {
  name: 'istio',
  description: 'Istio and Envoy access log in JSON',
  source: 'https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage',
  keys: 'start_time response_flags response_code duration',
  durations: { duration: { whole: 'ms' } },
}

export const envoy: Format = {
  name: 'envoy',
  description: 'Envoy access log with keys of its own',
  source: 'https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage',
  keys: 'start_time|response_flags|upstream_cluster status|response_code request_time|duration|response_duration',
  durations: { request_time: { whole: 'ms' }, duration: { whole: 'ms' }, response_duration: { whole: 'ms' } },
}
