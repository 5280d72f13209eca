import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { Delivery } from '../../src/instrument/transport/channel.ts'
import { HttpChannel } from '../../src/instrument/transport/http-channel.ts'

let server: Server
afterEach(() => server.close())

async function open(listener: RequestListener, { token = null as string | null, deadline = 5000 } = {}) {
  server = createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/events`)
  const warnings: string[] = []
  const channel = new HttpChannel(
    { kind: 'http', url, token },
    { deadline, warn: message => warnings.push(message), onReset: () => {} },
  )
  const send = (text: string) => new Promise<Delivery>(resolve => channel.send(Buffer.from(text), resolve))
  return { channel, send, warnings }
}

describe('HttpChannel', () => {
  it('posts lines with the token, over one connection', async () => {
    const seen: unknown[] = []
    const { channel, send } = await open(
      async (request, response) => {
        let body = ''
        for await (const part of request) body += part
        const { method, url, headers, socket } = request
        const { authorization } = headers
        seen.push([method, url, authorization, headers['content-type'], body, socket.remotePort])
        response.end('{"accepted":1,"rejected":0,"errors":[]}')
      },
      { token: 'secret' },
    )
    expect(await send('{"a":1}\n')).toBe('delivered')
    expect(await send('{"b":2}\n')).toBe('delivered')
    const [[, , , , , port]] = seen as [unknown[]]
    const common = ['POST', '/v1/events', 'Bearer secret', 'application/x-ndjson']
    expect(seen).toEqual([
      [...common, '{"a":1}\n', port],
      [...common, '{"b":2}\n', port],
    ])
    channel.close()
  })

  it.each([
    [429, 'kept'],
    [503, 'kept'],
    [401, 'refused'],
    [404, 'refused'],
    [413, 'refused'],
  ])('understands the answer %i', async (status, delivery) => {
    const { channel, send, warnings } = await open((_request, response) => response.writeHead(status).end())
    expect(await send('{}\n')).toBe(delivery)
    expect(warnings.length).toBe(delivery === 'refused' ? 1 : 0)
    channel.close()
  })

  it('keeps what it cannot send while nobody listens', async () => {
    const { channel, send } = await open(() => {})
    await new Promise(resolve => server.close(resolve))
    expect(await send('{}\n')).toBe('kept')
    channel.close()
  })

  it('doubts what was not answered in time', async () => {
    const { channel, send } = await open(() => {}, { deadline: 100 })
    expect(await send('{}\n')).toBe('doubtful')
    channel.close()
  })
})
