import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Collector, type CollectorOptions } from '../../src/collector/index.ts'
import { ManualClock, type Snapshot } from '../../src/model/index.ts'
import { arbitraryRequest, cut, start } from './arbitrary.ts'
import { batchOf, type Request, sampleOf } from './batches.ts'
import { byEndpoint, expectStats, peakOf } from './truth.ts'

const everything = { windowSeconds: null, sources: [] }

function report(requests: readonly Request[], options: Partial<CollectorOptions> = {}, size = 50): Snapshot {
  const collector = new Collector({ clock: new ManualClock(start), profile: 'report', ...options })
  for (const part of cut(requests, size)) collector.add(batchOf(part))
  return collector.snapshot(everything)
}

/** Everything but when it was made. */
function comparable({ generatedAt: _, ...snapshot }: Snapshot): unknown {
  return snapshot
}

function expectEndpoints(snapshot: Snapshot, requests: readonly Request[]): void {
  const truth = byEndpoint(requests)
  expect(snapshot.endpoints.length).toBe(truth.size)
  for (const stats of snapshot.endpoints)
    expectStats(stats, truth.get(`${stats.method ?? '-'} ${stats.endpoint}`)!)
}

function expectSeries({ series, window }: Snapshot, requests: readonly Request[]): void {
  expect(series.points.length).toBeLessThanOrEqual(120)
  expect(Number.isInteger(series.stepSeconds)).toBe(true)
  const { points, stepSeconds } = series
  expect(points.map(({ time }) => time)).toEqual(points.map((_, i) => points[0]!.time + i * stepSeconds))
  expect(points.every(({ time }) => time % stepSeconds === 0)).toBe(true)
  const inside = points.map(({ time }) =>
    requests.filter(request => request.time >= time && request.time < time + stepSeconds),
  )
  expect(points.map(point => [point.requests, point.errors, point.p95 === null])).toEqual(
    inside.map(list => [
      list.length,
      list.filter(({ status }) => status! >= 400).length,
      list.every(({ duration }) => Number.isNaN(duration)),
    ]),
  )
  if (requests.length > 0) {
    expect(series.points[0]!.time).toBeLessThanOrEqual(window.from!)
    expect(series.points.at(-1)!.time + series.stepSeconds).toBeGreaterThan(window.to!)
  }
}

const lists = fc.array(arbitraryRequest(2000), { minLength: 1, maxLength: 150 })

describe('a report of everything', () => {
  it('agrees with counting by hand', () => {
    fc.assert(
      fc.property(lists, fc.integer({ min: 1, max: 100 }), (requests, size) => {
        const snapshot = report(requests, {}, size)
        const times = requests.map(({ time }) => time)
        const [from, to] = [Math.min(...times), Math.max(...times)]
        expect(snapshot.window).toEqual({ from, to, seconds: to - from })
        expectStats(snapshot.requests, requests)
        expectEndpoints(snapshot, requests)
        expectSeries(snapshot, requests)
        expect(snapshot.rate).toEqual({
          mean: to > from ? requests.length / (to - from) : null,
          ...peakOf(requests),
        })
        const recent = requests.filter(({ time }) => time >= Math.floor(to) - 299)
        expectStats(snapshot.recent.requests, recent)
        expect(snapshot.recent.rate.peak).toBe(peakOf(recent).peak)
        expect(snapshot.lastEventAt).toBe(to)
      }),
    )
  })

  it('is the same for a shuffled log, bit for bit', () => {
    const pairs = lists.chain(list =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    )
    fc.assert(
      fc.property(pairs, fc.integer({ min: 1, max: 60 }), ([list, shuffled], size) => {
        expect(comparable(report(shuffled, {}, size))).toEqual(comparable(report(list)))
      }),
      { numRuns: 50 },
    )
  })

  it('does not care over how many years it goes', () => {
    const spread = fc.array(fc.tuple(arbitraryRequest(500), fc.integer({ min: 0, max: 30 })), {
      minLength: 1,
      maxLength: 60,
    })
    fc.assert(
      fc.property(spread, list => {
        const requests = list.map(([request, years]) => ({
          ...request,
          time: request.time - years * 31_556_952,
        }))
        const snapshot = report(requests)
        expectStats(snapshot.requests, requests)
        expectSeries(snapshot, requests)
        expect(comparable(report([...requests].reverse()))).toEqual(comparable(snapshot))
      }),
      { numRuns: 40 },
    )
  })

  it('has nothing to say about nothing', () => {
    const snapshot = report([])
    expect(snapshot.window).toEqual({ from: null, to: null, seconds: null })
    expect(snapshot.requests.total).toBe(0)
    expect(snapshot.requests.errorRate).toBeNull()
    expect(snapshot.rate).toEqual({ mean: null, peak: null, peakAt: null })
    expect(snapshot.series.points).toEqual([])
    expect(snapshot.heatmap).toBeNull()
    expect(snapshot.system).toBeNull()
  })
})

describe('a report of a window', () => {
  const windows = fc.integer({ min: 1, max: 1_500_000 }).map(ms => ms / 1000)

  it('is a closed interval, the same for a file whose end is known and for a stream', () => {
    fc.assert(
      fc.property(lists, windows, fc.integer({ min: 1, max: 60 }), (requests, seconds, size) => {
        const to = Math.max(...requests.map(({ time }) => time))
        const from = to - seconds
        const inside = requests.filter(({ time }) => time >= from && time <= to)
        const file = report(requests, { range: { from, to } }, size)
        const stream = report(requests, { windowSeconds: seconds }, size)
        expect(file.window).toEqual({ from, to, seconds: to - from })
        expectStats(file.requests, inside)
        expectEndpoints(file, inside)
        expectSeries(file, inside)
        expect(file.ingest.outsideWindow).toBe(requests.length - inside.length)
        const recentFrom = Math.max(from, Math.floor(to) - 299)
        expectStats(
          file.recent.requests,
          inside.filter(({ time }) => time >= recentFrom),
        )
        expect(comparable({ ...stream, previous: null })).toEqual(comparable(file))
      }),
    )
  })

  it('begins with a whole second, and says so, where there are too many requests to keep', () => {
    fc.assert(
      fc.property(lists, windows, fc.integer({ min: 400, max: 3000 }), (requests, seconds, windowBytes) => {
        const snapshot = report(requests, { windowSeconds: seconds, windowBytes }, 20)
        const { from, to } = snapshot.window
        expect(to).toBe(Math.max(...requests.map(({ time }) => time)))
        expect(from).toBeGreaterThanOrEqual(to! - seconds)
        if (from !== to! - seconds) expect(Number.isInteger(from)).toBe(true)
        const inside = requests.filter(({ time }) => time >= from!)
        expectStats(snapshot.requests, inside)
        expectEndpoints(snapshot, inside)
        expect(snapshot.rate.peak).toBe(peakOf(inside).peak)
        expect(snapshot.series.points.reduce((sum, point) => sum + point.requests, 0)).toBe(inside.length)
        expect(snapshot.ingest.outsideWindow).toBe(requests.length - inside.length)
        const recentFrom = snapshot.recent.window.from!
        expectStats(
          snapshot.recent.requests,
          inside.filter(({ time }) => time >= recentFrom),
        )
      }),
    )
  })

  it('is compared with as much time before it', () => {
    fc.assert(
      fc.property(lists, windows, (requests, seconds) => {
        const to = Math.max(...requests.map(({ time }) => time))
        const from = to - seconds
        const before = { from: from - seconds, to: from }
        const inside = requests.filter(({ time }) => time >= before.from && time < from)
        const file = report(requests, { range: { from, to }, previousRange: before })
        const stream = report(requests, { windowSeconds: seconds })
        expect(stream.previous).toEqual(file.previous)
        if (!inside.some(({ time }) => time <= before.from + seconds / 2)) {
          expect(file.previous).toBeNull()
          return
        }
        expectStats(file.previous!.requests, inside)
        expect(file.previous!.window).toEqual({ ...before, seconds: from - before.from })
      }),
    )
  })

  it('needs no rows that a known later time makes unneeded', () => {
    fc.assert(
      fc.property(lists, fc.nat(), (requests, pick) => {
        const newestAtLeast = requests[pick % requests.length]!.time
        expect(comparable(report(requests, { newestAtLeast }))).toEqual(comparable(report(requests)))
      }),
      { numRuns: 40 },
    )
  })

  it('holds the samples within it; they never move it', () => {
    const collector = new Collector({
      clock: new ManualClock(start),
      profile: 'report',
      range: { from: start, to: start + 60 },
    })
    const samples = [-1, 0, 30, 60, 61].map(offset => sampleOf(start + offset, { cpuPercent: 50 + offset }))
    collector.add(batchOf([{ time: start + 60 }], { samples }))
    const { system, window, series } = collector.snapshot(everything)
    expect(window.to).toBe(start + 60)
    expect(system).toEqual({
      samples: 3,
      host: null,
      counts: true,
      gauges: { cpuPercent: { current: 110, mean: 80, max: 110 } },
    })
    expect(
      series.points.filter(({ cpuPercent }) => cpuPercent !== null).map(({ cpuPercent }) => cpuPercent),
    ).toEqual([50, 80, 110])
  })
})
