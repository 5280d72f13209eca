import type { Format } from './format.ts'

export const haproxy: Format = {
  name: 'haproxy',
  description: 'HAProxy log-format in JSON',
  source: 'https://docs.haproxy.org/2.8/configuration.html#8.2.6',
  keys: 'haproxy_frontend_type|haproxy.frontend.name|haproxy.time.tt|haproxy.time.ta|termination_state|request_termination_state|haproxy_backend_queue|haproxy_frontend_concurrent_connections time_total|time_request|haproxy.time.tt|haproxy.time.ta|time_duration|ta|tt|response_time|duration',
  durations: {
    time_total: { whole: 'ms' },
    time_duration: { whole: 'ms' },
    response_time: { whole: 'ms' },
    duration: { whole: 'ms' },
  },
}
