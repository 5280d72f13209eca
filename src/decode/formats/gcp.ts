import type { Format } from './format.ts'

export const googleCloud: Format = {
  name: 'google-cloud',
  description: 'Google Cloud LogEntry with httpRequest',
  source: 'https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry#HttpRequest',
  keys: 'httpRequest.status httpRequest.requestMethod|httpRequest.requestUrl',
}
