import { once } from 'node:events'
import {
  type ClientHttp2Session,
  connect,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
} from 'node:http2'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TestAgent } from './agent.ts'

let test: TestAgent
let server: Http2Server
let client: ClientHttp2Session
beforeEach(async () => {
  test = await TestAgent.open()
  test.agent.recordAll()
})
afterEach(async () => {
  client.destroy()
  server.close()
  await test.close()
})

async function serve(opened: Http2Server): Promise<void> {
  server = opened
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}

async function fetched(path: string): Promise<IncomingHttpHeaders> {
  const stream = client.request({ ':path': path, 'user-agent': 'two' })
  const [headers] = await once(stream, 'response')
  stream.resume()
  await once(stream, 'end')
  return headers
}

describe('the servers of node:http2', () => {
  it('give one record a response', async () => {
    await serve(
      createServer((request, response) => response.writeHead(request.url === '/no' ? 404 : 200).end('x')),
    )
    await fetched('/yes?q=1')
    await fetched('/no')
    const records = await test.requests(2)
    expect(records).toMatchObject([
      { endpoint: '/yes', method: 'GET', status_code: 200, client_ip: '127.0.0.1', user_agent: 'two' },
      { endpoint: '/no', status_code: 404 },
    ])
  })

  it('are recorded below the compatible interface too', async () => {
    const plain = createServer()
    plain.on('stream', stream => {
      stream.respond({ ':status': 202 })
      setTimeout(() => stream.end('x'), 40)
    })
    await serve(plain)
    await fetched('/stream')
    const [record] = await test.requests(1)
    expect(record).toMatchObject({ endpoint: '/stream', status_code: 202 })
    expect(record!.response_time).toBeGreaterThan(0.035)
  })

  it('count a client that left', async () => {
    await serve(createServer(() => {}))
    const stream = client.request({ ':path': '/silent' })
    stream.on('error', () => {})
    await once(server, 'stream')
    stream.close()
    const [record] = await test.requests(1)
    expect(record).toMatchObject({ endpoint: '/silent', status_code: 499 })
  })
})
