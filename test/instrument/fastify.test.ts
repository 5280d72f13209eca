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
      ...internals(incoming.url!),
    }
    hooks.onRequest!(request as never, { raw: response } as never, (() => response.end()) as never)
  })
  server = opened.server
  const app: FastifyServer = { server, addHook: (name, hook) => Object.assign(hooks, { [name]: hook }) }
  apiMetrics(app, {}, () => {})
  return { url: opened.url, looks }
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
})
