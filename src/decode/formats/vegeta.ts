import type { Format } from './format.ts'

export const vegeta: Format = {
  name: 'vegeta',
  description: 'vegeta encode, results of a load test',
  source: 'https://github.com/tsenart/vegeta/blob/master/lib/results.go',
  keys: 'attack seq code latency bytes_out bytes_in',
  durations: { latency: { whole: 'ns' } },
}
