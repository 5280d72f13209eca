import type { Format } from './format.ts'

export const traefik: Format = {
  name: 'traefik',
  description: 'Traefik access log',
  source: 'https://doc.traefik.io/traefik/observability/access-logs/',
  keys: 'DownstreamStatus RequestMethod RequestPath Duration',
  durations: { Duration: { whole: 'ns' } },
}
