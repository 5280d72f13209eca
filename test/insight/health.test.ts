import { describe, expect, it } from 'vitest'
import { analyse, defaultBands } from '../../src/insight/index.ts'
import { type Call, snapshotOf } from './snapshots.ts'

const factor = (calls: readonly Call[], id: string, options = {}) =>
  analyse(snapshotOf(calls, options)).health.factors.find(one => one.id === id)!

/** n requests within the last minutes, all alike. */
const alike = (n: number, call: Partial<Call>): Call[] =>
  Array.from({ length: n }, (_, i) => ({ at: 1000 + i, ...call }))

/** n requests of which `errors` fail. */
const failing = (n: number, errors: number, status = 500): Call[] =>
  Array.from({ length: n }, (_, i) => ({ at: 1000 + i / 100, status: i < errors ? status : 200 }))

const gauge = (name: 'cpuPercent' | 'memoryPercent', value: number, id: string) =>
  factor(alike(20, {}), id, { samples: [{ at: 1010, [name]: value }] })

describe('every edge of the table', () => {
  // The table itself, written down a second time: lower edge, and what it scores from there on.
  it.each([
    [0, 25],
    [0.0999, 25],
    [0.1, 20],
    [0.4999, 20],
    [0.5, 15],
    [0.9999, 15],
    [1, 10],
    [1.9999, 10],
    [2, 5],
    [60, 5],
  ])('mean response time %f s scores %i', (duration, score) => {
    expect(factor(alike(20, { duration }), 'responseTime').score).toBe(score)
  })

  it.each([
    [0, 25],
    [9, 25],
    [10, 20],
    [49, 20],
    [50, 15],
    [99, 15],
    [100, 10],
    [199, 10],
    [200, 5],
    [1000, 5],
  ])('%i errors of 1000 score %i', (errors, score) => {
    expect(factor(failing(1000, errors), 'errorRate').score).toBe(score)
  })

  it.each([
    [0, 25],
    [49.99, 25],
    [50, 20],
    [69.99, 20],
    [70, 15],
    [84.99, 15],
    [85, 10],
    [94.99, 10],
    [95, 5],
    [100, 5],
  ])('CPU %f %% scores %i', (value, score) => {
    expect(gauge('cpuPercent', value, 'cpu').score).toBe(score)
  })

  it.each([
    [0, 25],
    [69.99, 25],
    [70, 20],
    [79.99, 20],
    [80, 15],
    [89.99, 15],
    [90, 10],
    [94.99, 10],
    [95, 5],
    [100, 5],
  ])('memory %f %% scores %i', (value, score) => {
    expect(gauge('memoryPercent', value, 'memory').score).toBe(score)
  })

  it('counts 4xx as errors, and not with `errors: 5xx`', () => {
    const snapshot = snapshotOf(failing(100, 30, 404))
    const score = (errors: '4xx' | '5xx') =>
      analyse(snapshot, { bands: { ...defaultBands, errorRate: { ...defaultBands.errorRate, errors } } })
        .health.factors[1]!.score
    expect([score('4xx'), score('5xx')]).toEqual([5, 25])
  })

  it.each([
    [90, 'excellent'],
    [89, 'good'],
    [75, 'good'],
    [74, 'fair'],
    [60, 'fair'],
    [59, 'poor'],
    [40, 'poor'],
    [39, 'critical'],
  ])('a score of %i is %s', (score, status) => {
    // Of 400 points, CPU gives all of its own and memory a fifth: 400 − 4 × (100 − score) = 4 × score.
    const memory = 5 * (100 - score)
    const bands = {
      ...defaultBands,
      responseTime: { ...defaultBands.responseTime, weight: 0 },
      errorRate: { ...defaultBands.errorRate, weight: 0 },
      cpu: { weight: 400 - memory, limits: [101, 101, 101, 101] as const },
      memory: { weight: memory, limits: [0, 0, 0, 0] as const },
    }
    const samples = [{ at: 1010, cpuPercent: 1, memoryPercent: 1 }]
    const { health } = analyse(snapshotOf(alike(20, {}), { samples }), { bands })
    expect([health.score, health.status]).toEqual([score, status])
  })
})

describe('what is known and what is not', () => {
  it('renormalises over the factors with data', () => {
    const { health } = analyse(snapshotOf(alike(20, { duration: 0.7, status: 0 })))
    expect(health.factors.map(one => [one.id, one.state, one.score, one.max])).toEqual([
      ['responseTime', 'scored', 15, 25],
      ['errorRate', 'noData', null, 25],
      ['cpu', 'noData', null, 25],
      ['memory', 'noData', null, 25],
    ])
    expect([health.score, health.status]).toEqual([60, 'fair'])
  })

  it('has no score without any data', () => {
    const { health } = analyse(snapshotOf([]))
    expect([health.score, health.status, health.windowSeconds]).toEqual([null, 'unknown', null])
    expect(health.recommendations.map(one => one.id)).toEqual(['no-data'])
  })

  it('does not judge few requests, and says how many there were', () => {
    const nine = analyse(snapshotOf(alike(9, { duration: 9, status: 500 }))).health
    expect(nine.factors.map(one => one.reason).slice(0, 2)).toEqual([
      '9 requests, judged from 10',
      '9 requests, judged from 10',
    ])
    expect(nine.score).toBeNull()
    expect(nine.recommendations.map(one => one.id)).toEqual(['no-data'])
    expect(analyse(snapshotOf(alike(10, { duration: 9, status: 500 }))).health.score).toBe(20)
    expect(analyse(snapshotOf(alike(9, { duration: 0.01 })), { minimumRequests: 5 }).health.score).toBe(100)
  })

  it('gives each lost point its number and its limit', () => {
    const reason = (duration: number) => factor(alike(20, { duration }), 'responseTime').reason
    expect(reason(0.212)).toBe('−5: mean 212 ms ≥ 100 ms')
    expect(reason(0.1)).toBe('−5: mean 100 ms ≥ 100 ms')
    expect(reason(3.4)).toBe('−20: mean 3.40 s ≥ 2.00 s')
    expect(reason(0.0482)).toBe('mean 48.2 ms < 100 ms')
    expect(reason(0.09999)).toBe('mean just under 100 ms')
    expect(factor(failing(1000, 72), 'errorRate').reason).toBe('−10: errors 7.20 % ≥ 5.00 %')
    expect(gauge('cpuPercent', 91, 'cpu').reason).toBe('−15: CPU 91.0 % ≥ 85.0 %')
    expect(gauge('memoryPercent', 12, 'memory').reason).toBe('memory 12.0 % < 70.0 %')
  })

  it('says why there is no data', () => {
    expect(factor(alike(20, { duration: null }), 'responseTime').reason).toBe('no response times in the log')
    expect(factor(alike(20, { status: 0 }), 'errorRate').reason).toBe('no status codes in the log')
    expect(factor([], 'responseTime').reason).toBe('no requests')
    expect(factor([], 'cpu').reason).toBe('no CPU samples')
  })

  it("keeps this machine's samples out of the score of an old log", () => {
    const samples = [{ at: 1010, cpuPercent: 99, memoryPercent: 99 }]
    const calls = alike(20, { duration: 0.01 })
    const inReplay = analyse(snapshotOf(calls, { samples, samplesCount: false })).health
    expect(inReplay.score).toBe(100)
    expect(inReplay.factors[2]).toMatchObject({ state: 'noData', score: null, value: null })
    expect(inReplay.recommendations.map(one => one.id)).toEqual(['all-good'])
    expect(analyse(snapshotOf(calls, { samples })).health.score).toBe(60)
  })

  it('looks at the last 5 minutes', () => {
    const calls = [
      ...Array.from({ length: 100 }, (_, i) => ({ at: i, duration: 5 })),
      ...Array.from({ length: 100 }, (_, i) => ({ at: 1000 + i, duration: 0.01 })),
    ]
    const { health } = analyse(snapshotOf(calls))
    expect([health.score, health.windowSeconds]).toEqual([100, 300])
  })
})
