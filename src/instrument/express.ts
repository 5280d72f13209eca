import type { IncomingMessage, ServerResponse } from 'node:http'
import { watchRoutes } from './middleware/express-route.ts'
import { exchangeOf, observe } from './middleware/observe.ts'
import { processAgent } from './process-agent.ts'

export { type CacheGauges, recordCache, setCacheStats } from './cache.ts'

export type Next = (error?: unknown) => void
export type Middleware = (request: IncomingMessage, response: ServerResponse, next: Next) => void
export type ErrorMiddleware = (
  error: unknown,
  request: IncomingMessage,
  response: ServerResponse,
  next: Next,
) => void

/**
 * Records every request that passes, with its route's template: `app.use(apiMetrics())` before everything else.
 * For Express 4 and 5, Connect (without templates), and Nest on Express.
 */
export function apiMetrics(): Middleware {
  const recorder = processAgent()?.recorder
  if (recorder === undefined) return (_request, _response, next) => next()
  const record = recorder.guard((request: IncomingMessage, response: ServerResponse) => {
    watchRoutes(request)
    observe(recorder, request, response)
  })
  return (request, response, next) => {
    record(request, response)
    recorder.within(exchangeOf(response), next)
  }
}

/** Adds the messages of errors to their requests: `app.use(apiMetricsErrors())` after all routes. */
export function apiMetricsErrors(): ErrorMiddleware {
  return (error, _request, response, next) => {
    exchangeOf(response)?.recordError(error)
    next(error)
  }
}
