import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Collector, type CollectorOptions } from '../../src/collector/index.ts'
import { Cache, ManualClock, type Snapshot } from '../../src/model/index.ts'
import { cut, start } from './arbitrary.ts'
import { batchOf, type Request, sampleOf } from './batches.ts'
import { expectStats } from './truth.ts'

function report(requests: readonly Request[], options: Partial<CollectorOptions> = {}): Snapshot {
  const collector = new Collector({ clock: new ManualClock(start), profile: 'report', ...options })
  for (const part of cut(requests, 10)) collector.add(batchOf(part))
  return collector.snapshot({ windowSeconds: null, sources: [] })
}

function names(snapshot: Snapshot): string[] {
  return snapshot.endpoints.map(({ method, endpoint, total }) => `${method} ${endpoint} ${total}`)
}

describe('endpoints', () => {
  it('come most requests first, ties by endpoint, then method, in code points', () => {
    const requests = ['/b', '/b', '/a', '/\uffee', '/😀', '/a'].map((path, i) => ({
      time: start,
      path,
      method: i === 5 ? 'POST' : 'GET',
    }))
    expect(names(report(requests))).toEqual([
      'GET /b 2',
      'GET /a 1',
      'POST /a 1',
      'GET /\uffee 1',
      'GET /😀 1',
    ])
  })

  it('without method or path have null and (unknown)', () => {
    const requests = [
      { time: start, method: null, path: null },
      { time: start, method: null, path: '/x' },
      { time: start, method: 'GET', path: null },
    ]
    expect(names(report(requests))).toEqual(['null (unknown) 1', 'GET (unknown) 1', 'null /x 1'])
  })

  it('beyond the cap are one (other), last, with method null; totals stay exact', () => {
    const requests = fc.array(
      fc.record({
        time: fc.constant(start),
        path: fc.nat(12).map(n => `/${'abcdefghijklm'[n]}`),
        method: fc.constantFrom('GET', 'POST'),
        status: fc.constantFrom(200, 404),
        duration: fc.integer({ min: 0, max: 1000 }).map(ms => ms / 1000),
      }),
      { minLength: 1 },
    )
    fc.assert(
      fc.property(requests, fc.integer({ min: 1, max: 10 }), (list, maxEndpoints) => {
        const snapshot = report(list, { maxEndpoints })
        const keys = [...new Set(list.map(({ method, path }) => `${method} ${path}`))]
        const kept = new Set(keys.slice(0, maxEndpoints))
        const keyOf = ({ method, path }: Request): string => `${method} ${path}`
        expectStats(snapshot.requests, list)
        const rest = list.filter(request => !kept.has(keyOf(request)))
        expect(snapshot.ingest.folded).toBe(rest.length)
        const named = snapshot.endpoints.filter(({ endpoint }) => endpoint !== '(other)')
        expect(new Set(named.map(({ method, endpoint }) => `${method} ${endpoint}`))).toEqual(kept)
        for (const stats of named)
          expectStats(
            stats,
            list.filter(request => keyOf(request) === `${stats.method} ${stats.endpoint}`),
          )
        const other = snapshot.endpoints.at(-1)!
        if (rest.length > 0) {
          expect([other.method, other.endpoint]).toEqual([null, '(other)'])
          expectStats(other, rest)
        }
      }),
    )
  })

  it('that matter have a chart of their own, which adds up', () => {
    const requests = Array.from({ length: 3000 }, (_, i) => ({
      time: start + i,
      path: `/${'abcdefghijklmnopqrstuvwxyz'[i % 26]}/${'ab'[i % 2]}`,
      status: i % 26 === 25 ? 500 : 200,
      duration: 0.1,
    }))
    const { endpoints } = report(requests)
    const charted = endpoints.filter(({ series }) => series !== null)
    expect(charted.length).toBeGreaterThanOrEqual(20)
    expect(charted.some(({ endpoint }) => endpoint.startsWith('/z'))).toBe(true)
    for (const { series, total } of charted) {
      expect(series!.points.length).toBeLessThanOrEqual(120)
      expect(series!.points.reduce((sum, point) => sum + point.requests, 0)).toBe(total)
    }
  })

  it('have the share of time, the messages and the clients they really had', () => {
    const requests = [
      { time: start, path: '/a', status: 500, duration: 1.5, message: 'timeout', client: '10.0.0.1' },
      { time: start, path: '/a', status: 503, duration: 0.5, message: 'timeout', client: '10.0.0.2' },
      { time: start, path: '/a', status: 500, message: 'refused', client: '10.0.0.1' },
      { time: start + 10, path: '/b', status: 404, duration: 1 },
    ]
    const snapshot = report(requests, { keepClients: true })
    const [a, b] = snapshot.endpoints
    expect(a!.durationSum).toBe(2)
    expect(a!.rate).toBe(0.3)
    expect(a!.errorMessages).toEqual([
      { value: 'timeout', count: 2, error: 0 },
      { value: 'refused', count: 1, error: 0 },
    ])
    expect(a!.clients[0]).toEqual({ value: '10.0.0.1', count: 2, error: 0 })
    expect(b!.errorMessages).toEqual([])
    expect(
      snapshot.topErrors.map(({ status, endpoint, count, message }) => [status, endpoint, count, message]),
    ).toEqual([
      [500, '/a', 2, 'refused'],
      [404, '/b', 1, null],
      [503, '/a', 1, 'timeout'],
    ])
  })
})

describe('a filter in a report', () => {
  it('lets every row through or not, and counts the others', () => {
    const requests = [
      { time: start, path: '/users/17', duration: 0.4, extra: { tenant: 'a' } },
      { time: start + 1, path: '/users/17', duration: 0.2, extra: { tenant: 'a' } },
      { time: start + 2, path: '/users/9', duration: 0.6, extra: { tenant: 'b' } },
      { time: start + 9, path: '/users/9', duration: 0.9, extra: { tenant: 'a' } },
    ]
    const filter = {
      text: 'anything',
      fields: new Set(['duration', 'tenant', 'endpoint']),
      scope: 'row',
      test: (row: { get(field: string): unknown }): boolean =>
        Number(row.get('duration')) > 0.3 &&
        row.get('tenant') === 'a' &&
        row.get('endpoint') === '/users/:id',
    } as const
    const all = report(requests, { filter })
    expect(all.requests.total).toBe(2)
    expect(all.ingest).toMatchObject({ requests: 4, filtered: 2, outsideWindow: 0 })
    expect(all.filter).toBe('anything')
    for (const window of [{ windowSeconds: 8 }, { range: { from: start + 1, to: start + 9 } }]) {
      const { ingest, requests: stats } = report(requests, { filter, ...window })
      expect(stats.total).toBe(1)
      expect(ingest).toMatchObject({ requests: 4, filtered: 2, outsideWindow: 1 })
    }
  })
})

describe('groups', () => {
  const requests = [
    { time: start, status: 200, client: 'x', extra: { tenant: 'a' } },
    { time: start, status: 500, client: 'y', extra: { tenant: 'b' } },
    { time: start, status: 500, client: 'x', extra: { tenant: 'b' } },
    { time: start, status: 0, client: 'x' },
  ]
  it.each([
    [
      'status',
      [
        ['500', 2],
        ['200', 1],
        [null, 1],
      ],
    ],
    [
      'client',
      [
        ['x', 3],
        ['y', 1],
      ],
    ],
    [
      'tenant',
      [
        ['b', 2],
        ['a', 1],
        [null, 1],
      ],
    ],
    ['method', [['GET', 4]]],
    ['source', [['access.log', 4]]],
    ['nothing of the kind', [[null, 4]]],
  ])('by %s', (groupBy, expected) => {
    const { groups } = report(requests, { groupBy, sourceName: () => 'access.log' })
    expect(groups!.map(({ value, total }) => [value, total])).toEqual(expected)
  })

  it('are folded beyond a thousand', () => {
    const many = Array.from({ length: 1500 }, (_, i) => ({ time: start, client: `client ${i}` }))
    const { groups } = report(many, { groupBy: 'client' })
    expect(groups!.length).toBe(1001)
    expect(groups![0]).toMatchObject({ value: '(other)', total: 500 })
  })

  it('are null when nobody asked', () => {
    expect(report(requests).groups).toBeNull()
  })
})

describe('the slowest requests', () => {
  it('are the hundred slowest, as they were logged', () => {
    const requests = Array.from({ length: 500 }, (_, i) => ({
      time: start + i,
      path: `/orders/${i}`,
      duration: ((i * 7919) % 500) / 1000,
      status: 200,
      cache: Cache.miss,
      client: '10.0.0.1',
      line: `line ${i}`,
    }))
    const { slowest } = report(requests, { sourceName: () => 'access.log' })
    expect(slowest.length).toBe(100)
    const truth = [...requests].sort((a, b) => b.duration - a.duration).slice(0, 100)
    expect(slowest.map(({ line }) => line)).toEqual(truth.map(({ line }) => line))
    const [first] = truth
    expect(slowest[0]).toEqual({
      timestamp: first!.time,
      method: 'GET',
      endpoint: '/orders/:id',
      path: first!.path,
      status: 200,
      duration: 0.499,
      client: '10.0.0.1',
      cache: false,
      errorMessage: null,
      source: 'access.log',
      line: first!.line,
    })
  })

  it('of a stream are those in the window, wherever it ends', () => {
    const requests = fc.array(
      fc.record({
        time: fc.integer({ min: start, max: start + 400 }),
        duration: fc.integer({ min: 1, max: 300 }).map(ms => ms / 1000),
      }),
      { minLength: 1, maxLength: 700 },
    )
    fc.assert(
      fc.property(requests, list => {
        const { slowest, window } = report(list, { windowSeconds: 150 })
        const truth = list
          .filter(({ time }) => time >= window.from!)
          .sort((a, b) => b.duration - a.duration || b.time - a.time)
          .slice(0, 100)
        expect(slowest.map(({ duration, timestamp }) => [duration, timestamp])).toEqual(
          truth.map(({ duration, time }) => [duration, time]),
        )
      }),
      { numRuns: 30 },
    )
  })
})

describe('sources', () => {
  it('are told apart, and their samples count', () => {
    const collector = new Collector({
      clock: new ManualClock(start),
      profile: 'report',
      sourceName: source => ['a.log', 'b.log'][source]!,
    })
    collector.add(batchOf([{ time: start, status: 500 }]))
    collector.add(batchOf([{ time: start + 1 }, { time: start + 2 }], { source: 1 }))
    collector.add(
      batchOf([{ time: start + 1 }], {
        samples: [sampleOf(start + 500, { memoryPercent: 70, host: 'web-3' })],
      }),
    )
    const { bySource, system } = collector.snapshot({ windowSeconds: null, sources: [] })
    expect(bySource.map(({ value, total, errors }) => [value, total, errors])).toEqual([
      ['a.log', 2, 1],
      ['b.log', 2, 0],
    ])
    expect(system).toMatchObject({ samples: 1, host: 'web-3', counts: true })
  })
})
