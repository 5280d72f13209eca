import { once } from 'node:events'
import {
  Agent as Connections,
  createServer,
  get,
  type IncomingMessage,
  request,
  type Server,
} from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listen, TestAgent } from './agent.ts'

let test: TestAgent
let server: Server

describe('the servers of node:http', () => {
  beforeEach(async () => {
    test = await TestAgent.open()
    test.agent.recordAll()
  })
  afterEach(async () => {
    server.closeAllConnections()
    server.close()
    await test.close()
  })

  it('give one record a response, whatever the status, over kept connections', async () => {
    const statuses = [200, 201, 204, 301, 404, 500, 503]
    let served = 0
    const opened = await listen((_request, response) => {
      response.writeHead(statuses[served++ % statuses.length]!).end()
    })
    server = opened.server
    const agent = new Connections({ keepAlive: true, maxSockets: 2 })
    for (let i = 0; i < 35; i++) {
      const [answer] = (await once(get(`${opened.url}/item/${i}?token=x`, { agent }), 'response')) as [
        IncomingMessage,
      ]
      answer.resume()
      await once(answer, 'end')
    }
    agent.destroy()
    const records = await test.requests(35)
    expect(records.map(record => record.endpoint)).toEqual(Array.from({ length: 35 }, (_, i) => `/item/${i}`))
    expect(records.map(record => record.status_code)).toEqual(
      Array.from({ length: 35 }, (_, i) => statuses[i % statuses.length]),
    )
    expect(new Set(records.map(record => `${record.method} ${record.client_ip}`))).toEqual(
      new Set(['GET 127.0.0.1']),
    )
  })

  it('measure until the last byte', async () => {
    const opened = await listen((_request, response) => {
      response.write('first')
      setTimeout(() => response.end('last'), 60)
    })
    server = opened.server
    const before = performance.now()
    await (await fetch(opened.url)).text()
    const elapsed = (performance.now() - before) / 1000
    const [record] = await test.requests(1)
    expect(record!.response_time).toBeGreaterThan(0.055)
    expect(record!.response_time).toBeLessThan(elapsed)
  })

  it('count a client that left: 499 before the headers, the real status behind them', async () => {
    const opened = await listen((incoming, response) => {
      if (incoming.url === '/streams') response.writeHead(206).write('some')
    })
    server = opened.server
    const silent = get(`${opened.url}/silent`).on('error', () => {})
    await once(server, 'request')
    silent.destroy()
    const streams = get(`${opened.url}/streams`).on('error', () => {})
    const [answer] = (await once(streams, 'response')) as [IncomingMessage]
    await once(answer, 'data')
    streams.destroy()
    const records = await test.requests(2)
    expect(Object.fromEntries(records.map(record => [record.endpoint, record.status_code]))).toEqual({
      '/silent': 499,
      '/streams': 206,
    })
  })

  it('keep pipelined requests apart, also when the client leaves', async () => {
    const opened = await listen((incoming, response) => {
      if (incoming.url !== '/never') response.end(incoming.url)
    })
    server = opened.server
    const socket = connect(opened.port, '127.0.0.1')
    socket.write(['/a', '/b', '/never', '/c'].map(path => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`).join(''))
    let answers = ''
    for await (const data of socket) {
      answers += data
      if (answers.includes('\r\n/b')) break
    }
    socket.destroy()
    const records = await test.requests(4)
    const byPath = Object.fromEntries(records.map(record => [record.endpoint, record.status_code]))
    expect(byPath).toMatchObject({ '/a': 200, '/b': 200, '/never': 499 })
    expect(records).toHaveLength(4)
  })

  it.each([
    [400, 'Transfer-Encoding: chunked\r\n\r\nnonsense\r\n'],
    [408, 'Content-Length: 5\r\n\r\nabc'],
  ])('may answer %i themselves, in place of the app', async (status, rest) => {
    const limits = { headersTimeout: 100, requestTimeout: 100, connectionsCheckingInterval: 20 }
    server = createServer(limits, incoming => incoming.resume().on('error', () => {}))
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    socket.write(`POST /late HTTP/1.1\r\nHost: x\r\n${rest}`)
    expect(await text(socket)).toMatch(`HTTP/1.1 ${status} `)
    expect(await test.requests(1)).toMatchObject([{ endpoint: '/late', status_code: status }])
  })

  it('leave request and response as they are', async () => {
    const opened = await listen((incoming, response) => {
      response.setHeader('Server-Timing', 'db;dur=53')
      response.end(JSON.stringify([Object.keys(incoming.headers), response.listenerCount('close')]))
    })
    server = opened.server
    const answer = await fetch(opened.url)
    expect(answer.headers.get('server-timing')).toBe('db;dur=53')
    expect([...answer.headers.keys()].sort()).toEqual([
      'connection',
      'content-length',
      'date',
      'keep-alive',
      'server-timing',
    ])
    await answer.text()
  })

  it('take uploads', async () => {
    const opened = await listen(async (incoming, response) => response.end(await text(incoming)))
    server = opened.server
    for (const method of ['POST', 'PUT', 'PATCH']) {
      const sent = request(opened.url, { method })
      sent.end('x'.repeat(100_000))
      const [answer] = (await once(sent, 'response')) as [IncomingMessage]
      expect(await text(answer)).toHaveLength(100_000)
    }
    const records = await test.requests(3)
    expect(records.map(record => record.method)).toEqual(['POST', 'PUT', 'PATCH'])
  })

  it('are left alone when the hook is off', async () => {
    const opened = await listen((_request, response) => response.end())
    server = opened.server
    test.agent.close()
    await (await fetch(opened.url)).text()
    expect(test.collector.records).toEqual([])
  })
})

it('records only the servers it was asked to', async () => {
  const test = await TestAgent.open()
  const watched = await listen((_request, response) => response.end())
  const other = await listen((_request, response) => response.end())
  test.agent.recordServer(watched.server)
  await fetch(`${other.url}/other`)
  await fetch(`${watched.url}/watched`)
  const records = await test.requests(1)
  expect(records.map(record => record.endpoint)).toEqual(['/watched'])
  for (const { server } of [watched, other]) {
    server.closeAllConnections()
    server.close()
  }
  await test.close()
})
