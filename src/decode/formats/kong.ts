import type { Format } from './format.ts'

export const kong: Format = {
  name: 'kong',
  description: 'Kong http-log, file-log',
  source: 'https://docs.konghq.com/hub/kong-inc/http-log/',
  keys: 'latencies.request response.status request.method',
  durations: { 'latencies.request': { whole: 'ms' } },
}
