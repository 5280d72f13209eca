import type { Format } from './format.ts'

export const cloudflare: Format = {
  name: 'cloudflare',
  description: 'Cloudflare Logpush http_requests',
  source: 'https://developers.cloudflare.com/logs/logpush/logpush-job/datasets/zone/http_requests/',
  keys: 'EdgeResponseStatus ClientRequestMethod ClientRequestURI|ClientRequestPath',
}
