import type { IncomingMessage, ServerResponse } from 'node:http'
import { refuseCallAsMiddleware } from './middleware/calls.ts'
import { watchRoutes } from './middleware/express-route.ts'
import { exchangeOf, observe } from './middleware/observe.ts'
import { processAgent } from './process-agent.ts'
import { Connection, userAgent } from './record/connection.ts'

export { type CacheGauges, recordCache, setCacheStats } from './cache.ts'

export type Next = (error?: unknown) => void
export type Middleware = (request: IncomingMessage, response: ServerResponse, next: Next) => void
export type ErrorMiddleware = (
  error: unknown,
  request: IncomingMessage,
  response: ServerResponse,
  next: Next,
) => void

/** Express's requests, where the app believes what a proxy says of the client. */
interface Proxied extends IncomingMessage {
  readonly app?: { readonly settings?: Readonly<Record<string, unknown>> }
  /** Worked out at each look. */
  readonly ip?: string | undefined
}

/**
 * Records every request that passes, with its route's template: `app.use(apiMetrics())` before everything else.
 * For Express 4 and 5, Connect (without templates), and Nest on Express.
 */
export function apiMetrics(...nothing: never[]): Middleware {
  refuseCallAsMiddleware(nothing)
  const recorder = processAgent()?.recorder
  if (recorder === undefined) return (_request, _response, next) => next()
  const record = recorder.guard((request: IncomingMessage, response: ServerResponse) => {
    watchRoutes(request)
    const exchange = observe(recorder, request, response)
    if ((request as Proxied).app?.settings?.['trust proxy']) exchange.client = client(request)
  })
  return (request, response, next) => {
    record(request, response)
    recorder.within(exchangeOf(response), next)
  }
}

function client(request: Proxied): string {
  return new Connection(request.ip ?? null).lineEnd(userAgent(request.rawHeaders))
}

/** Adds the messages of errors to their requests: `app.use(apiMetricsErrors())` after all routes. */
export function apiMetricsErrors(): ErrorMiddleware {
  return (error, _request, response, next) => {
    exchangeOf(response)?.recordError(error)
    next(error)
  }
}
