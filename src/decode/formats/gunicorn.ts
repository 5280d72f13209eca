import type { Format } from './format.ts'

export const gunicorn: Format = {
  name: 'gunicorn',
  description: 'gunicorn --access-logformat in JSON',
  source: 'https://docs.gunicorn.org/en/stable/settings.html#access-log-format',
  keys: 'request_timetaken response_code',
  durations: { request_timetaken: { whole: 'us' } },
}
