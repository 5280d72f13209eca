import { afterEach, describe, expect, it, vi } from 'vitest'
import { Collector, type CollectorOptions } from '../../src/collector/index.ts'
import { Run } from '../../src/collector/run.ts'
import { Cache, ManualClock, mergeFrame, Rollup } from '../../src/model/index.ts'
import { start } from './arbitrary.ts'
import { batchOf, type Request } from './batches.ts'
import { byEndpoint, expectStats, peakOf, tally } from './truth.ts'

interface Sent extends Request {
  readonly source: number
}

const sources = 2

/** Requests at a rate, of two sources, every hundredth of them late by up to 100 s, in an order that is always the same. */
function traffic(count: number, perSecond: number): Sent[] {
  let state = 1
  const next = (below: number): number => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
  return Array.from({ length: count }, (_, i) => ({
    time: start + 200 + i / perSecond - (next(100) === 0 ? next(100) : 0),
    method: ['GET', 'POST'][next(2)]!,
    path: ['/', '/orders', '/users/17'][next(3)]!,
    status: [200, 200, 200, 404, 500, 0][next(6)]!,
    duration: next(50) === 0 ? Number.NaN : next(40) === 0 ? 0 : next(3_000_000) / 1e6,
    cache: [Cache.hit, Cache.miss, Cache.unknown, Cache.notALookup][next(4)]!,
    client: `10.0.0.${next(3)}`,
    ...(next(5) === 0 && { message: ['timeout', 'not found'][next(2)]! }),
    extra: { region: ['north', 'south'][next(2)]! },
    source: Math.floor(i / 700) % sources,
  }))
}

/** Handed over in batches of one source; where they are small, so few at a time that runs are not worth it. */
function collected(requests: readonly Sent[], size: number, options: Partial<CollectorOptions>): Collector {
  const collector = new Collector({
    clock: new ManualClock(start + 240),
    profile: 'live',
    groupBy: 'region',
    recording: true,
    counting: true,
    ...options,
  })
  for (let source = 0; source < sources; source++) collector.record(source)
  for (let at = 0; at < requests.length; ) {
    const { source } = requests[at]!
    let end = at
    while (end < requests.length && end < at + size && requests[end]!.source === source) end++
    collector.add(batchOf(requests.slice(at, end), { source }))
    if (size < 10) expect(collector.ingest.requests).toBe(end)
    at = end
  }
  return collector
}

/** What was recorded, by width, time and cell, put together. */
function recordedBy(collector: Collector): Map<string, unknown> {
  const { buckets, series } = collector.takeRecorded()
  const names = new Map(series.map(([cell, key]) => [cell, JSON.stringify(key)]))
  const rollups = new Map<string, Rollup>()
  for (const { step, time, frame } of buckets)
    mergeFrame(frame, cell => {
      const name = `${step} ${time} ${names.get(cell)}`
      const rollup = rollups.get(name) ?? new Rollup()
      rollups.set(name, rollup)
      return rollup
    })
  return new Map(
    [...rollups]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, rollup]) => [name, [rollup.stats(), rollup.messages(), rollup.clients?.top() ?? []]]),
  )
}

const reads = vi.spyOn(Run.prototype, 'read')

afterEach(() => {
  reads.mockClear()
})

describe.each([
  ['more a second than are kept one by one', 30_000, 8000],
  ['few enough to be kept one by one', 12_000, 1200],
])('what comes thick and fast, %s', (_, count, perSecond) => {
  const requests = traffic(count, perSecond)

  it.each([{}, { filter: true }])('is counted as if it had come slowly, %o', options => {
    const filter = {
      text: 'status >= 400',
      fields: new Set(['status']),
      scope: 'status' as const,
      test: (row: { get(field: string): unknown }) => Number(row.get('status') ?? 0) >= 400,
    }
    const wanted = 'filter' in options ? { filter } : {}
    const fast = collected(requests, 700, wanted)
    expect(reads).toHaveBeenCalled()
    reads.mockClear()
    const slow = collected(requests, 5, wanted)
    expect(reads).not.toHaveBeenCalled()
    for (const windowSeconds of [60, 300, 3600, null])
      expect(fast.snapshot({ windowSeconds, sources: [] })).toEqual(
        slow.snapshot({ windowSeconds, sources: [] }),
      )
    for (const seconds of [10, 300]) expect(fast.stretch(seconds)).toEqual(slow.stretch(seconds))
    const end = requests[0]!.time + 2
    expect(fast.snapshot({ windowSeconds: 60, sources: [], end })).toEqual(
      slow.snapshot({ windowSeconds: 60, sources: [], end }),
    )
    expect(recordedBy(fast)).toEqual(recordedBy(slow))
    expect(fast.counters()).toEqual(slow.counters())
  })

  it('is exact', () => {
    const snapshot = collected(requests, 700, {}).snapshot({ windowSeconds: 300, sources: [] })
    expectStats(snapshot.requests, requests)
    for (const [endpoint, own] of byEndpoint(requests)) {
      const [method, route] = endpoint.split(' ')
      expectStats(snapshot.endpoints.find(each => each.method === method && each.endpoint === route)!, own)
    }
    const { peak, peakAt } = snapshot.rate
    expect({ peak, peakAt }).toEqual(peakOf(requests))
    const bySource = tally(requests.map(({ source }) => `source ${source}`))
    for (const { value, total } of snapshot.bySource) expect(total).toBe(bySource[value!])
    const byRegion = tally(requests.map(({ extra }) => extra!.region!))
    for (const { value, total } of snapshot.groups!) expect(total).toBe(byRegion[value!])
  })
})
