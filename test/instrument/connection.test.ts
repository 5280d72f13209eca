import { describe, expect, it } from 'vitest'
import { Connection } from '../../src/instrument/record/connection.ts'
import { Exchange } from '../../src/instrument/record/exchange.ts'
import { Pieces } from '../../src/instrument/record/pieces.ts'

const response = () => ({ headersSent: false, statusCode: 200 })

function opened(count: number) {
  const connection = new Connection('10.0.0.1')
  const exchanges = Array.from(
    { length: count },
    (_, i) => new Exchange('GET', `/${i}`, connection, ['User-Agent', 'x'], response()),
  )
  for (const exchange of exchanges) connection.open(exchange)
  return { connection, exchanges }
}

describe('Connection', () => {
  it('finds open exchanges by their response, and none that is done', () => {
    const { connection, exchanges } = opened(3)
    const responses = exchanges.map(exchange => exchange.response!)
    expect(responses.map(each => connection.of(each))).toEqual(exchanges)
    expect(connection.close(responses[1]!)).toBe(exchanges[1])
    expect(connection.close(responses[1]!)).toBeNull()
    expect(connection.of(responses[1]!)).toBeUndefined()
    expect(connection.close(responses[2]!)).toBe(exchanges[2])
    const late = new Exchange('GET', '/late', connection, [], response())
    connection.open(late)
    expect([...connection.closeAll()]).toEqual([exchanges[0], late])
    expect([...connection.closeAll()]).toEqual([])
  })

  it('lets go of what is done while others are open', () => {
    const { connection, exchanges } = opened(1)
    let [last] = exchanges
    for (let i = 0; i < 1000; i++) {
      const next = new Exchange('GET', '/', connection, [], response())
      connection.open(next)
      connection.close(last!.response!)
      last = next
    }
    expect([...connection.closeAll()]).toEqual([last])
  })

  it('has the same frame for requests that differ in nothing but time', () => {
    const pieces = new Pieces()
    const connection = new Connection('10.0.0.1')
    const frame = ({
      url = '/a?b',
      agent = 'x',
      route = null as string | null,
      status = 200,
      hit = false,
    }) => {
      const exchange = new Exchange('GET', url, connection, ['User-Agent', agent], response())
      exchange.route = route
      if (hit) exchange.recordCache(true)
      return pieces.frame(exchange, status)
    }
    frame({})
    const usual = frame({})
    expect(frame({})).toBe(usual)
    for (const other of [{ url: '/b' }, { agent: 'y' }, { route: '/:a' }, { status: 404 }, { hit: true }]) {
      expect(frame(other)).not.toBe(usual)
      expect(frame(other)).not.toEqual(usual)
    }
  })
})
