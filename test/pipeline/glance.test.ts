import { beforeEach, expect, it } from 'vitest'
import { Collector } from '../../src/collector/index.ts'
import { ManualClock } from '../../src/model/index.ts'
import { Observer } from '../../src/pipeline/observer.ts'
import { batchOf } from '../collector/batches.ts'

const start = 1_795_000_000

let clock: ManualClock
let collector: Collector
let observer: Observer

beforeEach(() => {
  clock = new ManualClock(start)
  collector = new Collector({ clock, profile: 'live' })
  observer = newObserver()
})

/** One that has seen nothing yet looks at everything. */
const newObserver = () =>
  new Observer({
    collector,
    clock,
    insight: {},
    byInstance: false,
    past: () => null,
    own: new Set(),
    sources: () => [],
  })

function traffic(seconds: number, { status = 200, duration = 0.02, rate = 40 } = {}): void {
  for (let second = 0; second < seconds; second++) {
    clock.advance(1)
    const time = clock.now() - 0.5
    collector.add(batchOf(Array.from({ length: rate }, () => ({ time, status, duration, path: '/a' }))))
  }
}

it.each([60, 300, 900])('has the figures and the score of a full look at %i seconds', windowSeconds => {
  traffic(400)
  observer.observe({ windowSeconds, glance: true })
  traffic(2, { duration: 0.03 })
  const glance = observer.observe({ windowSeconds, glance: true })
  const full = newObserver().observe({ windowSeconds })
  expect(glance.snapshot.series).not.toEqual(full.snapshot.series)
  for (const figure of ['window', 'requests', 'rate', 'system', 'ingest', 'generatedAt'] as const)
    expect(glance.snapshot[figure], figure).toEqual(full.snapshot[figure])
  for (const figure of ['score', 'status', 'factors'] as const)
    expect(glance.insight.health[figure], figure).toEqual(full.insight.health[figure])
})

it('tells after five seconds what the requests since then mean', () => {
  traffic(400)
  observer.observe({ windowSeconds: 300, glance: true })
  const titles = () =>
    observer
      .observe({ windowSeconds: 300, glance: true })
      .insight.health.recommendations.map(({ title }) => title)
  const before = titles()
  traffic(5, { status: 500, rate: 400 })
  expect(titles()).toEqual(
    newObserver()
      .observe({ windowSeconds: 300 })
      .insight.health.recommendations.map(({ title }) => title),
  )
  expect(titles()).not.toEqual(before)
})

it('looks at everything when the score falls into another class, and when it asks for another window', () => {
  traffic(400)
  observer.observe({ windowSeconds: 60, glance: true })
  traffic(2, { status: 500, duration: 9 })
  for (const windowSeconds of [60, 900]) {
    const glance = observer.observe({ windowSeconds, glance: true })
    expect(glance.snapshot).toEqual(newObserver().observe({ windowSeconds }).snapshot)
  }
})
