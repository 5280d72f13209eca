import type { IncomingMessage, ServerResponse } from 'node:http'
import { refuseCallAsMiddleware } from './middleware/calls.ts'
import { observe } from './middleware/observe.ts'
import { processAgent } from './process-agent.ts'
import { Connection } from './record/connection.ts'
import type { Exchange } from './record/exchange.ts'

export { type CacheGauges, recordCache, setCacheStats } from './cache.ts'

/** What is used of Hono's context, version 4. */
export interface HonoContext {
  readonly req: {
    readonly method: string
    readonly url: string
    readonly path: string
    header(name: string): string | undefined
    readonly matchedRoutes?: readonly HonoRoute[]
  }
  readonly res: { readonly status: number }
  readonly error?: Error | undefined
  readonly env: unknown
}
export interface HonoRoute {
  readonly method: string
  readonly path: string
  readonly handler: (...values: never[]) => unknown
}
export type HonoMiddleware = (context: HonoContext, next: () => Promise<void>) => Promise<void>

/** What @hono/node-server hands in. */
interface NodeBindings {
  readonly incoming?: IncomingMessage
  readonly outgoing?: ServerResponse
}

/**
 * Records every request that passes, with its route's template: `app.use(apiMetrics())` before everything else.
 * On Node a response ends with its last byte; without a Node server under it, when the handlers are done.
 */
export function apiMetrics(...nothing: never[]): HonoMiddleware {
  refuseCallAsMiddleware(nothing)
  const recorder = processAgent()?.recorder
  if (recorder === undefined) return (_context, next) => next()
  return async (context, next) => {
    const { incoming, outgoing } = (context.env ?? {}) as NodeBindings
    const onNode = incoming !== undefined && outgoing !== undefined
    const exchange = onNode ? observe(recorder, incoming, outgoing) : detached(context)
    exchange.kept = true
    exchange.route = template(context)
    await recorder.within(exchange, next)
    if (context.error !== undefined) exchange.recordError(context.error)
    if (!onNode) recorder.ended(exchange, context.res.status)
  }
}

function detached({ req }: HonoContext): Exchange {
  return new Connection(null).begin(req.method, req.path, req.header('user-agent') ?? null, null)
}

/** The last of the matching routes that is a handler: middlewares take a second argument and match with patterns. */
function template({ req }: HonoContext): string | null {
  const handlers = req.matchedRoutes?.filter(({ method, handler }) => method !== 'ALL' || handler.length < 2)
  return handlers?.at(-1)?.path ?? null
}
