import type { Format } from './format.ts'

export const vercel: Format = {
  name: 'vercel',
  description: 'Vercel log drain',
  source: 'https://vercel.com/docs/drains/reference/logs',
  keys: 'proxy.statusCode|proxy.method deploymentId|projectId|proxy.path',
}
