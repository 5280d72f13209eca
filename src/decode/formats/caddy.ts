import type { Format } from './format.ts'

export const caddy: Format = {
  name: 'caddy',
  description: 'Caddy 2 access log',
  source: 'https://caddyserver.com/docs/caddyfile/directives/log',
  keys: 'logger ts request.uri|uri duration status resp_headers|size',
  durations: { duration: { whole: 'ns', fraction: 's' } },
}
