import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Connection } from '../../src/instrument/record/connection.ts'
import type { Exchange } from '../../src/instrument/record/exchange.ts'
import { LineWriter } from '../../src/instrument/record/lines.ts'
import { Pieces } from '../../src/instrument/record/pieces.ts'

const response = () => ({ headersSent: false, statusCode: 200 })

function opened(count: number) {
  const connection = new Connection('10.0.0.1')
  const exchanges = Array.from({ length: count }, (_, i) => connection.begin('GET', `/${i}`, 'x', response()))
  return { connection, exchanges }
}

describe('Connection', () => {
  it('finds open exchanges by their response, and none that is done', () => {
    const { connection, exchanges } = opened(3)
    const responses = exchanges.map(exchange => exchange.response!)
    expect(responses.map(each => connection.of(each))).toEqual(exchanges)
    const take = (i: number) => {
      expect(connection.take(responses[i]!)).toBe(exchanges[i])
      exchanges[i]!.end()
      expect(connection.of(responses[i]!)).toBeUndefined()
      expect(connection.take(responses[i]!)).toBeUndefined()
    }
    take(1)
    take(2)
    const late = connection.begin('GET', '/late', null, response())
    expect(connection.open).toEqual([exchanges[0], late])
    late.end()
    exchanges[0]!.end()
    expect(connection.open).toEqual([])
  })

  it('uses an exchange again that is done, and none that is open or that somebody keeps', () => {
    const { connection, exchanges } = opened(1)
    const [first] = exchanges
    const second = connection.begin('GET', '/', null, response())
    expect(second).not.toBe(first)
    second.end()
    expect(connection.begin('GET', '/', null, response())).toBe(second)
    second.end()
    second.kept = true
    const third = connection.begin('GET', '/', null, response())
    expect(third).not.toBe(second)
    expect(third.kept).toBe(false)
    expect(connection.open).toEqual([first, third])
  })

  it('needs few where each begins before the one before it is done', () => {
    const { connection, exchanges } = opened(1)
    let [last] = exchanges
    const seen = new Set<Exchange>()
    for (let i = 0; i < 1000; i++) {
      const next = connection.begin('GET', '/', null, response())
      connection.take(last!.response!)!.end()
      last = next
      seen.add(next)
    }
    expect(connection.open).toEqual([last])
    expect(seen.size).toBeLessThan(5)
  })

  it('has the same frame for requests that differ in nothing but time and query', () => {
    const pieces = new Pieces()
    const connection = new Connection('10.0.0.1')
    const frame = ({
      url = '/a?b',
      agent = 'x',
      route = null as string | null,
      status = 200,
      hit = false,
    }) => {
      const exchange = connection.begin('GET', url, agent, response())
      exchange.route = route
      if (hit) exchange.recordCache(true)
      exchange.end()
      return pieces.frame(exchange, status)
    }
    frame({})
    const usual = frame({})
    expect(frame({})).toBe(usual)
    expect(frame({ url: '/a?c' })).toBe(usual)
    expect(frame({ url: '/a' })).toBe(usual)
    for (const other of [{ url: '/b' }, { agent: 'y' }, { route: '/:a' }, { status: 404 }, { hit: true }]) {
      expect(frame(other)).not.toBe(usual)
      expect(frame(other)).not.toEqual(usual)
    }
  })
})

describe('frames', () => {
  const pieces = new Pieces()
  const frame = (connection: Connection, url: string, agent = 'x') => {
    const exchange = connection.begin('GET', url, agent, response())
    exchange.end()
    return pieces.frame(exchange, 200)
  }
  const connections = Array.from({ length: 4 }, () => new Connection('10.0.0.1'))
  const paths = ['/a', '/b', '/c']

  it('are the same for whatever connection, and whatever was asked for in between', () => {
    const seen = connections.flatMap(each => paths.map(path => frame(each, path)))
    // Who asked is a text until they come again.
    expect(new Set(seen.slice(paths.length)).size).toBe(paths.length)
    expect(new Set(paths.map(path => frame(new Connection('10.0.0.1'), path)))).toEqual(
      new Set(seen.slice(paths.length)),
    )
    expect(seen).not.toContain(frame(new Connection('10.0.0.2'), '/a'))
  })

  it.each([20, 1000])(
    'of repeats have no texts of their own, if who asks has a name of %d letters',
    length => {
      const connection = new Connection('10.0.0.1')
      const agent = 'x'.repeat(length)
      const seen = Array.from({ length: 4 }, () => frame(connection, '/a', agent))
      expect(seen[0]!.textBytes).toBeGreaterThan(length)
      expect(seen.slice(1).map(({ textBytes }) => textBytes)).toEqual([0, 0, 0])
      expect(new Set(seen.slice(1)).size).toBe(1)
    },
  )

  it('are remembered of a few clients a path, the newest', () => {
    const clients = Array.from({ length: 20 }, (_, i) => `agent ${i}`)
    const [first] = connections
    const twice = () => clients.map(agent => frame(first!, '/few', agent))
    twice()
    const all = twice()
    expect(new Set(all).size).toBe(20)
    const again = clients.toReversed().map(agent => frame(first!, '/few', agent))
    expect(again.slice(0, 8)).toEqual(all.slice(-8).toReversed())
    expect(again.filter(each => all.includes(each))).toHaveLength(8)
  })
})

const request = fc.record({
  method: fc.constantFrom('GET', 'GET', 'POST'),
  url: fc.constantFrom('/', '/', '/?a', '/?b', '/other', '/other?a'),
  agent: fc.constantFrom('x', 'x', 'y', null),
  route: fc.constantFrom(null, null, '/:id', '/:name'),
  status: fc.constantFrom(200, 200, 404),
  cacheHit: fc.constantFrom(null, null, null, true, false),
  message: fc.constantFrom(null, null, null, 'why'),
  /** A proxy spoke for them. */
  client: fc.constantFrom(null, null, null, '192.0.2.1', '192.0.2.2'),
  kept: fc.constantFrom(false, false, true),
})
type Request = typeof request extends fc.Arbitrary<infer Each> ? Each : never

function begin(
  connection: Connection,
  { method, url, agent, route, cacheHit, message, client, kept }: Request,
) {
  const exchange = connection.begin(method, url, agent, response())
  exchange.route = route
  if (cacheHit !== null) exchange.recordCache(cacheHit)
  if (message !== null) exchange.recordError(message)
  if (client !== null) exchange.client = new Connection(client).lineEnd(agent)
  if (kept) exchange.kept = true
  return exchange
}

describe('what a connection remembers of a request', () => {
  it('is in no record of another', () => {
    const memory = Buffer.alloc(4096)
    const writer = new LineWriter()
    const pieces = new Pieces()
    const lineOf = (exchange: Exchange, status: number, from = pieces) => {
      const end = writer.request(memory, 0, 1e12, 1, from.frame(exchange, status))
      return memory.toString('latin1', 0, end)
    }
    const alone = (each: Request) =>
      lineOf(begin(new Connection('10.0.0.1'), each), each.status, new Pieces())
    // Each is open until that many others have begun.
    const overlaps = fc.tuple(request, fc.constantFrom(0, 0, 1, 3))
    fc.assert(
      fc.property(fc.array(overlaps, { maxLength: 60 }), steps => {
        const connection = new Connection('10.0.0.1')
        const waiting: (() => void)[] = []
        for (const [each, others] of steps) {
          const exchange = begin(connection, each)
          const { response } = exchange
          waiting.push(() => {
            expect(connection.take(response!)).toBe(exchange)
            exchange.end()
            expect(lineOf(exchange, each.status)).toBe(alone(each))
          })
          while (waiting.length > others) waiting.shift()!()
        }
        for (const end of waiting) end()
        expect(connection.open).toEqual([])
      }),
    )
  })
})
