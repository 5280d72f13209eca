import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Collector, type CollectorOptions } from '../../src/collector/index.ts'
import { ManualClock, type RequestFilter } from '../../src/model/index.ts'
import { arbitraryRequest, cut, start } from './arbitrary.ts'
import { batchOf, type Request } from './batches.ts'
import { byEndpoint, expectStats, peakOf } from './truth.ts'

function live(requests: readonly Request[], options: Partial<CollectorOptions> = {}, size = 20): Collector {
  const collector = new Collector({ clock: new ManualClock(start), profile: 'live', ...options })
  for (const part of cut(requests, size)) collector.add(batchOf(part))
  return collector
}

/** About in order, some a little late, some very. */
function traffic(span: number, maxLength: number): fc.Arbitrary<Request[]> {
  return fc
    .array(
      fc.tuple(
        arbitraryRequest(span),
        fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: span })),
      ),
      {
        minLength: 1,
        maxLength,
      },
    )
    .map(list => list.sort((a, b) => a[0].time + a[1] - b[0].time - b[1]).map(([request]) => request))
}

const windows = fc.constantFrom(60, 300, 900, 1800, 3600, 21_600, 86_400)

describe('the last seconds alone', () => {
  it('say the same as the window that ends now', () => {
    fc.assert(
      fc.property(traffic(2000, 120), fc.constantFrom(60, 300), (requests, seconds) => {
        const collector = live(requests)
        const {
          window,
          requests: all,
          rate,
          endpoints,
          system,
        } = collector.snapshot({
          windowSeconds: seconds,
          sources: [],
        })
        const without = endpoints.map(stats => ({ ...stats, series: null }))
        expect(collector.stretch(seconds)).toEqual({
          window,
          requests: all,
          rate,
          endpoints: without,
          system,
        })
      }),
      { numRuns: 50 },
    )
  })
})

describe('the slowest and the newest of many', () => {
  it.each([300, 900, 3600])('are those of the last %i seconds', windowSeconds => {
    // More than the kept requests' segments hold, three times over, and a window that begins within one of them.
    const requests = Array.from({ length: 15_000 }, (_, i) => ({
      time: start + i / 10,
      path: '/',
      status: 200,
      duration: ((i * 7919) % 14_983) / 1000 + 0.001,
    }))
    const collector = live(requests, {}, 700)
    for (const end of [undefined, start + 1399.95]) {
      const { slowest, recentRequests, window } = collector.snapshot({
        windowSeconds,
        sources: [],
        ...(end === undefined ? { mode: 'replay' as const } : { end }),
      })
      const inside = requests.filter(({ time }) => time >= window.from! && time <= window.to!)
      expect(slowest.map(({ duration }) => duration)).toEqual(
        inside
          .map(({ duration }) => duration)
          .sort((a, b) => b - a)
          .slice(0, 100),
      )
      expect(recentRequests.map(({ timestamp }) => timestamp)).toEqual(
        inside
          .map(({ time }) => time)
          .reverse()
          .slice(0, 100),
      )
    }
  })
})

describe('a live window', () => {
  it.each([2000, 9000, 80_000])('agrees with counting by hand over %i s, late requests included', span => {
    fc.assert(
      fc.property(
        traffic(span, 120),
        windows,
        fc.integer({ min: 1, max: 40 }),
        (requests, windowSeconds, size) => {
          const collector = live(requests, {}, size)
          const snapshot = collector.snapshot({ windowSeconds, sources: [], mode: 'replay' })
          const newest = Math.max(...requests.map(({ time }) => time))
          const { from, to } = snapshot.window
          expect(to).toBe(newest)
          const asked = Math.floor(newest) + 1 - windowSeconds
          expect(from).toBeGreaterThanOrEqual(asked)
          expect(from! - asked).toBeLessThan(windowSeconds <= 900 ? 1 : 60)
          const inside = requests.filter(({ time }) => time >= from!)
          expectStats(snapshot.requests, inside)
          const truth = byEndpoint(inside)
          expect(snapshot.endpoints.length).toBe(truth.size)
          for (const stats of snapshot.endpoints) {
            expectStats(stats, truth.get(`${stats.method ?? '-'} ${stats.endpoint}`)!)
            expect(stats.series!.points.reduce((sum, point) => sum + point.requests, 0)).toBe(stats.total)
          }
          const { peak, peakAt } = snapshot.rate
          expect({ peak, peakAt }).toEqual(peakOf(inside))
          expect(snapshot.series.points.length).toBeLessThanOrEqual(120)
          const { points, stepSeconds } = snapshot.series
          expect(points.map(point => point.requests)).toEqual(
            points.map(
              ({ time: at }) => inside.filter(({ time }) => time >= at && time < at + stepSeconds).length,
            ),
          )
          const recentFrom = Math.max(from!, Math.floor(newest) - 299)
          expectStats(
            snapshot.recent.requests,
            requests.filter(({ time }) => time >= recentFrom),
          )
          expect(snapshot.recentRequests.map(({ timestamp }) => timestamp)).toEqual(
            inside
              .map(({ time }) => time)
              .sort((a, b) => b - a)
              .slice(0, 100),
          )
        },
      ),
      { numRuns: 60 },
    )
  })

  it('shows the same on every look, however often it is looked at in between', () => {
    fc.assert(
      fc.property(traffic(4000, 120), windows, (requests, windowSeconds) => {
        const request = { windowSeconds, sources: [] }
        const seen = live([], {})
        for (const part of cut(requests, 9)) {
          seen.add(batchOf(part))
          seen.snapshot(request)
        }
        expect(seen.snapshot(request)).toEqual(live(requests, {}, 9).snapshot(request))
      }),
      { numRuns: 40 },
    )
  })

  it('keeps totals since the start, late ones included', () => {
    fc.assert(
      fc.property(traffic(200_000, 100), requests => {
        const collector = live(requests)
        const snapshot = collector.snapshot({ windowSeconds: null, sources: [] })
        expectStats(snapshot.requests, requests)
        let newest = 0
        let late = 0
        for (const part of cut(requests, 20)) {
          newest = Math.max(newest, ...part.map(({ time }) => time))
          late += part.filter(({ time }) => time < newest - 86_400).length
        }
        expect(Math.abs(snapshot.ingest.late - late)).toBeLessThanOrEqual(
          requests.filter(({ time }) => Math.abs(newest - 86_400 - time) < 60).length,
        )
      }),
    )
  })

  it('goes back in time', () => {
    const requests = Array.from({ length: 800 }, (_, i) => ({ time: start + i, status: i < 400 ? 200 : 500 }))
    const {
      window,
      requests: stats,
      mode,
    } = live(requests).snapshot({
      windowSeconds: 60,
      end: start + 399.5,
      sources: [],
    })
    expect(mode).toBe('history')
    expect(window).toEqual({ from: start + 340, to: start + 399.5, seconds: 59.5 })
    expect(stats.total).toBe(60)
    expect(stats.errors).toBe(0)
  })
})

describe('where a live window ends', () => {
  it('at the newest request until one is not older than five minutes, then now', () => {
    const clock = new ManualClock(start + 10_000)
    const collector = new Collector({ clock, profile: 'live' })
    const look = (): unknown => {
      const { mode, window, requests } = collector.snapshot({ windowSeconds: 60, sources: [] })
      return [mode, window.to, requests.total]
    }
    collector.add(batchOf([{ time: start }]))
    expect(look()).toEqual(['replay', start, 1])
    collector.add(batchOf([{ time: start + 9699 }]))
    expect(look()).toEqual(['replay', start + 9699, 1])
    collector.add(batchOf([{ time: start + 9700 }]))
    expect(look()).toEqual(['live', start + 10_000, 0])
    collector.add(batchOf([{ time: start + 10_000 }]))
    expect(look()).toEqual(['live', start + 10_000, 1])
    clock.advance(3600)
    expect(look()).toEqual(['live', start + 13_600, 0])
  })
})

describe('a live filter', () => {
  const filters: readonly (Omit<RequestFilter, 'test'> & { truth(request: Request): boolean })[] = [
    {
      text: 'method = "POST"',
      fields: new Set(['method']),
      scope: 'series',
      truth: ({ method }) => method === 'POST',
    },
    {
      text: 'status >= 500',
      fields: new Set(['status']),
      scope: 'status',
      truth: ({ status }) => status! >= 500,
    },
    {
      text: 'duration > 1s',
      fields: new Set(['duration']),
      scope: 'row',
      truth: ({ duration }) => duration! > 1,
    },
  ]
  const tests: Record<string, RequestFilter['test']> = {
    'method = "POST"': row => row.get('method') === 'POST',
    'status >= 500': row => Number(row.get('status') ?? 0) >= 500,
    'duration > 1s': row => Number(row.get('duration') ?? 0) > 1,
  }

  it.each(filters)('%o is exact as far as requests are held', ({ truth, ...rest }) => {
    const filter: RequestFilter = { ...rest, test: tests[rest.text]! }
    fc.assert(
      fc.property(traffic(3000, 100), windows, (requests, windowSeconds) => {
        const collector = live(requests)
        const snapshot = collector.snapshot({ windowSeconds, sources: [], filter })
        const inside = requests.filter(request => request.time >= snapshot.window.from! && truth(request))
        expectStats(snapshot.requests, inside)
        expect(snapshot.filterCoversFrom).toBeNull()
        expect(snapshot.series.points.reduce((sum, point) => sum + point.requests, 0)).toBe(inside.length)
        expect(snapshot.recentRequests.length).toBe(Math.min(100, inside.length))
      }),
      { numRuns: 40 },
    )
  })

  it('by status counts exactly where requests are gone, and says from when the rest is', () => {
    const requests = Array.from({ length: 6000 }, (_, i) => ({
      time: start + i / 10,
      status: i % 10 === 0 ? 500 : 200,
      duration: 0.1,
      line: 'x'.repeat(1000),
    }))
    const collector = live(requests, { rawBytes: 2_000_000 }, 100)
    const filter: RequestFilter = {
      text: '',
      fields: new Set(['status']),
      scope: 'status',
      test: tests['status >= 500']!,
    }
    const {
      requests: stats,
      filterCoversFrom,
      series,
    } = collector.snapshot({ windowSeconds: 600, sources: [], filter })
    expect(stats.total).toBe(600)
    expect(stats.serverErrors).toBe(600)
    expect(series.points.reduce((sum, point) => sum + point.requests, 0)).toBe(600)
    expect(filterCoversFrom).toBeGreaterThan(start + 300)
    const held = requests.filter(({ time, status }) => time > filterCoversFrom! && status === 500).length
    expect(stats.responseTime.count).toBe(held)
  })
})
