import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:http2'
import { describe, expect, it } from 'vitest'
import { type AppName, examples, withExample } from './example.ts'

type Row = [path: string, route: string | undefined, status: number, more?: object]

const failed = { error_message: 'the database is away' }
const common: Row[] = [
  ['/', '/', 200],
  ['/slow', '/slow', 200],
  ['/api/users/7?x=1', '/api/users/:id', 200],
  ['/api/users/8', '/api/users/:id', 200],
  ['/api/users/9/boom', '/api/users/:id/boom', 500, failed],
  ['/nowhere', undefined, 404],
]
const rows: Record<AppName, Row[]> = {
  'node-http': [
    ['/', undefined, 200],
    ['/slow', undefined, 200],
    ['/stream', undefined, 200],
    ['/users/7?x=1', undefined, 200],
    ['/nowhere', undefined, 404],
  ],
  express: [
    ...common,
    ['/blogs/a%20b/posts/5', '/blogs/:blog/posts/:post', 200],
    ['/blogs/7/posts/5/comments/3', '/blogs/:blog/posts/:post/comments/:comment', 200],
    ['/cached/k', '/cached/:key', 200, { cache_hit: false }],
    ['/cached/k', '/cached/:key', 200, { cache_hit: true }],
  ],
  express4: [
    ...common,
    ['/blogs/a%20b/posts/5', '/blogs/:blog/posts/:post', 200],
    ['/blogs/7/posts/5/comments/3', '/blogs/:blog/posts/:post/comments/:comment', 200],
    ['/cached/k', '/cached/:key', 200, { cache_hit: false }],
    ['/cached/k', '/cached/:key', 200, { cache_hit: true }],
  ],
  fastify: [
    ...common,
    ['/cached/known', '/cached/:key', 200, { cache_hit: true }],
    ['/cached/other', '/cached/:key', 200, { cache_hit: false }],
  ],
  hono: [
    ...common,
    ['/stream', '/stream', 200],
    ['/cached/known', '/cached/:key', 200, { cache_hit: true }],
    ['/cached/other', '/cached/:key', 200, { cache_hit: false }],
  ],
}

describe.each(Object.entries(rows) as [AppName, Row[]][])('%s', (name, expected) => {
  it.each([
    ['with its own line', {}],
    ['with api-metrics/register beside it', { register: true }],
  ])('records every request once %s', async (_, settings) => {
    await withExample(
      name,
      async (url, collector) => {
        for (const [path, , status] of expected) {
          const answer = await fetch(url + path, { headers: { 'user-agent': 'tester' } })
          expect([path, answer.status]).toEqual([path, status])
          expect(answer.headers.has('server-timing')).toBe(false)
          await answer.text()
        }
        await collector.until(({ requests }) => requests.length >= expected.length)
        expect(collector.requests.map(({ timestamp, response_time, ...record }) => record)).toEqual(
          expected.map(([path, route, status, more]) => ({
            endpoint: path.split('?')[0],
            method: 'GET',
            status_code: status,
            client_ip: '127.0.0.1',
            user_agent: 'tester',
            ...(route === undefined ? {} : { route }),
            ...more,
          })),
        )
        const slow = collector.requests.find(({ endpoint }) => endpoint === '/slow')!
        expect(slow.response_time).toBeGreaterThan(0.045)
      },
      settings,
    )
  })
})

describe('a streamed response', () => {
  it.each(['node-http', 'hono'] as const)('of %s ends with its last part', async name => {
    await withExample(name, async (url, collector) => {
      await (await fetch(`${url}/stream`)).text()
      await collector.until(({ requests }) => requests.length === 1)
      expect(collector.requests[0]!.response_time).toBeGreaterThan(0.035)
    })
  })

  it('of Hono that the client leaves keeps its status', async () => {
    await withExample('hono', async (url, collector) => {
      const leaving = new AbortController()
      const answer = await fetch(`${url}/stream`, { signal: leaving.signal })
      await answer.body!.getReader().read()
      leaving.abort()
      await collector.until(({ requests }) => requests.length === 1)
      expect(collector.requests[0]).toMatchObject({ route: '/stream', status_code: 200 })
    })
  })
})

describe('a client that left', () => {
  it.each(['node-http', 'express', 'express4', 'fastify', 'hono'] as const)('%s: 499', async name => {
    await withExample(name, async (url, collector) => {
      const gone = fetch(`${url}/slow`, { signal: AbortSignal.timeout(20) })
      await expect(gone).rejects.toThrow()
      await collector.until(({ requests }) => requests.length === 1)
      expect(collector.requests[0]).toMatchObject({ endpoint: '/slow', status_code: 499 })
    })
  })
})

it.each([[{}], [{ register: true }]])('Fastify over HTTP/2 %o', async settings => {
  await withExample(
    'fastify',
    async (url, collector) => {
      const client = connect(url)
      for (const path of ['/api/users/7', '/nowhere']) {
        const stream = client.request({ ':path': path })
        stream.resume()
        await once(stream, 'end')
      }
      client.close()
      await collector.until(({ requests }) => requests.length === 2)
      expect(collector.requests).toMatchObject([
        { endpoint: '/api/users/7', route: '/api/users/:id', status_code: 200 },
        { endpoint: '/nowhere', status_code: 404 },
      ])
    },
    { ...settings, env: { HTTP2: '1' } },
  )
})

it('can be required from CommonJS', () => {
  const script = "for (const part of ['', '/express', '/fastify', '/hono']) require('api-metrics' + part)"
  execFileSync(process.execPath, ['--no-warnings', '--eval', script], { cwd: examples })
})
