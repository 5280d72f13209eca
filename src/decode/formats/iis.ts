import type { Format } from './format.ts'

export const iis: Format = {
  name: 'iis',
  description: 'IIS and Azure App Service, W3C fields in JSON',
  source: 'https://learn.microsoft.com/windows/win32/http/w3c-logging',
  // CloudFront has the same names, and seconds.
  keys: 'cs-method cs-uri-stem sc-status time-taken !x-edge-location !x-edge-result-type !time-to-first-byte',
  durations: { 'time-taken': { whole: 'ms' } },
}
