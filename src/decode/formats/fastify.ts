import type { Format } from './format.ts'

export const fastify: Format = {
  name: 'fastify',
  description: 'Fastify default logger (two lines a request)',
  source: 'https://github.com/fastify/fastify/blob/main/lib/logger-factory.js',
  keys: 'reqId res.statusCode responseTime',
  durations: { responseTime: 'ms' },
}
