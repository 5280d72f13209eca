import type { Server } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { apiMetrics, type FastifyServer } from '../../src/instrument/fastify.ts'
import { listen } from './agent.ts'
import type { FakeCollector } from './fake-collector.ts'
import { ownCollector } from './own-collector.ts'

let collector: FakeCollector
let server: Server
ownCollector(each => {
  collector = each
})
afterEach(() => {
  collector.records.length = 0
  server.closeAllConnections()
  server.close()
})

/** Hooks as Fastify runs them, on a server whose routes are `/users/…` and nothing else. */
async function serve(internals: (url: string) => object) {
  const looks: string[] = []
  const hooks: Partial<Record<string, (...values: never[]) => void>> = {}
  const opened = await listen((incoming, response) => {
    const request = {
      raw: incoming,
      ip: '127.0.0.1',
      get routeOptions() {
        looks.push(incoming.url!)
        return { url: incoming.url!.startsWith('/users/') ? '/users/:id' : undefined }
      },
    }
    Object.defineProperties(request, Object.getOwnPropertyDescriptors(internals(incoming.url!)))
    hooks.onRequest!(request as never, { raw: response } as never, (() => response.end()) as never)
  })
  server = opened.server
  const app: FastifyServer = { server, addHook: (name, hook) => Object.assign(hooks, { [name]: hook }) }
  apiMetrics(app, {}, () => {})
  return { url: opened.url, looks }
}

/** Requests as above whose hooks run when all of them have started, in their order. */
async function serveTogether(count: number) {
  const waiting: (() => void)[] = []
  const opened = await listen((incoming, response) => {
    const request = { raw: incoming, ip: '127.0.0.1', routeOptions: { url: `/of${incoming.url}` } }
    waiting.push(() => hook(request as never, { raw: response } as never, (() => response.end()) as never))
    if (waiting.length === count) for (const run of waiting) run()
  })
  server = opened.server
  let hook: (...values: never[]) => void
  const addHook: FastifyServer['addHook'] = (name: string, added: typeof hook) => {
    if (name === 'onRequest') hook = added
  }
  apiMetrics({ server, addHook }, {}, () => {})
  return opened.url
}

async function routesOf(url: string, paths: readonly string[]) {
  for (const path of paths) await (await fetch(url + path)).text()
  await collector.until(({ requests }) => requests.length >= paths.length)
  return collector.requests.map(({ endpoint, route }) => [endpoint, route])
}

const paths = ['/users/1', '/users/2', '/nowhere', '/users/3', '/nothing']
const routes = [
  ['/users/1', '/users/:id'],
  ['/users/2', '/users/:id'],
  ['/nowhere', undefined],
  ['/users/3', '/users/:id'],
  ['/nothing', undefined],
]

describe('the plugin for Fastify', () => {
  it('asks for the template once a route', async () => {
    const [users, lost] = [{}, {}]
    const key = Symbol('fastify.context')
    const { url, looks } = await serve(path => ({ [key]: path.startsWith('/users/') ? users : lost }))
    expect(await routesOf(url, paths)).toEqual(routes)
    expect(looks).toEqual(['/users/1', '/nowhere'])
  })

  it('asks each time where it cannot tell the routes apart', async () => {
    const { url, looks } = await serve(() => ({}))
    expect(await routesOf(url, paths)).toEqual(routes)
    expect(looks).toEqual(paths)
  })

  it('gives each of many open requests its own template, whichever of them is the newest', async () => {
    const url = await serveTogether(3)
    const asked = ['/a', '/b', '/c']
    await Promise.all(asked.map(async path => (await fetch(url + path)).text()))
    await collector.until(({ requests }) => requests.length >= 3)
    const seen = collector.requests.map(({ endpoint, route }) => [endpoint, route])
    expect(seen.sort()).toEqual(asked.map(path => [path, `/of${path}`]))
  })

  it('asks whom a proxy speaks for only where one is trusted', async () => {
    const looks: string[] = []
    const alone = await serve(path => ({
      get ips() {
        looks.push(path)
        return undefined
      },
    }))
    await routesOf(alone.url, paths)
    expect(looks).toEqual(paths.slice(0, 1))
    expect(new Set(collector.requests.map(({ client_ip }) => client_ip))).toEqual(new Set(['127.0.0.1']))
  })

  it('tells of the client that a trusted proxy speaks for', async () => {
    const { url } = await serve(path => ({ ips: ['127.0.0.1', path], ip: path }))
    await routesOf(url, paths)
    expect(collector.requests.map(({ client_ip }) => client_ip)).toEqual(paths)
  })
})
