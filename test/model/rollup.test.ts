import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Cache, decodeFrame, encodeFrame, mergeFrame, Rollup } from '../../src/model/index.ts'

interface Row {
  status: number
  duration: number
  cache: number
  message: string | undefined
  client: string | undefined
}

const row: fc.Arbitrary<Row> = fc.record({
  status: fc.constantFrom(0, 100, 200, 200, 200, 204, 301, 404, 500, 599),
  duration: fc.oneof(
    fc.integer({ min: 0, max: 9_000_000 }).map(us => us / 1e6),
    fc.double({ min: 0, max: 1e8, noNaN: true }),
    fc.constantFrom(Number.NaN, -1, Number.POSITIVE_INFINITY, 0),
  ),
  cache: fc.constantFrom(Cache.hit, Cache.miss, Cache.unknown, Cache.notALookup),
  message: fc.option(fc.constantFrom('timeout', 'not found', 'é \u0000'), { nil: undefined }),
  client: fc.option(fc.constantFrom('10.0.0.1', '10.0.0.2'), { nil: undefined }),
})
const rows = fc.array(row, { maxLength: 60 })

function of(list: readonly Row[]): Rollup {
  const rollup = new Rollup()
  for (const { status, duration, cache, message, client } of list) {
    rollup.add(status, duration, cache)
    if (message !== undefined && (status === 404 || status === 500)) rollup.addErrorMessage(status, message)
    if (client !== undefined) rollup.addClient(client)
  }
  return rollup
}

function contents(rollup: Rollup): unknown {
  return [
    rollup.stats(),
    rollup.cacheOther,
    rollup.messages(),
    rollup.errorMessages?.top() ?? [],
    rollup.clients?.top() ?? [],
    [rollup.hit, rollup.miss, rollup.unknown].map(part =>
      part?.count ? [part.sumParts(), [...part.sketch.buckets()]] : null,
    ),
  ]
}

describe('a rollup', () => {
  it('counts what it is given', () => {
    fc.assert(
      fc.property(rows, list => {
        const stats = of(list).stats()
        const known = list.filter(({ status }) => status > 0)
        const errors = known.filter(({ status }) => status >= 400)
        const hits = list.filter(({ cache }) => cache === Cache.hit).length
        const misses = list.filter(({ cache }) => cache === Cache.miss).length
        const spoken = list.some(({ cache }) => cache !== Cache.unknown)
        expect(stats.total).toBe(list.length)
        expect(stats.errorRate).toBe(known.length === 0 ? null : errors.length / known.length)
        expect(stats.statusUnknown).toBe(list.length - known.length)
        expect(stats.serverErrors).toBe(errors.filter(({ status }) => status >= 500).length)
        expect(stats.clientErrors).toBe(errors.filter(({ status }) => status < 500).length)
        expect(stats.cache.hits).toBe(spoken ? hits : null)
        expect(stats.cache.misses).toBe(spoken ? misses : null)
        expect(stats.cache.hitRate).toBe(hits + misses > 0 ? hits / (hits + misses) : null)
        const timed = list.filter(({ duration }) => duration >= 0 && duration < Number.POSITIVE_INFINITY)
        expect(stats.responseTime.count).toBe(timed.length)
      }),
    )
  })

  it('merges the same in any order, with the empty one as identity', () => {
    fc.assert(
      fc.property(rows, rows, rows, (a, b, c) => {
        const left = of(a)
        left.merge(of(b))
        left.merge(of(c))
        const right = new Rollup()
        const inner = of(c)
        inner.merge(of(b))
        right.merge(inner)
        right.merge(of(a))
        right.merge(new Rollup())
        expect(contents(left)).toEqual(contents(of([...a, ...b, ...c])))
        expect(contents(right)).toEqual(contents(left))
      }),
    )
  })

  it('knows the commonest message of each status', () => {
    const rollup = new Rollup()
    for (const [status, text] of [
      [404, 'not found'],
      [500, 'timeout'],
      [500, 'refused'],
      [500, 'timeout'],
      [404, 'timeout'],
    ] as const)
      rollup.addErrorMessage(status, text)
    rollup.addErrorMessage(404, 'not found')
    expect(rollup.messageOf(404)).toBe('not found')
    expect(rollup.messageOf(500)).toBe('timeout')
    expect(rollup.messageOf(503)).toBeNull()
    expect(rollup.messages()[0]).toEqual({ value: 'timeout', count: 3, error: 0 })
  })
})

describe('a frame', () => {
  const cells = fc.uniqueArray(fc.tuple(fc.oneof(fc.nat(30), fc.nat(2 ** 40)), rows), {
    selector: ([number]) => number,
    maxLength: 12,
  })

  it('gives back every rollup under its number', () => {
    fc.assert(
      fc.property(cells, list => {
        const frame = encodeFrame(list.map(([number, content]) => [number, of(content)]))
        const decoded = decodeFrame(frame)
        expect([...decoded.keys()].sort((a, b) => a - b)).toEqual(
          list.map(([number]) => number).sort((a, b) => a - b),
        )
        for (const [number, content] of list)
          expect(contents(decoded.get(number)!)).toEqual(contents(of(content)))
      }),
    )
  })

  it('is the same bytes for the same rollups in any order', () => {
    fc.assert(
      fc.property(cells, list => {
        const encode = (from: typeof list): Uint8Array =>
          encodeFrame(from.map(([number, content]) => [number, of(content)]))
        expect(encode([...list].reverse())).toEqual(encode(list))
      }),
    )
  })

  it('adds to rollups that exist already, and skips those nobody wants', () => {
    fc.assert(
      fc.property(rows, rows, rows, (a, b, c) => {
        const into = of(a)
        mergeFrame(
          encodeFrame([
            [3, of(c)],
            [7, of(b)],
          ]),
          number => (number === 7 ? into : null),
        )
        expect(contents(into)).toEqual(contents(of([...a, ...b])))
      }),
    )
  })

  it('is refused when it is cut, prolonged or of another version', () => {
    const frame = encodeFrame([
      [1, of([{ status: 200, duration: 0.1, cache: Cache.hit, message: 'x', client: 'y' }])],
      [2, of([])],
    ])
    for (let length = 0; length < frame.length; length++)
      expect(() => decodeFrame(frame.subarray(0, length))).toThrow(RangeError)
    expect(() => decodeFrame(Uint8Array.of(...frame, 0))).toThrow(RangeError)
    expect(() => decodeFrame(Uint8Array.of(2, ...frame.subarray(1)))).toThrow('version 1')
  })

  it('never hangs and never fails otherwise on damaged bytes', () => {
    fc.assert(
      fc.property(rows, fc.nat(), fc.nat(255), (list, at, byte) => {
        const frame = encodeFrame([
          [1, of(list)],
          [5, of(list)],
        ])
        frame[at % frame.length] = byte
        try {
          decodeFrame(frame)
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError)
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('is small: 120 durations of an endpoint in under 70 bytes', () => {
    let seed = 7
    const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647
    const normal = (): number => Array.from({ length: 12 }, random).reduce((a, b) => a + b, -6)
    const list = Array.from({ length: 120 }, () => ({
      status: 200,
      duration: Math.round(Math.exp(-3 + normal() * 0.9) * 1e6) / 1e6,
      cache: Cache.unknown,
      message: undefined,
      client: undefined,
    }))
    const one = encodeFrame([[0, of(list)]]).length
    const frame = encodeFrame(Array.from({ length: 100 }, (_, i) => [i, of(list)] as const))
    expect((frame.length - one) / 99).toBeLessThan(70)
  })
})
