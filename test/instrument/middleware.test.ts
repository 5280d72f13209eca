import { type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, expect, it } from 'vitest'
import { apiMetrics, apiMetricsErrors } from '../../src/instrument/express.ts'
import { apiMetrics as honoMetrics } from '../../src/instrument/hono.ts'
import { processAgent } from '../../src/instrument/process-agent.ts'
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
  server?.closeAllConnections()
  server?.close()
})

async function ask(url: string): Promise<void> {
  await (await fetch(url)).text()
}

async function recorded(count: number) {
  await collector.until(({ requests }) => requests.length >= count)
  return collector.requests
}

it('records what passes it, and nothing else', async () => {
  const middleware = apiMetrics()
  const opened = await listen((incoming, response) => {
    if (incoming.url === '/past') response.end()
    else middleware(incoming, response, () => response.writeHead(404).end())
  })
  server = opened.server
  await ask(`${opened.url}/past`)
  await ask(`${opened.url}/through?x=1`)
  const records = await recorded(1)
  expect(records).toMatchObject([{ endpoint: '/through', method: 'GET', status_code: 404 }])
})

it('sees the whole path where it is mounted', async () => {
  const middleware = apiMetrics()
  const opened = await listen((incoming, response) => {
    Object.assign(incoming, { originalUrl: incoming.url, url: '/' })
    middleware(incoming, response, () => response.end())
  })
  server = opened.server
  await ask(`${opened.url}/api/mounted`)
  expect(await recorded(1)).toMatchObject([{ endpoint: '/api/mounted' }])
})

it('tells of the client that a trusted proxy speaks for', async () => {
  const middleware = apiMetrics()
  const opened = await listen((incoming, response) => {
    const settings = { 'trust proxy': incoming.url === '/trusted' }
    Object.assign(incoming, { app: { settings }, ip: '192.0.2.7' })
    middleware(incoming, response, () => response.end())
  })
  server = opened.server
  for (const path of ['/trusted', '/alone']) await ask(opened.url + path)
  expect((await recorded(2)).map(({ client_ip }) => client_ip)).toEqual(['192.0.2.7', '127.0.0.1'])
})

it.each([
  ['Express', apiMetrics],
  ['Hono', honoMetrics],
])('says so where it is handed to %s instead of what it makes', (_, make) => {
  const handedOver = make as (...request: unknown[]) => unknown
  expect(() => handedOver({}, {}, () => {})).toThrow('write app.use(apiMetrics())')
})

it('records a client that left', async () => {
  const middleware = apiMetrics()
  const opened = await listen((incoming, response) => {
    middleware(incoming, response, () => {})
    sent.destroy()
  })
  server = opened.server
  const sent = request(`${opened.url}/left`).on('error', () => {})
  sent.end()
  expect(await recorded(1)).toMatchObject([{ endpoint: '/left', status_code: 499 }])
})

it('records what Node itself answered to a body that cannot be parsed', async () => {
  const middleware = apiMetrics()
  const opened = await listen((incoming, response) => {
    middleware(incoming, response, () => incoming.resume().on('error', () => {}))
  })
  server = opened.server
  const socket = connect(opened.port, '127.0.0.1')
  socket.write('POST /broken HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n')
  expect(await text(socket)).toMatch('HTTP/1.1 400 ')
  expect(await recorded(1)).toMatchObject([{ endpoint: '/broken', status_code: 400 }])
})

it.each([
  ['an error', new Error('away'), 'away'],
  ['a text', 'away', 'away'],
  ['an error whose message is none', Object.assign(new Error(), { message: { a: '"' } }), '[object Object]'],
  ['what cannot be made a text', Object.create(null), '(no message)'],
])('tells of %s that was thrown, and hands it on as it is', async (_, thrown: unknown, message) => {
  const [middleware, errors] = [apiMetrics(), apiMetricsErrors()]
  let handedOn: unknown
  const opened = await listen((incoming, response) => {
    middleware(incoming, response, () =>
      errors(thrown, incoming, response, error => {
        handedOn = error
        response.writeHead(500).end()
      }),
    )
  })
  server = opened.server
  await ask(opened.url)
  expect(await recorded(1)).toMatchObject([{ status_code: 500, error_message: message }])
  expect(handedOn).toBe(thrown)
})

it('counts a request once that goes through two of them', async () => {
  const [first, second] = [apiMetrics(), apiMetrics()]
  const opened = await listen((incoming, response) => {
    first(incoming, response, () => second(incoming, response, () => response.end()))
  })
  server = opened.server
  await ask(`${opened.url}/twice`)
  await ask(`${opened.url}/last`)
  expect((await recorded(2)).map(({ endpoint }) => endpoint)).toEqual(['/twice', '/last'])
})

it('measures Hono without a Node server under it', async () => {
  const context = {
    req: { method: 'GET', url: 'http://x/a/1?y', path: '/a/1', header: () => 'agent', matchedRoutes: [] },
    res: { status: 201 },
    env: undefined,
  }
  await honoMetrics()(context, async () => {})
  expect(await recorded(1)).toMatchObject([{ endpoint: '/a/1', status_code: 201, user_agent: 'agent' }])
})

it('counts a request once when the server is recorded, too', async () => {
  processAgent()!.recordAll()
  const middleware = apiMetrics()
  const opened = await listen((incoming: IncomingMessage, response: ServerResponse) => {
    middleware(incoming, response, () => response.end())
  })
  server = opened.server
  for (const path of ['/a', '/b', '/c']) await ask(opened.url + path)
  expect((await recorded(3)).map(({ endpoint }) => endpoint)).toEqual(['/a', '/b', '/c'])
})
