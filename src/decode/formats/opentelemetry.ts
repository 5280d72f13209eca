import type { Format } from './format.ts'

export const opentelemetry: Format = {
  name: 'opentelemetry',
  description: 'OpenTelemetry semantic conventions for HTTP',
  source: 'https://opentelemetry.io/docs/specs/semconv/http/http-spans/',
  keys: 'http.response.status_code|http.status_code http.request.method|http.method http.route|url.path|http.target|http.url !ecs.version !duration',
}
