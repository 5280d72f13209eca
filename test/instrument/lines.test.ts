import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Connection, clientAddress, userAgent } from '../../src/instrument/record/connection.ts'
import { Exchange } from '../../src/instrument/record/exchange.ts'
import { LineWriter } from '../../src/instrument/record/lines.ts'
import { MonotonicClock } from '../../src/instrument/record/monotonic-clock.ts'

const writer = () => new LineWriter(new MonotonicClock())

function ended(url: string, agent: string | null, status: number, address: string | null = null): Exchange {
  const headers = agent === null ? [] : ['User-Agent', agent]
  const exchange = new Exchange('GET', url, headers, new Connection(address), null)
  exchange.end(status)
  return exchange
}

describe('LineWriter', () => {
  it('writes JSON of one line and ASCII, whatever is in the texts', () => {
    const lines = writer()
    fc.assert(
      fc.property(
        fc.record({
          path: fc.string({ unit: 'binary', maxLength: 40 }).filter(path => !path.includes('?')),
          agent: fc.option(fc.string({ unit: 'grapheme' })),
          route: fc.option(fc.string({ unit: 'grapheme' })),
          message: fc.option(fc.string({ unit: 'binary' })),
          cacheHit: fc.option(fc.boolean()),
          status: fc.integer({ min: 100, max: 599 }),
        }),
        ({ path, agent, route, message, cacheHit, status }) => {
          const exchange = ended(`${path}?secret=1`, agent, status, '10.0.0.1')
          exchange.route = route
          if (message !== null) exchange.recordError(message)
          if (cacheHit !== null) exchange.recordCache(cacheHit)
          const line = lines.request(exchange)
          expect(line).toMatch(/^[ -~]+\n$/)
          const { timestamp, response_time, ...rest } = JSON.parse(line)
          expect(Math.abs(timestamp - Date.now() / 1000)).toBeLessThan(1)
          expect(response_time).toBeGreaterThanOrEqual(0)
          expect(rest).toEqual({
            endpoint: path,
            method: 'GET',
            status_code: status,
            client_ip: '10.0.0.1',
            ...(agent === null ? {} : { user_agent: agent }),
            ...(route === null ? {} : { route }),
            ...(cacheHit === null ? {} : { cache_hit: cacheHit }),
            ...(message === null ? {} : { error_message: message }),
          })
        },
      ),
    )
  })

  it('writes durations to the microsecond, from none to hours', () => {
    const lines = writer()
    const exchange = ended('/', null, 200)
    for (const microseconds of [
      0, 1, 9, 10, 99, 100, 999, 1000, 10_000, 99_999, 100_000, 999_999, 1e6, 7.2e9,
    ]) {
      Object.assign(exchange, { startedAt: 1000, endedAt: 1000 + microseconds / 1000 })
      expect(JSON.parse(lines.request(exchange)).response_time).toBe(microseconds / 1e6)
    }
  })

  it('cuts texts that no sane request has', () => {
    const exchange = ended(`/${'x'.repeat(10_000)}`, '\u{1F600}'.repeat(5000), 200)
    expect(JSON.parse(writer().request(exchange)).endpoint).toHaveLength(2048)
    expect(writer().request(exchange).length).toBeLessThan(20_000)
  })

  it('leaves out a status that is unknown', () => {
    expect(JSON.parse(writer().request(ended('/', null, 0))).status_code).toBeNull()
  })
})

describe('who is asking', () => {
  it('is told without the prefix of IPv4 in IPv6', () => {
    expect(clientAddress({ remoteAddress: '::ffff:192.0.2.7' })).toBe('192.0.2.7')
    expect(clientAddress({ remoteAddress: '2001:db8::1' })).toBe('2001:db8::1')
    expect(clientAddress({ remoteAddress: '::ffff:1' })).toBe('::ffff:1')
    expect(clientAddress(undefined)).toBeNull()
  })

  it('is found in any spelling of the header', () => {
    expect(userAgent(['Host', 'a', 'USER-agent', 'x'])).toBe('x')
    expect(userAgent(['Host', 'user-agent'])).toBeNull()
  })
})
