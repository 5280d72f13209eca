import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Collector } from '../../src/collector/index.ts'
import { Cache, ManualClock } from '../../src/model/index.ts'
import { batchOf, type Request } from './batches.ts'

const start = 1_795_336_800

function arbitraryRequest(span: number): fc.Arbitrary<Request> {
  return fc.record(
    {
      time: fc.integer({ min: 0, max: span * 1000 }).map(ms => start + ms / 1000),
      method: fc.constantFrom('GET', 'POST', null),
      path: fc.constantFrom('/', '/users/17', '/users/4', '/orders', null),
      status: fc.constantFrom(200, 200, 200, 201, 404, 500, 503, 0),
      duration: fc.oneof(
        fc.integer({ min: 0, max: 5_000_000 }).map(us => us / 1e6),
        fc.constant(Number.NaN),
      ),
      cache: fc.constantFrom(Cache.hit, Cache.miss, Cache.unknown, Cache.notALookup),
      message: fc.constantFrom('timeout', 'not found'),
    },
    { requiredKeys: ['time', 'method', 'path', 'status', 'duration', 'cache'] },
  )
}

function cut<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  )
}

function nearestRank(sorted: readonly number[], q: number): number {
  return sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1]!
}

describe('a report of everything', () => {
  it('agrees with counting by hand', () => {
    fc.assert(
      fc.property(
        fc.array(arbitraryRequest(2000), { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 1, max: 100 }),
        (requests, size) => {
          const collector = new Collector({ clock: new ManualClock(start), profile: 'report' })
          for (const part of cut(requests, size)) collector.add(batchOf(part))
          const snapshot = collector.snapshot({ windowSeconds: null, sources: [] })
          const times = requests.map(({ time }) => time)
          const durations = requests
            .map(({ duration }) => duration!)
            .filter(d => d >= 0)
            .sort((a, b) => a - b)
          const { requests: stats, series, window } = snapshot
          expect(window).toEqual({
            from: Math.min(...times),
            to: Math.max(...times),
            seconds: Math.max(...times) - Math.min(...times),
          })
          expect(stats.total).toBe(requests.length)
          expect(stats.errors).toBe(requests.filter(({ status }) => status! >= 400).length)
          expect(stats.cache.hits ?? 0).toBe(requests.filter(({ cache }) => cache === Cache.hit).length)
          expect(stats.responseTime.count).toBe(durations.length)
          if (durations.length > 0) {
            const exact = durations.reduce((a, b) => a + b, 0) / durations.length
            expect(stats.responseTime.mean).toBeCloseTo(exact, 9)
            for (const [figure, q] of [
              ['p50', 0.5],
              ['p95', 0.95],
              ['p99', 0.99],
            ] as const) {
              const truth = nearestRank(durations, q)
              expect(Math.abs(stats.responseTime[figure]! - truth)).toBeLessThanOrEqual(truth * 0.0111)
            }
          }
          expect(series.points.reduce((sum, { requests: n }) => sum + n, 0)).toBe(requests.length)
          expect(series.points.length).toBeLessThanOrEqual(120)
          const recent = requests.filter(({ time }) => time >= Math.floor(window.to!) - 299)
          expect(snapshot.recent.requests.total).toBe(recent.length)
          const perSecond = new Map<number, number>()
          for (const time of times)
            perSecond.set(Math.floor(time), (perSecond.get(Math.floor(time)) ?? 0) + 1)
          expect(snapshot.rate.peak).toBe(Math.max(...perSecond.values()))
        },
      ),
    )
  })
})
