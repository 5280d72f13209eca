import type { Format } from './format.ts'

export const native: Format = {
  name: 'native',
  description: 'api-metrics native record',
  source: 'README.md of this project',
  keys: 'endpoint status_code response_time',
  durations: { response_time: 's' },
}
