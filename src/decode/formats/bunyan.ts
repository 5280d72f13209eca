import type { Format } from './format.ts'

export const expressBunyanLogger: Format = {
  name: 'express-bunyan-logger',
  description: 'express-bunyan-logger',
  source: 'https://github.com/villadora/express-bunyan-logger/blob/master/index.js',
  keys: 'status-code response-time response-hrtime|req-headers|short-body',
  durations: { 'response-time': 'ms' },
}
