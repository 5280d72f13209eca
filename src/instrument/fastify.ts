import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Agent } from './agent.ts'
import { exchangeOf, observe } from './middleware/observe.ts'
import { processAgent } from './process-agent.ts'
import { Connection } from './record/connection.ts'

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
  const note = recorder.guard((request: FastifyRequest, reply: FastifyReply) => {
    let exchange = exchangeOf(reply.raw)
    if (exchange === undefined) {
      // An app that listens on several addresses has a server for each.
      const { server } = request.raw.socket as { server?: object }
      if (server !== undefined) agent.recordServer(server)
      exchange = observe(recorder, request.raw, reply.raw)
    }
    exchange.route = request.routeOptions.url ?? null
    if (request.ips !== undefined)
      exchange.client = new Connection(request.ip).lineEnd(request.raw.rawHeaders)
  })
  app.addHook('onRequest', (request, reply, done) => {
    note(request, reply)
    recorder.within(exchangeOf(reply.raw), done)
  })
  app.addHook('onError', (_request, reply, error, done) => {
    exchangeOf(reply.raw)?.recordError(error)
    done()
  })
}
