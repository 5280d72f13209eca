import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Agent } from './agent.ts'
import { exchangeOf, observe } from './middleware/observe.ts'
import { processAgent } from './process-agent.ts'
import { Connection, userAgent } from './record/connection.ts'
import type { Exchange } from './record/exchange.ts'

export { type CacheGauges, recordCache, setCacheStats } from './cache.ts'

/** What is used of a Fastify instance, 4 and 5. */
export interface FastifyServer {
  readonly server: object
  addHook(
    name: 'onRequest',
    hook: (request: FastifyRequest, reply: FastifyReply, done: () => void) => void,
  ): unknown
  addHook(
    name: 'onError',
    hook: (request: FastifyRequest, reply: FastifyReply, error: Error, done: () => void) => void,
  ): unknown
}
export type FastifyPlugin = (app: FastifyServer, options: object, done: () => void) => void

interface FastifyRequest {
  readonly raw: IncomingMessage
  readonly ip: string
  readonly ips?: readonly string[] | undefined
  readonly routeOptions: { readonly url?: string | undefined }
}
interface Internals {
  readonly [key: symbol]: unknown
}
interface FastifyReply {
  readonly raw: ServerResponse
}

/**
 * Records every request of this server with its route's template: `app.register(apiMetrics)` before the routes.
 * For Fastify 4 and 5, and Nest on Fastify.
 */
export const apiMetrics: FastifyPlugin = Object.assign(plugin, {
  // What the package fastify-plugin does: the hooks are for the whole app, not for a scope of their own.
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: 'api-metrics',
})
export default apiMetrics

function plugin(app: FastifyServer, _options: object, done: () => void): void {
  const agent = processAgent()
  if (agent !== null) hook(app, agent)
  done()
}

function hook(app: FastifyServer, agent: Agent): void {
  const { recorder } = agent
  agent.recordServer(app.server)
  const templates = new Templates()
  // Of the whole app: only where it trusts a proxy, its requests have `ips`, which are worked out at each look.
  let trustsProxy: boolean | undefined
  const note = (request: FastifyRequest, reply: FastifyReply): Exchange => {
    let exchange = recorder.newestOf(reply.raw) ?? exchangeOf(reply.raw)
    if (exchange === undefined) {
      // An app that listens on several addresses has a server for each.
      const { server } = request.raw.socket as { server?: object }
      if (server !== undefined) agent.recordServer(server)
      exchange = observe(recorder, request.raw, reply.raw)
    }
    exchange.route = templates.of(request)
    trustsProxy ??= request.ips !== undefined
    if (trustsProxy) exchange.client = new Connection(request.ip).lineEnd(userAgent(request.raw.rawHeaders))
    return exchange
  }
  app.addHook('onRequest', (request, reply, done) => {
    let exchange: Exchange | undefined
    try {
      exchange = note(request, reply)
    } catch (error) {
      recorder.failed(error)
    }
    recorder.within(exchange, done)
  })
  app.addHook('onError', (_request, reply, error, done) => {
    exchangeOf(reply.raw)?.recordError(error)
    done()
  })
}

/**
 * The templates of an app's routes. `routeOptions` is made anew at each look, with a dozen fields; the context that
 * it is made from is one for each route, so it is asked once.
 */
class Templates {
  readonly #byContext = new Map<unknown, string | null>()
  #contextKey: symbol | null | undefined
  /** What was asked last: a busy route follows itself. */
  #newest: unknown
  #newestTemplate: string | null = null

  of(request: FastifyRequest): string | null {
    if (this.#contextKey === undefined) this.#contextKey = contextKey(request)
    if (this.#contextKey === null) return request.routeOptions.url ?? null
    const context = (request as object as Internals)[this.#contextKey]
    if (context === undefined) return request.routeOptions.url ?? null
    if (context !== this.#newest) {
      this.#newestTemplate = this.#lookUp(context, request)
      this.#newest = context
    }
    return this.#newestTemplate
  }

  #lookUp(context: unknown, request: FastifyRequest): string | null {
    const known = this.#byContext.get(context)
    if (known !== undefined) return known
    const template = request.routeOptions.url ?? null
    this.#byContext.set(context, template)
    return template
  }
}

/** The same in Fastify 4 and 5, but no promise of theirs. */
function contextKey(request: object): symbol | null {
  return Object.getOwnPropertySymbols(request).find(key => key.description === 'fastify.context') ?? null
}
