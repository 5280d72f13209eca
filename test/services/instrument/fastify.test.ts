import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { connect as connectHttp2 } from 'node:http2'
import { createRequire } from 'node:module'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { apiMetrics, type FastifyServer, recordCache } from '../../../src/instrument/fastify.ts'
import type { FakeCollector } from '../../instrument/fake-collector.ts'
import { ownCollector } from '../../instrument/own-collector.ts'
import { examples } from './example.ts'

interface Request {
  readonly url: string
  readonly params: { readonly key: string }
}
interface Reply {
  code(status: number): Reply
  send(payload: unknown): Reply
}
type Handler = (request: Request, reply: Reply) => unknown
interface App extends FastifyServer {
  readonly server: Server
  register(plugin: unknown): App
  addHook(name: string, hook: unknown): App
  route(options: { method: string; url: string; schema?: object; handler: Handler }): App
  get(url: string, handler: Handler): App
  listen(options: { port: number; host: string }): Promise<string>
  routing(request: IncomingMessage, response: ServerResponse): void
  inject(options: { method: string; url: string }): Promise<{ statusCode: number }>
  close(): Promise<void>
}

const fromExamples = createRequire(join(examples, 'package.json'))
const body = { type: 'object', required: ['name'], properties: { name: { type: 'string' } } }
const json = { 'content-type': 'application/json' }

let collector: FakeCollector
ownCollector(each => {
  collector = each
})
let closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers) await close()
  closers = []
  collector.records.length = 0
})

async function recorded(count: number) {
  await collector.until(({ requests }) => requests.length >= count)
  return collector.requests
}

/** What an app with hooks, validation and errors answers before and in its handlers. */
function addRoutes(app: App): App {
  app.addHook('onRequest', async ({ url }: Request, reply: Reply) => {
    if (url.startsWith('/waits/')) await sleep(10_000, undefined, { ref: false })
    return url.startsWith('/secret/') ? reply.code(401).send({}) : undefined
  })
  app.addHook('preHandler', ({ url }: Request, reply: Reply, done: () => void) => {
    if (url.startsWith('/forbidden/')) reply.code(403).send('no')
    else done()
  })
  const handler = async ({ params }: Request) => ({ key: params.key })
  for (const place of ['open', 'secret', 'forbidden', 'waits']) app.get(`/${place}/:key`, handler)
  app.route({ method: 'POST', url: '/open/:key', schema: { body }, handler })
  return app.get('/broken/:key', () => {
    throw new Error('out of paper')
  })
}

describe.each([
  ['Fastify 5', 'fastify'],
  ['Fastify 4', 'fastify4'],
])('%s', (_, name) => {
  const make = (options: object = {}): App => {
    const app: App = fromExamples(name)({ forceCloseConnections: true, ...options })
    closers.push(() => app.close())
    return app
  }
  const listen = (app: App) => app.listen({ port: 0, host: '127.0.0.1' })
  /** [method, path, what it is answered with, what its record must have beside it] */
  const cases: [string, string, RequestInit, number, object][] = [
    ['GET', '/open/1', {}, 200, { route: '/open/:key' }],
    ['HEAD', '/open/2', {}, 200, { route: '/open/:key' }],
    ['GET', '/secret/3', {}, 401, { route: '/secret/:key' }],
    ['GET', '/forbidden/4', {}, 403, { route: '/forbidden/:key' }],
    ['GET', '/broken/5', {}, 500, { route: '/broken/:key', error_message: 'out of paper' }],
    [
      'POST',
      '/open/6',
      { headers: json, body: '{}' },
      400,
      { route: '/open/:key', error_message: "body must have required property 'name'" },
    ],
    [
      'POST',
      '/open/7',
      { headers: json, body: '{' },
      400,
      { route: '/open/:key', error_message: expect.any(String) },
    ],
    [
      'POST',
      '/open/8',
      { headers: { 'content-type': 'image/png' }, body: '.' },
      415,
      { route: '/open/:key', error_message: expect.stringContaining('Unsupported Media Type') },
    ],
    ['GET', '/nowhere', {}, 404, {}],
  ]
  const expected = cases.map(([method, endpoint, , status_code, more]) => ({
    method,
    endpoint,
    status_code,
    client_ip: '127.0.0.1',
    ...more,
  }))
  const askAll = async (url: string) => {
    for (const [method, path, init, status] of cases) {
      const answer = await fetch(url + path, { method, ...init })
      expect([method, path, answer.status]).toEqual([method, path, status])
      await answer.text()
    }
  }
  const withoutTimes = (records: FakeCollector['requests']) =>
    records.map(({ timestamp, response_time, user_agent, ...rest }) => rest)

  it('tells the template wherever a request is answered: in a hook, by validation, by an error', async () => {
    await askAll(await listen(addRoutes(make().register(apiMetrics))))
    expect(withoutTimes(await recorded(cases.length))).toEqual(expected)
  })

  it('knows routes that were there before the plugin', async () => {
    await askAll(await listen(addRoutes(make()).register(apiMetrics)))
    // A hook that was there before it, too, and answers, keeps the request from the plugin's.
    const seen = expected.map(record => {
      const { route, ...rest } = { route: undefined, ...record }
      return rest.status_code === 401 || route === undefined ? rest : record
    })
    expect(withoutTimes(await recorded(cases.length))).toEqual(seen)
  })

  it('records a server that it is told of by a request only', async () => {
    const app = addRoutes(make().register(apiMetrics))
    await listen(app)
    const second = createServer((request, response) => app.routing(request, response))
    closers.push(
      () => second.closeAllConnections(),
      () => second.close(),
    )
    await new Promise<void>(resolve => second.listen(0, '127.0.0.1', resolve))
    await askAll(`http://127.0.0.1:${(second.address() as AddressInfo).port}`)
    expect(withoutTimes(await recorded(cases.length))).toEqual(expected)
  })

  it('records what is injected', async () => {
    const app = addRoutes(make().register(apiMetrics))
    const paths = ['/open/1', '/secret/2', '/broken/3', '/nowhere']
    const statuses: number[] = []
    for (const url of paths) statuses.push((await app.inject({ method: 'GET', url })).statusCode)
    expect(statuses).toEqual([200, 401, 500, 404])
    expect((await recorded(paths.length)).map(({ endpoint, route }) => [endpoint, route])).toEqual([
      ['/open/1', '/open/:key'],
      ['/secret/2', '/secret/:key'],
      ['/broken/3', '/broken/:key'],
      ['/nowhere', undefined],
    ])
  })

  it('tells the template over HTTP/2', async () => {
    const client = connectHttp2(await listen(addRoutes(make({ http2: true }).register(apiMetrics))))
    for (const path of ['/open/1', '/secret/2', '/nowhere']) {
      const stream = client.request({ ':path': path })
      await once(stream.resume(), 'end')
    }
    client.close()
    const records = await recorded(3)
    expect(records.map(({ endpoint, route, status_code }) => [endpoint, route, status_code])).toEqual([
      ['/open/1', '/open/:key', 200],
      ['/secret/2', '/secret/:key', 401],
      ['/nowhere', undefined, 404],
    ])
  })

  it.each([
    [
      'amid the body',
      'POST /open/9 HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\nhalf',
    ],
    ['while a hook waits', 'GET /waits/9 HTTP/1.1\r\nHost: a\r\n\r\n'],
  ])('tells the template of a client that leaves %s', async (when, text) => {
    const app = addRoutes(make().register(apiMetrics))
    await listen(app)
    const client = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
    client.write(text)
    await once(app.server, 'request')
    client.destroy()
    const route = when === 'amid the body' ? '/open/:key' : '/waits/:key'
    expect(await recorded(1)).toMatchObject([{ route, status_code: 499 }])
  })

  it.each([
    ['another where a proxy is trusted', { trustProxy: true }, ['192.0.2.1', '192.0.2.2', '127.0.0.1']],
    ['the other end where none is', {}, ['127.0.0.1', '127.0.0.1', '127.0.0.1']],
  ])('records as the client %s', async (_what, options, clients) => {
    const url = await listen(addRoutes(make(options).register(apiMetrics)))
    for (const client of ['192.0.2.1', '192.0.2.2', null]) {
      const headers: Record<string, string> = client === null ? {} : { 'x-forwarded-for': client }
      await (await fetch(`${url}/open/1`, { headers })).text()
    }
    expect((await recorded(3)).map(({ client_ip }) => client_ip)).toEqual(clients)
  })

  it('knows whose lookup it was in hooks and handlers, without a response', async () => {
    const app = make().register(apiMetrics)
    app.addHook('preHandler', async ({ url }: Request) => {
      await sleep(5)
      if (url.startsWith('/hooked/')) recordCache(url === '/hooked/known')
    })
    const handler: Handler = async ({ params }) => {
      await sleep(5)
      recordCache(params.key === 'known')
      return {}
    }
    app.get('/handled/:key', handler).get('/hooked/:key', async () => ({}))
    const url = await listen(app)
    const ask = async (path: string) => (await fetch(url + path)).text()
    // Requests are followed from the first question on.
    await ask('/hooked/known')
    const paths = ['/handled/known', '/handled/other', '/hooked/known', '/hooked/other']
    await Promise.all([...paths, ...paths].map(ask))
    const records = (await recorded(9)).map(({ endpoint, cache_hit }) => [endpoint, cache_hit])
    for (const [endpoint, hit] of records)
      expect([endpoint, hit]).toEqual([endpoint, /known/.test(`${endpoint}`)])
  })
})
