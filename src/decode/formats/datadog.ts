import type { Format } from './format.ts'

export const datadog: Format = {
  name: 'datadog',
  description: 'Datadog standard attributes',
  source: 'https://docs.datadoghq.com/standard-attributes/',
  keys: 'http.url|http.url_details.path http.status_code http.method duration',
  durations: { duration: { whole: 'ns' } },
}
