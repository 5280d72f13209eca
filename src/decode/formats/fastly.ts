import type { Format } from './format.ts'

export const fastly: Format = {
  name: 'fastly',
  description: 'Fastly real-time logging',
  source: 'https://www.fastly.com/documentation/guides/integrations/logging/',
  keys: 'time_elapsed service_id|fastly_info.state|fastly_info|cache_status|geo_country_code|fastly_server|fastly_is_edge',
  durations: { time_elapsed: { whole: 'us' } },
}
