import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Connection, clientAddress, userAgent } from '../../src/instrument/record/connection.ts'
import type { Exchange } from '../../src/instrument/record/exchange.ts'
import { LineWriter } from '../../src/instrument/record/lines.ts'
import { Pieces } from '../../src/instrument/record/pieces.ts'
import { frameOf } from './frame.ts'

function exchange(url: string, agent: string | null, address: string | null = null): Exchange {
  return new Connection(address).begin('GET', url, agent, null)
}

const memory = Buffer.alloc(65_536)
const writer = new LineWriter()

function lineOf(
  one: Exchange,
  status: number,
  { pieces = new Pieces(), milliseconds = 1, timestamp = 1_700_000_000_123 } = {},
): string {
  const end = writer.request(memory, 7, timestamp, milliseconds, pieces.frame(one, status))
  return memory.toString('latin1', 7, end)
}

describe('LineWriter', () => {
  it('writes JSON of one line and ASCII, whatever is in the texts', () => {
    const pieces = new Pieces()
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
          const one = exchange(`${path}?secret=1`, agent, '10.0.0.1')
          one.route = route
          if (message !== null) one.recordError(message)
          if (cacheHit !== null) one.recordCache(cacheHit)
          const line = lineOf(one, status, { pieces })
          expect(lineOf(one, status, { pieces })).toBe(line)
          expect(line).toMatch(/^[ -~]+\n$/)
          expect(JSON.parse(line)).toEqual({
            timestamp: 1_700_000_000.123,
            response_time: 0.001,
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
    for (const microseconds of [
      0, 1, 9, 10, 99, 100, 999, 1000, 10_000, 99_999, 100_000, 999_999, 1e6, 7.2e9,
    ]) {
      const line = lineOf(exchange('/', null), 200, { milliseconds: microseconds / 1000 })
      expect(JSON.parse(line).response_time).toBe(microseconds / 1e6)
    }
  })

  it('writes the times of each record into what a connection repeats', () => {
    const connection = new Connection('10.0.0.1')
    const pieces = new Pieces()
    const numbers = fc.record({
      milliseconds: fc.oneof(fc.nat({ max: 999_999 }), fc.nat({ max: 5_000_000 })).map(micro => micro / 1000),
      timestamp: fc.oneof(
        fc.nat({ max: 2000 }).map(passed => 1_700_000_000_000 + passed),
        // A clock that was never set; it may be put right later.
        fc.nat({ max: 20_000_000 }),
      ),
      path: fc.constantFrom('/', '/', '/', '/other'),
    })
    fc.assert(
      fc.property(fc.array(numbers, { maxLength: 40 }), records => {
        for (const { milliseconds, timestamp, path } of records) {
          const one = connection.begin('GET', path, 'x', null)
          const expected = `{"timestamp":${(timestamp / 1000).toFixed(3)},"endpoint":"${path}","method":"GET","status_code":200,"response_time":${(milliseconds / 1000).toFixed(6)},"client_ip":"10.0.0.1","user_agent":"x"}\n`
          expect(lineOf(one, 200, { pieces, milliseconds, timestamp })).toBe(expected)
        }
      }),
    )
  })

  it('writes nothing where there is no room', () => {
    const small = Buffer.alloc(100, 'x')
    const request = (at: number) => writer.request(small, at, 1e12, 1, frameOf(',"response_time":', '}\n'))
    expect(request(50)).toBe(50)
    expect(small.toString()).toBe('x'.repeat(100))
    expect(request(0)).toBe('{"timestamp":1000000000.000,"response_time":0.001000}\n'.length)
  })

  it('cuts texts that no sane request has', () => {
    const long = exchange(`/${'x'.repeat(10_000)}`, '\u{1F600}'.repeat(5000))
    expect(JSON.parse(lineOf(long, 200)).endpoint).toHaveLength(2048)
    expect(lineOf(long, 200).length).toBeLessThan(20_000)
  })

  it('leaves out a status that is unknown', () => {
    expect(JSON.parse(lineOf(exchange('/', null), 0)).status_code).toBeNull()
  })
})

describe('Pieces', () => {
  it('makes bytes of what is seen again, and keeps what it remembers within bounds', () => {
    const pieces = new Pieces()
    expect(pieces.head('GET', '/a', 200)).toBe(pieces.head('GET', '/a', 200))
    expect(pieces.head('GET', '/a', 404)).not.toEqual(pieces.head('GET', '/a', 200))
    expect(pieces.head('PUT', '/a', 200)).not.toEqual(pieces.head('GET', '/a', 200))
    for (let i = 0; i < 2000; i++) pieces.head('GET', `/items/${i}`, 200)
    expect(pieces.head('GET', '/items/1999', 200)).toBeTypeOf('string')
    expect(pieces.head('GET', '/items/1', 200)).toBeInstanceOf(Uint8Array)
    // Traffic changes: what is new is remembered after a while.
    for (let i = 0; i < 19_100; i++) pieces.head('GET', `/new/${i}`, 200)
    expect(pieces.head('GET', '/now', 200)).toBeInstanceOf(Uint8Array)
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
