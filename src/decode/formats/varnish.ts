import type { Format } from './format.ts'

export const varnish: Format = {
  name: 'varnish',
  description: 'varnishncsa with a JSON format string',
  source: 'https://varnish-cache.org/docs/7.4/reference/varnishncsa.html',
  keys: 'hitmiss|handling|berespms status',
}
