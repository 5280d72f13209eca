import { describe, expect, it } from 'vitest'
import { Collector, type CollectorOptions } from '../../src/collector/index.ts'
import {
  Cache,
  ManualClock,
  type RepeatColumns,
  type RequestBatch,
  type RequestFilter,
} from '../../src/model/index.ts'
import { start } from './arbitrary.ts'
import { batchOf, type Request } from './batches.ts'

const kinds: readonly Omit<Request, 'time'>[] = [
  { path: '/', client: '10.0.0.1', cache: Cache.hit, extra: { region: 'north' } },
  {
    path: '/orders',
    method: 'POST',
    status: 500,
    client: '10.0.0.2',
    message: 'timeout',
    extra: { region: 'south' },
  },
  { path: '/users/17', route: '/users/:id', status: 404, extra: { region: 'north' } },
  { path: null, method: null, status: 0 },
]

interface Told extends Request {
  readonly kind: number
}

function request(kind: number, milliseconds: number, microseconds: number): Told {
  const time = (start * 1000 + milliseconds) / 1000
  const duration = microseconds / 1e6
  const line = `{"timestamp":${time.toFixed(3)},"endpoint":"${kind}","response_time":${duration.toFixed(6)},"x":1}`
  return { ...kinds[kind]!, time, duration, line, kind }
}

/** Requests in an order that is always the same; the first of each batch are one of each kind. */
function batches(count: number, size: number, perSecond: number): Told[][] {
  let state = 1
  const next = (below: number): number => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
  return Array.from({ length: count }, (_, batch) =>
    Array.from({ length: size }, (_, i) => {
      const at = Math.floor(((batch * size + i) * 1000) / perSecond)
      return request(
        i < kinds.length ? i : next(kinds.length),
        200_000 + at,
        next(40) === 0 ? 0 : next(3_000_000),
      )
    }),
  )
}

function withRepeats(requests: readonly Told[]): RequestBatch {
  const rest = requests.slice(kinds.length)
  const repeats: RepeatColumns = {
    length: rest.length,
    // Longer than it is full, as memory that is used again.
    row: Int32Array.from([...rest.map(({ kind }) => kind), 99]),
    timestamp: Float64Array.from([...rest.map(({ time }) => time), 7]),
    duration: Float64Array.from([...rest.map(({ duration }) => duration!), 7]),
  }
  const batch = batchOf(requests.slice(0, kinds.length))
  const { counters } = batchOf(requests)
  return { ...batch, counters, repeats }
}

function collect(given: readonly RequestBatch[], options: Partial<CollectorOptions>): Collector {
  const collector = new Collector({
    clock: new ManualClock(start + 240),
    profile: 'live',
    groupBy: 'region',
    counting: true,
    // Room for all: how far it reaches depends on what requests take there.
    rawBytes: 2 ** 30,
    ...options,
  })
  for (const batch of given) collector.add(batch)
  return collector
}

const slow: RequestFilter = {
  text: 'duration > 1.5s',
  fields: new Set(['duration']),
  scope: 'row',
  test: row => Number(row.get('duration') ?? 0) > 1.5,
}

describe.each([
  ['thick and fast', 40, 2000, 8000],
  ['slowly', 20, 30, 10],
])('requests that repeat others but for their times, %s', (_, count, size, perSecond) => {
  const sent = batches(count, size, perSecond)

  it.each<[string, Partial<CollectorOptions>]>([
    ['live', {}],
    ['filtered from the start', { filter: slow }],
    ['grouped by what is not alike', { groupBy: 'duration' }],
    ['in a report', { profile: 'report' }],
  ])('count as rows of their own: %s', (_name, options) => {
    const short = collect(sent.map(withRepeats), options)
    const long = collect(
      sent.map(requests => batchOf(requests)),
      options,
    )
    const views =
      options.profile === 'report'
        ? [{ windowSeconds: null, sources: [] }]
        : [
            { windowSeconds: 60, sources: [] },
            { windowSeconds: 300, sources: [], ...(options.filter === undefined && { filter: slow }) },
            { windowSeconds: null, sources: [], cumulative: true },
          ]
    for (const view of views) {
      const seen = short.snapshot(view)
      expect(seen).toEqual(long.snapshot(view))
      expect(seen.requests.total).toBeGreaterThan(0)
    }
    expect(short.ingest).toEqual(long.ingest)
    expect(short.counters()).toEqual(long.counters())
  })

  it.each([{}, { rawBytes: 2 ** 19 }])('are shown with lines of their own, %o', options => {
    const collector = collect(sent.map(withRepeats), options)
    const shown = collector.requestsOf({ method: 'POST', endpoint: '/orders' }, 50)
    const newest = sent
      .flat()
      .filter(({ kind }) => kind === 1)
      .sort((a, b) => b.time - a.time)
      .slice(0, 50)
    expect(shown).toHaveLength(50)
    expect(shown.map(({ timestamp }) => timestamp)).toEqual(newest.map(({ time }) => time))
    const lines = new Set(sent.flat().map(({ line }) => line))
    for (const { line, timestamp, duration } of shown) {
      expect(lines).toContain(line)
      expect(JSON.parse(line!)).toMatchObject({ timestamp, endpoint: '1', response_time: duration })
    }
  })
})
