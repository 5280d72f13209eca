import { once } from 'node:events'
import { request } from 'node:http'
import { createConnection } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { faultsOf, lines } from '../support.ts'
import { connectTo, Pushing, send } from './push.ts'

const http = 'http://127.0.0.1:0'

interface Answer {
  status: number
  body: { accepted: number; rejected: number; errors: string[] }
  headers: Headers
}

async function post(
  pushing: Pushing,
  body: string | Uint8Array,
  headers: Record<string, string> = {},
  path = '/v1/events',
  method = 'POST',
): Promise<Answer> {
  const response = await fetch(`${pushing.listener.url}${path}`, {
    method,
    headers: { 'content-type': 'application/x-ndjson', ...headers },
    ...(method === 'GET' || method === 'HEAD'
      ? {}
      : { body: typeof body === 'string' ? body : Buffer.from(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? null : JSON.parse(text), headers: response.headers }
}

describe('events over HTTP', () => {
  it('are counted, and the answer says how', async () => {
    const pushing = await Pushing.open(http)
    expect(await post(pushing, lines(0, 100))).toMatchObject({
      status: 200,
      body: { accepted: 100, rejected: 0, errors: [] },
    })
    expect(await post(pushing, '{"i":1}\nnonsense\n\n{"i":2}')).toMatchObject({
      status: 200,
      body: { accepted: 2, rejected: 1, errors: ['line 2: not JSON'] },
    })
    expect(await post(pushing, 'nonsense')).toMatchObject({ status: 400, body: { accepted: 0, rejected: 1 } })
    expect(await post(pushing, '')).toMatchObject({ status: 200, body: { accepted: 0, rejected: 0 } })
    expect(pushing.events.filter(({ type }) => type === 'body')).toHaveLength(4)
    await pushing.end()
  })

  it('may be compressed, in several members', async () => {
    const pushing = await Pushing.open(http)
    const gzip = { 'content-encoding': 'gzip' }
    const body = Buffer.concat([gzipSync(lines(0, 5000)), gzipSync(lines(5000, 10_000))])
    expect(await post(pushing, body, gzip)).toMatchObject({ status: 200, body: { accepted: 10_000 } })
    expect(faultsOf(pushing.received, 0, 10_000)).toEqual([])
    for (const bad of [
      gzipSync('{}').subarray(0, -9),
      Buffer.from('not gzip'),
      gzipSync('{}').fill(9, 10, 14),
    ])
      expect(await post(pushing, bad, gzip)).toMatchObject({ status: 400, body: { accepted: 0 } })
    expect(pushing.events.filter(({ type }) => type === 'body')).toHaveLength(1)
    await pushing.end()
  })

  it('that are a bomb are refused before they fill the memory', async () => {
    const pushing = await Pushing.open(http)
    const bomb = gzipSync(Buffer.alloc(200_000_000, '\n'), { level: 9 })
    const before = process.memoryUsage().rss
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => post(pushing, bomb, { 'content-encoding': 'gzip' })),
    )
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 413))
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 2 ** 20)
    expect(pushing.received).toBe('')
    await pushing.end()
  })

  it('are refused for what is wrong with them', async () => {
    const pushing = await Pushing.open(http, { limits: { body: 1000 } })
    const status = async (...rest: [string, Record<string, string>?, string?, string?]): Promise<number> =>
      (await post(pushing, ...rest)).status
    expect(await status('{}', {}, '/')).toBe(404)
    expect(await status('{}', {}, '/v1/events/')).toBe(404)
    expect(await status('{}', {}, '/v1/events?source=a')).toBe(200)
    expect(await status('', {}, '/v1/events', 'GET')).toBe(405)
    expect(await status('{}', {}, '/v1/events', 'PUT')).toBe(405)
    expect(await status('{}', {}, '/healthz')).toBe(405)
    expect((await post(pushing, '', {}, '/v1/events', 'DELETE')).headers.get('allow')).toBe('POST')
    expect(await status('<a/>', { 'content-type': 'application/xml' })).toBe(415)
    expect(await status('{}', { 'content-type': 'application/json; charset=utf-8' })).toBe(200)
    expect(await status('{}', { 'content-type': 'application/x-www-form-urlencoded' })).toBe(200)
    expect(await status('{}', { 'content-encoding': 'br' })).toBe(415)
    expect(await status('{}', { origin: 'http://evil.example' })).toBe(403)
    expect(await status(`{"x":"${'x'.repeat(1000)}"}`)).toBe(413)
    expect(pushing.listener.counters).toMatchObject({ bodies: 3, refusedBodies: 10 })
    await pushing.end()
  })

  it('of unknown length are refused once they are too long, and the sender gets to read it', async () => {
    const pushing = await Pushing.open(http, { limits: { body: 100_000 } })
    const sending = request(`${pushing.listener.url}/v1/events`, { method: 'POST' })
    const piece = 'x'.repeat(65_536)
    for (let i = 0; i < 100; i++) sending.write(piece)
    sending.end()
    const [response] = await once(sending, 'response')
    expect(response.statusCode).toBe(413)
    response.resume()
    await once(response, 'end')
    expect(await post(pushing, '{}')).toMatchObject({ status: 200 })
    await pushing.end()
  })

  it('need the token, if there is one', async () => {
    const pushing = await Pushing.open(http, { token: 'secret' })
    const status = async (authorization?: string): Promise<number> =>
      (await post(pushing, '{}', authorization === undefined ? {} : { authorization })).status
    expect(await status()).toBe(401)
    expect(await status('Bearer secres')).toBe(401)
    expect(await status('Bearer')).toBe(401)
    expect(await status('Basic secret')).toBe(401)
    expect(await status('Bearer secret')).toBe(200)
    expect(await status('bearer  secret')).toBe(200)
    expect((await post(pushing, '{}')).headers.get('www-authenticate')).toBe('Bearer')
    expect((await fetch(`${pushing.listener.url}/healthz`)).status).toBe(200)
    expect(pushing.listener.counters.unauthorised).toBe(5)
    await pushing.end()
  })

  it('wait for nobody when too much waits already, and nothing is counted by halves', async () => {
    const pushing = await Pushing.open(http, { limits: { bodies: 100_000 } })
    let open = (): void => undefined
    pushing.gate = new Promise(resolve => {
      open = resolve
    })
    const body = lines(0, 1000, 30)
    const first = post(pushing, body)
    const answers: Answer[] = []
    const others = Array.from({ length: 5 }, () => post(pushing, body).then(answer => answers.push(answer)))
    while (answers.length < 4) await Promise.race(others.filter((_, index) => index >= answers.length))
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503, 503])
    expect(answers[0]!.headers.get('retry-after')).toBe('1')
    open()
    await Promise.all([first, ...others])
    const counted = [await first, ...answers].filter(({ status }) => status === 200)
    expect(pushing.received.length).toBe(counted.length * body.length)
    expect(await post(pushing, body)).toMatchObject({ status: 200 })
    await pushing.end()
  })

  it('that break off count nothing', async () => {
    const pushing = await Pushing.open(http)
    const socket = await connectTo(pushing.listener.url)
    await send(socket, 'POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"i":1}\n')
    socket.destroy()
    expect(await post(pushing, '{}')).toMatchObject({ status: 200 })
    expect(pushing.received).toBe('{}')
    await pushing.end()
  })
})

describe('the HTTP socket', () => {
  it('answers whether it lives', async () => {
    const pushing = await Pushing.open(http, { token: 'secret' })
    const response = await fetch(`${pushing.listener.url}/healthz`)
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ status: 'ok' })
    expect((await fetch(`${pushing.listener.url}/healthz`, { method: 'HEAD' })).status).toBe(200)
    await pushing.end()
  })

  it('does not wait for slow headers or bodies, and answers nonsense with 400', async () => {
    const pushing = await Pushing.open(http, { limits: { header: 0.2, request: 0.4 } })
    const say = async (text: string): Promise<string> => {
      const socket = createConnection(Number(new URL(pushing.listener.url).port), '127.0.0.1')
      let answer = ''
      socket.on('data', chunk => {
        answer += chunk
      })
      socket.write(text)
      await once(socket, 'close')
      return answer.split('\r\n')[0]!
    }
    const [headers, body, nonsense, huge] = await Promise.all([
      say('POST /v1/events HTTP/1.1\r\nHost: x\r\nX-Slow'),
      say('POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{'),
      say('\x16\x03\x01\x02\0\x01\0\x01\r\n\r\n'),
      say(`GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`),
    ])
    expect(headers).toContain('408')
    expect(body).toContain('408')
    expect(nonsense).toContain('400')
    expect(huge).toContain('431')
    await pushing.end()
  })

  it('tells those over the limit of connections', async () => {
    const pushing = await Pushing.open(http, { limits: { connections: 2 } })
    const inside = [await connectTo(pushing.listener.url), await connectTo(pushing.listener.url)]
    expect(await post(pushing, '{}')).toMatchObject({ status: 503 })
    for (const socket of inside) socket.destroy()
    await Promise.all(inside.map(socket => once(socket, 'close')))
    expect(pushing.listener.counters.refused).toBe(1)
    await pushing.end()
  })

  it('answers those who wait when it ends', async () => {
    const pushing = await Pushing.open(http)
    pushing.gate = new Promise(() => undefined)
    const waiting = post(pushing, '{}')
    await new Promise(resolve => setTimeout(resolve, 100))
    await pushing.listener.close()
    expect(await waiting).toMatchObject({ status: 503 })
  })

  it('invites a body only when it will be taken', async () => {
    const pushing = await Pushing.open(http, { token: 'secret' })
    const answer = async (authorization: string): Promise<string[]> => {
      const heard: string[] = []
      const sending = request(`${pushing.listener.url}/v1/events`, {
        method: 'POST',
        headers: { expect: '100-continue', 'content-length': 3, authorization },
      })
      sending.on('continue', () => {
        heard.push('continue')
        sending.end('{}\n')
      })
      sending.flushHeaders()
      const [response] = await once(sending, 'response')
      heard.push(String(response.statusCode))
      response.resume()
      sending.on('error', () => undefined)
      sending.destroy()
      return heard
    }
    expect(await answer('Bearer secret')).toEqual(['continue', '200'])
    expect(await answer('Bearer wrong')).toEqual(['401'])
    await pushing.end()
  })
})
