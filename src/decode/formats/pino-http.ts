import type { Format } from './format.ts'

export const pinoHttp: Format = {
  name: 'pino-http',
  description: 'pino-http, koa-pino-logger, nestjs-pino',
  source: 'https://github.com/pinojs/pino-http/blob/master/logger.js',
  keys: 'req.url res.statusCode|http.response.status_code responseTime',
  durations: { responseTime: 'ms' },
}
