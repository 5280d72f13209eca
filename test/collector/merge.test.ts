import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  Collector,
  type CollectorOptions,
  type CollectorState,
  endpointsToRepeat,
  orderMatters,
  transferables,
} from '../../src/collector/index.ts'
import { ManualClock, type Snapshot } from '../../src/model/index.ts'
import { arbitraryRequest, cut, start } from './arbitrary.ts'
import { batchOf, type Request, sampleOf } from './batches.ts'

const base: CollectorOptions = { clock: new ManualClock(start), profile: 'report' }

function collected(requests: readonly Request[], options: CollectorOptions): Collector {
  const collector = new Collector(options)
  cut(requests, 17).forEach((part, i) => {
    const samples = [sampleOf(part[0]!.time, { cpuPercent: 5 * i })]
    collector.add(batchOf(part, { source: requests.indexOf(part[0]!) % 3 === 0 ? 0 : 1, samples }))
  })
  return collector
}

/** As if it came from another thread. */
function sent(collector: Collector): CollectorState {
  const state = collector.export()
  return structuredClone(state, { transfer: transferables(state) })
}

function partOf({ part }: Collector): Collector['part'] {
  return part
}

function snapshot(collector: Collector): Snapshot {
  return collector.snapshot({ windowSeconds: null, sources: [] })
}

/** In 17s, so that each part is cut as the whole is: the source of a batch hangs on its first request. */
function parts(requests: readonly Request[], sizes: readonly number[]): Request[][] {
  const result: Request[][] = []
  let at = 0
  for (const size of sizes) {
    result.push(requests.slice(at, at + size * 17))
    at += size * 17
  }
  result.push(requests.slice(at))
  return result
}

const requests = fc.array(arbitraryRequest(3000), { minLength: 1, maxLength: 200 })
const sizes = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 4 })

describe('parts counted by several threads', () => {
  const windows = {
    everything: {},
    'a range': {
      range: { from: start + 500.5, to: start + 2500 },
      previousRange: { from: start, to: start + 500.5 },
    },
    'the newest seconds': { windowSeconds: 700 },
    'the newest seconds in little memory': { windowSeconds: 700, windowBytes: 1500 },
    'groups and clients': { groupBy: 'status', keepClients: true },
  } satisfies Record<string, Partial<CollectorOptions>>

  it.each(Object.entries(windows))('make the same report as one: %s', (_, window) => {
    fc.assert(
      fc.property(requests, sizes, fc.infiniteStream(fc.nat()), (list, cuts, random) => {
        const options = { ...base, ...window }
        const collectors = parts(list, cuts).map((part, place) => {
          const collector = new Collector({ ...options, place })
          for (const batch of cut(part, 17)) collector.add(batchFor(batch, list))
          return collector
        })
        expect(orderMatters(collectors.map(partOf), 1000)).toBe(false)
        const here = collectors[random.next().value % collectors.length]!
        const others = collectors.filter(each => each !== here)
        here.absorb(others.map(sent).sort(() => (random.next().value % 2) - 0.5))
        const one = new Collector(options)
        for (const batch of cut(list, 17)) one.add(batchFor(batch, list))
        const merged = snapshot(here)
        const whole = snapshot(one)
        if ('windowBytes' in window) {
          // Which rows are packed depends on how many one thread had, and so does where the window begins.
          expect(merged.window.to).toBe(whole.window.to)
          const from = merged.window.from!
          expect(merged.requests.total).toBe(list.filter(({ time }) => time >= from).length)
        } else expect(merged).toEqual(whole)
      }),
      { numRuns: 50 },
    )
  })

  it('fold the same endpoints as one, after those that need it were counted again', () => {
    const paths = fc.array(
      fc.record({
        time: fc.integer({ min: start, max: start + 50 }),
        path: fc.nat(30).map(n => `/${'abcdefghijklmnopqrstuvwxyzABCDE'[n]}`),
      }),
      { minLength: 1, maxLength: 120 },
    )
    fc.assert(
      fc.property(
        paths,
        fc.integer({ min: 1, max: 60 }),
        sizes,
        fc.nat(),
        (list, maxEndpoints, cuts, which) => {
          const options = { ...base, maxEndpoints }
          const pieces = parts(list, cuts)
          const count = (place: number, endpoints: CollectorOptions['endpoints'] = []): Collector =>
            collected(pieces[place]!, { ...options, place, endpoints })
          const collectors = pieces.map((_, place) => count(place))
          const again = endpointsToRepeat(collectors.map(partOf), maxEndpoints)
          for (const place of again?.places ?? []) collectors[place] = count(place, again!.endpoints)
          expect(endpointsToRepeat(collectors.map(partOf), maxEndpoints)).toBeNull()
          const matters = orderMatters(collectors.map(partOf), maxEndpoints)
          const here = matters ? new Collector(options) : collectors[which % collectors.length]!
          here.absorb(collectors.filter(each => each !== here).map(sent))
          const merged = snapshot(here)
          const whole = snapshot(collected(list, options))
          expect(merged.endpoints).toEqual(whole.endpoints)
          expect(merged.ingest.folded).toBe(whole.ingest.folded)
          const seen = [...new Set(list.map(({ path }) => path))].slice(0, maxEndpoints)
          const named = merged.endpoints.filter(({ endpoint }) => endpoint !== '(other)')
          expect(new Set(named.map(({ endpoint }) => endpoint))).toEqual(new Set(seen))
        },
      ),
    )
  })
})

/** A batch whose source and sample follow from its content. */
function batchFor(part: readonly Request[], all: readonly Request[]): ReturnType<typeof batchOf> {
  const at = all.indexOf(part[0]!)
  return batchOf(part, {
    source: at % 2,
    samples: [sampleOf(part[0]!.time + at / 1000, { cpuPercent: at })],
  })
}
