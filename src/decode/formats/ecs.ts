import type { Format } from './format.ts'

export const ecs: Format = {
  name: 'ecs',
  description: 'Elastic Common Schema',
  source: 'https://www.elastic.co/guide/en/ecs/current/ecs-http.html',
  keys: 'http.response.status_code http.request.method url.path|url.original|url.full ecs.version|event.duration',
}
