import type { Format } from './format.ts'

export const iis: Format = {
  name: 'iis',
  description: 'IIS and Azure App Service, W3C fields in JSON',
  source: 'https://learn.microsoft.com/windows/win32/http/w3c-logging',
  keys: 'cs-method cs-uri-stem sc-status time-taken',
  durations: { 'time-taken': { whole: 'ms' } },
}
