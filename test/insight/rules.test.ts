import { describe, expect, it } from 'vitest'
import { analyse } from '../../src/insight/index.ts'
import { rules } from '../../src/insight/rules/index.ts'
import type { Recommendation, Snapshot } from '../../src/model/index.ts'
import { type Call, type Sample, type SnapshotOptions, snapshotOf } from './snapshots.ts'

const n = (count: number, call: (i: number) => Partial<Call>): Call[] =>
  Array.from({ length: count }, (_, i) => ({ at: 1000 + (200 * i) / count, ...call(i) }))
const of = (snapshot: Snapshot, id: string): Recommendation | undefined =>
  analyse(snapshot).health.recommendations.find(one => one.id === id)
const advice = (id: string, calls: readonly Call[], options: SnapshotOptions = {}) =>
  of(snapshotOf(calls, options), id)
const samples = (...values: Partial<Sample>[]): Sample[] =>
  values.map((value, i) => ({ at: 1000 + (200 * (i + 1)) / (values.length + 1), ...value }))

describe('every rule', () => {
  it('is silent without data', () => {
    const insight = {
      health: { score: null, status: 'unknown' as const, windowSeconds: null, factors: [] },
      trends: [],
      changes: [],
      correlations: [],
      comparison: null,
      budgets: [],
    }
    for (const rule of rules)
      expect(rule.evaluate({ snapshot: snapshotOf([]), insight, minimumRequests: 10 }), rule.id).toBeNull()
  })

  it('is silent about fast, whole and few requests', () => {
    expect(analyse(snapshotOf(n(500, () => ({})))).health.recommendations.map(one => one.id)).toEqual([
      'all-good',
    ])
    const nine = n(9, () => ({ duration: 9, status: 500, cache: false }))
    expect(analyse(snapshotOf(nine)).health.recommendations.map(one => one.id)).toEqual(['no-data'])
  })

  it('has an id of its own', () => {
    expect(new Set(rules.map(rule => rule.id)).size).toBe(rules.length)
  })

  it('writes sanitised names, and no clock times', () => {
    const hostile = '/a\u001b[2J\u202e'
    const calls = n(100, i => ({
      endpoint: hostile,
      duration: 3,
      status: i % 2 ? 500 : 200,
      message: 'x\u001b]0;y\u0007',
    }))
    const text = analyse(snapshotOf(calls)).health.recommendations.map(
      one => `${one.title}${one.message}${one.action}`,
    )
    expect(text.length).toBeGreaterThan(1)
    expect(text.join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/)
    expect(text.join('')).not.toMatch(/\d\d:\d\d/)
  })
})

describe('slow-endpoints', () => {
  it('fires on a mean over a second', () => {
    expect(
      advice(
        'slow-endpoints',
        n(20, () => ({ duration: 1.001 })),
      ),
    ).toBeDefined()
    expect(
      advice(
        'slow-endpoints',
        n(20, () => ({ duration: 1 })),
      ),
    ).toMatchObject({ evidence: expect.anything() })
    expect(
      advice(
        'slow-endpoints',
        n(20, () => ({ duration: 0.4 })),
      ),
    ).toBeUndefined()
  })

  it('fires on one slow endpoint among many fast requests, from minimumRequests on', () => {
    const calls = (slow: number) => [
      ...n(5000, () => ({ duration: 0.01 })),
      ...n(slow, () => ({ endpoint: '/export', duration: 1.5 })),
    ]
    expect(advice('slow-endpoints', calls(9))).toBeUndefined()
    const found = advice('slow-endpoints', calls(10))!
    expect(found).toMatchObject({ endpoint: '/export', severity: 'warning' })
    // 15 s of 65 s.
    expect(found.message).toBe(
      'GET /export takes 23 % of all time spent; its mean is 1.50 s, its p95 1.50 s.',
    )
  })

  it('fires on what most of the time goes to when its p95 is over 500 ms', () => {
    const calls = (slow: number) => [
      ...n(90, () => ({ endpoint: '/fast', duration: 0.05 })),
      ...n(100, i => ({ endpoint: '/search', duration: i < 90 ? 0.1 : slow })),
    ]
    expect(advice('slow-endpoints', calls(0.6))!.endpoint).toBe('/search')
    expect(advice('slow-endpoints', calls(0.6))!.action).toMatch(/^Cache the answers of GET \/search/)
    expect(advice('slow-endpoints', calls(0.45))).toBeUndefined()
  })

  it('is critical where everything takes two seconds', () => {
    expect(
      advice(
        'slow-endpoints',
        n(20, () => ({ duration: 2 })),
      )!.severity,
    ).toBe('critical')
  })

  it('names nobody where many endpoints are slow together', () => {
    const found = advice(
      'slow-endpoints',
      n(90, i => ({ endpoint: `/${i % 30}`, duration: 1.2 })),
    )!
    expect(found).toMatchObject({ endpoint: null, severity: 'warning' })
    expect(found.message).toMatch(/^The mean response time is 1\.20 s/)
  })
})

describe('high-error-rate', () => {
  it.each([
    [1000, 50, false],
    [1000, 51, true],
    [9, 9, false],
    [10, 1, true],
  ])('of %i requests %i fail: fires %s', (total, errors, fires) => {
    const calls = n(total, i => ({ endpoint: `/${i}`, status: i < errors ? 500 : 200 }))
    expect(advice('high-error-rate', calls) !== undefined).toBe(fires)
  })

  it('fires on one failing endpoint among many whole ones', () => {
    const calls = [
      ...n(5000, () => ({})),
      ...n(20, i => ({ endpoint: '/pay', status: i < 3 ? 502 : 200, message: 'upstream gone' })),
    ]
    const found = advice('high-error-rate', calls)!
    expect(found.message).toBe(
      '15.0 % of GET /pay fails (3 errors, mostly 502). Commonest message: “upstream gone”.',
    )
    expect(found).toMatchObject({ endpoint: '/pay', severity: 'warning' })
    expect(found.action).toContain('behind GET /pay')
  })

  it('says which status, how many and who', () => {
    const calls = n(1000, i => ({
      endpoint: i % 2 ? '/a' : '/b',
      status: i % 2 && i < 400 ? 404 : i % 100 === 0 ? 500 : 200,
    }))
    const found = advice('high-error-rate', calls)!
    // 200 × 404 on /a, 10 × 500 on /b.
    expect(found.message).toBe('21.0 % of requests fail (210 errors), 95 % of them 404 on GET /a.')
    const mixed = n(1000, i => ({ status: i < 40 ? 404 : i < 70 ? 403 : i < 100 ? 401 : 200 }))
    expect(advice('high-error-rate', mixed)!.message).toBe(
      '10.0 % of requests fail (100 errors), most often 404 on GET / (40 %).',
    )
    expect(found.severity).toBe('warning')
    expect(found.evidence).toMatchObject({ errors: 210, status: 404, statusCount: 200, errorRate: 0.21 })
  })

  it('is critical from ten server errors on that are a tenth of everything, or half of an endpoint', () => {
    const severity = (total: number, errors: number, status = 500, endpoint = '/') =>
      advice('high-error-rate', [
        ...n(total, i => ({ endpoint, status: i < errors ? status : 200 })),
        ...n(endpoint === '/' ? 0 : 5000, () => ({})),
      ])!.severity
    expect([
      severity(100, 10),
      severity(101, 10),
      severity(40, 9),
      severity(100, 10, 404),
      severity(100, 50, 404),
    ]).toEqual(['critical', 'warning', 'warning', 'warning', 'critical'])
    expect([severity(40, 20, 502, '/pay'), severity(41, 20, 502, '/pay')]).toEqual(['critical', 'warning'])
  })

  it('prefers the last minutes when it is worse now', () => {
    const calls = Array.from({ length: 3600 }, (_, i) => ({ at: i, status: i >= 3500 ? 503 : 200 }))
    const found = advice('high-error-rate', calls)!
    expect(found.message).toMatch(/^3[34]\.\d % of requests in the last minutes fail/)
    expect(Math.abs(found.since! - 3500)).toBeLessThanOrEqual(60)
  })
})

describe('high-cpu and high-memory', () => {
  it.each([
    ['high-cpu', 'cpuPercent', 80, 81],
    ['high-memory', 'memoryPercent', 85, 86],
  ] as const)('%s', (id, gauge, still, over) => {
    const calls = n(50, () => ({}))
    expect(advice(id, calls, { samples: samples({ [gauge]: still }) })).toBeUndefined()
    const found = advice(id, calls, { samples: samples({ [gauge]: 20 }, { [gauge]: over }), host: 'web-3' })!
    expect(found).toMatchObject({
      severity: 'warning',
      evidence: { current: over, peak: over, mean: (20 + over) / 2 },
    })
    expect(found.message).toContain(`of web-3 is`)
    expect(found.message).toContain(`${over}.0 %`)
    expect(advice(id, calls, { samples: samples({ [gauge]: 97 }) })!.severity).toBe('critical')
    expect(advice(id, calls, { samples: samples({ [gauge]: 99 }), samplesCount: false })).toBeUndefined()
    expect(advice(id, calls, { samples: samples({ [gauge]: 99 }, { [gauge]: 20 }) })).toBeUndefined()
  })
})

describe('low-cache-hit', () => {
  it('needs lookups: no cache information is not a low hit ratio', () => {
    expect(
      advice(
        'low-cache-hit',
        n(500, () => ({ cache: null })),
      ),
    ).toBeUndefined()
    expect(
      advice(
        'low-cache-hit',
        n(9, () => ({ cache: false })),
      ),
    ).toBeUndefined()
    expect(
      advice(
        'low-cache-hit',
        n(100, i => ({ cache: i % 10 < 3 })),
      ),
    ).toBeUndefined()
  })

  it('says who misses and what a hit saves', () => {
    const calls = n(1000, i => ({
      endpoint: i % 4 === 0 ? '/b' : '/a',
      cache: i % 10 === 1,
      duration: i % 10 === 1 ? 0.004 : 0.1,
    }))
    const found = advice('low-cache-hit', calls)!
    expect(found).toMatchObject({ severity: 'info', endpoint: '/a' })
    expect(found.message).toMatch(
      /^10\.0 % of 1,000 cache lookups hit\. Most misses: GET \/a \(6\d\d misses, 1\d % hit\) and GET \/b/,
    )
    expect(found.message).toMatch(
      /A hit takes [34]\.\d\d ms, a miss (100|99\.\d|10\d) ms \(medians\): each saves 9\d\.\d ms\.$/,
    )
  })
})

describe('disk-filling', () => {
  const disk = (value: (i: number) => number) => ({
    samples: Array.from({ length: 60 }, (_, i) => ({ at: 60 * i, diskUsagePercent: value(i) })),
    from: 0,
    to: 3600,
  })
  const calls = Array.from({ length: 600 }, (_, i) => ({ at: 6 * i }))

  it('fires over 85 %, or when full within a day', () => {
    expect(
      advice(
        'disk-filling',
        calls,
        disk(() => 85),
      ),
    ).toBeUndefined()
    expect(
      advice(
        'disk-filling',
        calls,
        disk(() => 86),
      )!.message,
    ).toBe('The disk is 86.0 % full.')
    // A point an hour from 60 %: 40 h. Two: 20 h.
    expect(
      advice(
        'disk-filling',
        calls,
        disk(i => 59 + i / 59),
      ),
    ).toBeUndefined()
    const found = advice(
      'disk-filling',
      calls,
      disk(i => 58 + (2 * i) / 60),
    )!
    expect(found.message).toMatch(
      /^The disk is (59\.9|60\.0) % full, rising 2\.0 points an hour: full in 20 h/,
    )
    expect(found).toMatchObject({ severity: 'warning', since: 0 })
  })

  it('is not deceived by a disk that breathes', () => {
    expect(
      advice(
        'disk-filling',
        calls,
        disk(i => 70 + 3 * Math.sin(i / 3)),
      ),
    ).toBeUndefined()
  })
})

describe('memory-rising', () => {
  const memory = (value: (i: number) => number) => ({
    samples: Array.from({ length: 60 }, (_, i) => ({ at: 60 * i, memoryPercent: value(i) })),
    from: 0,
    to: 3600,
  })
  const calls = Array.from({ length: 600 }, (_, i) => ({ at: 6 * i }))

  it('is a line that goes on, in new territory', () => {
    const leak = (i: number) => 40 + Math.max(0, i - 30) + (i % 2) / 2
    const found = advice('memory-rising', calls, memory(leak))!
    expect(Math.abs(found.since! - 1800)).toBeLessThanOrEqual(60)
    expect(found.evidence).toMatchObject({
      changePerHour: expect.closeTo(60, 0),
      gained: expect.closeTo(29, 0),
    })
  })

  it.each([
    ['four points', (i: number) => 40 + i / 15],
    ['full in three days', (i: number) => 40 + i / 75],
    ['the teeth of a garbage collector', (i: number) => 40 + ((i + 10) % 20)],
    ['a step', (i: number) => (i < 30 ? 40 : 60)],
    ['a rise that is over', (i: number) => 40 + Math.min(20, i)],
    ['a wave', (i: number) => 50 + 8 * Math.sin(i / 5)],
  ])('%s is none', (_, value) => {
    expect(advice('memory-rising', calls, memory(value))).toBeUndefined()
  })
})

describe('traffic-shift against the window before', () => {
  const at = (count: number, from: number) =>
    Array.from({ length: count }, (_, i) => ({ at: from + (600 * i) / count }))
  const shift = (before: number, now: number) =>
    advice('traffic-shift', at(now, 600), { from: 600, to: 1200, before: at(before, 0) })

  it.each([
    [1000, 1900, false],
    [1000, 2000, true],
    [1000, 501, false],
    [1000, 500, true],
    [20, 60, false],
    [0, 500, true],
  ])('%i requests, then %i: fires %s', (before, now, fires) => {
    expect(shift(before, now) !== undefined).toBe(fires)
  })

  it('takes a loss more seriously than a gain that costs nothing', () => {
    expect(shift(1000, 3000)).toMatchObject({ severity: 'info', since: 600 })
    expect(shift(3000, 1000)).toMatchObject({ severity: 'warning' })
    expect(shift(3000, 1000)!.message).toBe('Traffic went from 5/s in the window before to 1.67/s.')
  })
})

describe('instance-outlier', () => {
  const calls = (bad: number) =>
    n(900, i => ({ source: `web-${i % 3}`, status: i % 3 === 1 && i % 100 < bad ? 500 : 200 }))

  it('names the source that fails', () => {
    const found = advice('instance-outlier', calls(30))!
    expect(found.message).toMatch(
      /^web-1 is worse than the rest: [23]\d\.\d % of its requests fail, 0 % elsewhere\.$/,
    )
    expect(found.severity).toBe('critical')
  })

  it('is silent when all are alike, or alone', () => {
    expect(advice('instance-outlier', calls(0))).toBeUndefined()
    expect(
      advice(
        'instance-outlier',
        n(900, i => ({ source: `web-${i % 3}`, status: i % 5 ? 200 : 500 })),
      ),
    ).toBeUndefined()
    expect(
      advice(
        'instance-outlier',
        n(900, i => ({ source: 'web', status: i % 5 ? 200 : 500 })),
      ),
    ).toBeUndefined()
  })
})

describe('no-traffic', () => {
  const snapshot = (mode: Snapshot['mode']): Snapshot => ({
    ...snapshotOf(
      Array.from({ length: 100 }, (_, i) => ({ at: i })),
      { from: 0, to: 900, mode },
    ),
    lastEventAt: 99,
  })

  it('is said of what is live, and of nothing else', () => {
    expect(of(snapshot('live'), 'no-traffic')).toMatchObject({
      severity: 'critical',
      since: 99,
      message: 'No request for 13 min 21 s, after 100 requests before that.',
    })
    expect(of(snapshot('replay'), 'no-traffic')).toBeUndefined()
    expect(of(snapshot('history'), 'no-traffic')).toBeUndefined()
  })
})

describe('unread-lines', () => {
  it('stands beside numbers that leave lines out', () => {
    const snapshot = snapshotOf(n(100, () => ({})))
    const ingest = (notJson: number): Snapshot => ({
      ...snapshot,
      ingest: { ...snapshot.ingest, lines: 1000, rejected: { ...snapshot.ingest.rejected, notJson } },
    })
    expect(of(ingest(50), 'unread-lines')).toBeUndefined()
    expect(of(ingest(51), 'unread-lines')!.message).toBe(
      '51 of 1,000 lines (5 %) could not be read and are in none of these numbers.',
    )
  })
})

describe('the list', () => {
  it('puts the severe first, then what explains most', () => {
    const calls = [
      ...n(500, i => ({ endpoint: '/a', duration: 3, status: i % 2 ? 500 : 200 })),
      ...n(500, () => ({ endpoint: '/b', cache: false, duration: 0.01 })),
    ]
    const ids = analyse(snapshotOf(calls, { samples: samples({ cpuPercent: 85 }) })).health.recommendations
    expect(ids.map(one => one.severity)).toEqual(['critical', 'warning', 'warning', 'info'])
    expect(ids.map(one => one.id)).toContain('low-cache-hit')
    expect(ids[0]!.severity).toBe('critical')
  })
})
