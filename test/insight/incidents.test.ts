import { describe, expect, it } from 'vitest'
import { analyse } from '../../src/insight/index.ts'
import type { Insight } from '../../src/model/index.ts'
import { snapshotOf } from './snapshots.ts'
import { chance, hour, start, type Trouble, traffic } from './traffic.ts'

const began = start + 2700
const seeds = [1, 2, 3]

function insightOf(seed: number, trouble: Trouble, options: { instances?: boolean } = {}): Insight {
  const { calls, samples } = traffic(seed, trouble, began)
  const snapshot = snapshotOf(calls, { from: start, to: start + hour, samples, buckets: 60 })
  return analyse(
    options.instances === true ? { ...snapshot, byInstance: snapshot.bySource, bySource: [] } : snapshot,
  )
}

/** Within two buckets of a minute. */
function expectSince(since: number | null): void {
  expect(since).not.toBeNull()
  expect(Math.abs(since! - began)).toBeLessThanOrEqual(120)
}

function advice(insight: Insight, id: string) {
  const found = insight.health.recommendations.find(one => one.id === id)
  expect(found, `${id} among ${insight.health.recommendations.map(one => one.id)}`).toBeDefined()
  return found!
}

type Change = NonNullable<Trouble['change']>
const only =
  (endpoint: string, change: Change): Change =>
  (call, age) =>
    call.endpoint === endpoint ? change(call, age) : {}

describe.each(seeds)('with seed %i', seed => {
  it('a quiet hour leads to all-good alone', () => {
    const insight = insightOf(seed, {})
    expect(insight.health.recommendations.map(one => one.id)).toEqual(['all-good'])
    expect(insight.health.recommendations[0]!.message).toMatch(
      /^Checked response time, errors, CPU, memory, cache and disk over [\d,]+ requests to 5 endpoints: nothing to do\.$/,
    )
    expect(insight.health.score).toBe(100)
    expect(insight.changes).toEqual([])
  })

  it('a slow database leads to its endpoint', () => {
    const insight = insightOf(seed, {
      change: only('/search', call => (call.cache ? {} : { duration: call.duration! * 20 })),
    })
    const found = advice(insight, 'slow-endpoints')
    expect(insight.health.recommendations[0]).toBe(found)
    expect(found).toMatchObject({ method: 'GET', endpoint: '/search', severity: 'warning' })
    expect(found.message).toMatch(
      /^GET \/search takes \d+ % of all time spent; its mean is [\d.]+ ms, its p95 [\d.]+ s\.$/,
    )
    expectSince(found.since)
    const change = insight.changes.find(one => one.series === 'p95' && one.endpoint === '/search')!
    expectSince(change.at)
    expect(change.after / change.before).toBeGreaterThan(5)
  })

  it('a bad deploy leads to its endpoint, status and message', () => {
    const fails = chance(seed)
    const broken = only('/checkout', () =>
      fails(0.7) ? { status: 500, message: 'undefined is not a function' } : {},
    )
    const found = advice(insightOf(seed, { change: broken }), 'high-error-rate')
    expect(found).toMatchObject({ method: 'POST', endpoint: '/checkout', severity: 'critical' })
    expect(found.message).toContain('500')
    expect(found.message).toContain('“undefined is not a function”')
    expect(found.action).toContain('POST /checkout')
    expectSince(found.since)
  })

  it('a flushed cache leads to what is missed most', () => {
    const found = advice(
      insightOf(seed, {
        change: call => (call.cache === true ? { cache: false, duration: call.duration! * 15 } : {}),
      }),
      'low-cache-hit',
    )
    expect(found).toMatchObject({ method: 'GET', severity: 'warning' })
    expect(['/products', '/products/:id']).toContain(found.endpoint)
    expect(found.message).toMatch(/cache lookups in the last minutes hit, after \d\d\.\d % before/)
    expectSince(found.since)
  })

  it('a memory leak is seen before memory is full', () => {
    const found = advice(insightOf(seed, { memory: age => age / 60 }), 'memory-rising')
    expectSince(found.since)
    // A point a minute: 60 an hour, and from about 60 % it lasts 40 min.
    expect(found.evidence).toMatchObject({ changePerHour: expect.closeTo(60, -1) })
    expect(found.message).toMatch(
      /^Memory rose by 1[3-6] points in 1\d min.* to (5[89]|6[01])\.\d % and does not fall;/,
    )
    expect(found.severity).toBe('critical')
  })

  it('a leak that has gone far says when memory will be full', () => {
    const found = advice(insightOf(seed, { memory: age => age / 20 }), 'high-memory')
    expectSince(found.since)
    expect(found.message).toMatch(
      /^Memory is (8[89]|9\d)\.\d % full, rising 1[78]\d\.\d points an hour: full in \d min/,
    )
  })

  it('one bad instance is named', () => {
    const fails = chance(seed)
    const trouble: Trouble = {
      change: call =>
        call.source === 'web-2' ? { duration: call.duration! * 14, status: fails(0.2) ? 503 : 200 } : {},
    }
    const found = advice(insightOf(seed, trouble, { instances: true }), 'instance-outlier')
    expect(found.message).toMatch(/^web-2 is worse than the rest: /)
    expect(found.action).toMatch(/^Take web-2 out of rotation/)
    expect(found.evidence).toMatchObject({ instance: 'web-2' })
    const bySource = advice(insightOf(seed, trouble), 'instance-outlier')
    expect(bySource.evidence).toMatchObject({ source: 'web-2' })
    expectSince(advice(insightOf(seed, trouble), 'high-error-rate').since)
  })

  it('a traffic surge is measured, and so is what it costs', () => {
    const insight = insightOf(seed, {
      rate: 4,
      cpu: 55,
      change: call => ({ duration: call.duration! * 1.7 }),
    })
    const found = advice(insight, 'traffic-shift')
    expectSince(found.since)
    const { before, after } = found.evidence as { before: number; after: number }
    expect([before, after].map(Math.round)).toEqual([5, 20])
    expect(found.message).toMatch(
      /^Traffic went from [45]\.\d\d\/s earlier in this window to (19|20)\.\d\/s \(\d\.\d times as many\)/,
    )
    expectSince(advice(insight, 'high-cpu').since)
  })
})
