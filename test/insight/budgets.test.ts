import { describe, expect, it } from 'vitest'
import { analyse } from '../../src/insight/index.ts'
import { parseSlo } from '../../src/query/index.ts'
import { type Call, snapshotOf } from './snapshots.ts'

/** An hour in slices of 60 s with 20 requests each, of which the first `missed` are slow and fail. */
const hour = (missed: number, perSlice = 20): Call[] =>
  Array.from({ length: 60 * perSlice }, (_, i) => {
    const slice = Math.floor(i / perSlice)
    return {
      at: slice * 60 + (i % perSlice),
      duration: slice < missed ? 0.8 : 0.1,
      status: slice < missed ? 500 : 200,
    }
  })
const result = (text: string, calls: readonly Call[]) =>
  analyse(snapshotOf(calls, { from: 0, to: 3600, buckets: 60 }), { slos: [parseSlo(text)] }).slo[0]!

describe('an error budget', () => {
  const text = 'p99 < 500ms, 99% over 30d'

  it('is whole when nothing was missed', () => {
    expect(result(text, hour(0))).toEqual({
      objective: text,
      budgetLeft: 1,
      burnRate: 0,
      message: `${text}: kept in all 60 slices; no budget spent.`,
    })
  })

  it('burns as the missed share over the allowed one', () => {
    // 6 of 60 missed is 10 %, allowed is 1 %: ten times; 10 × 1 h of 720 h are spent.
    const { budgetLeft, burnRate, message } = result(text, hour(6))
    expect(burnRate).toBeCloseTo(10, 9)
    expect(budgetLeft).toBeCloseTo(1 - 10 / 720, 9)
    // 720 h × (1 − 10/720) ÷ 10 = 71 h
    expect(message).toBe(
      `${text}: missed in 6 of 60 slices of 1 min, 10.0 times what is allowed; at this rate the budget of 30 d is gone in 2 d 23 h.`,
    )
  })

  it('lasts when it burns no faster than allowed', () => {
    const slack = 'p99 < 500ms, 80% over 30d'
    expect(result(slack, hour(6)).burnRate).toBeCloseTo(0.5, 9)
    expect(result(slack, hour(6)).message).toBe(
      `${slack}: missed in 6 of 60 slices of 1 min; at this rate the budget of 30 d lasts.`,
    )
  })

  it('can be overspent', () => {
    const short = 'error_rate < 1%, 99% over 30m'
    const { budgetLeft, message } = result(short, hour(30))
    expect(budgetLeft).toBeCloseTo(1 - 50, 9)
    expect(message).toContain('the budget of 30 min is overspent by')
  })

  it('says nothing about a few requests', () => {
    expect(result(text, hour(6, 9))).toEqual({
      objective: text,
      budgetLeft: null,
      burnRate: null,
      message: `${text}: too few requests to say.`,
    })
  })

  it('may be of one endpoint', () => {
    const calls = hour(6).flatMap(call => [call, { ...call, endpoint: '/fast', duration: 0.01, status: 200 }])
    expect(result('p99 < 500ms @ "GET /fast", 99% over 30d', calls).burnRate).toBe(0)
    expect(result('p99 < 500ms @ "GET /", 99% over 30d', calls).burnRate).toBeCloseTo(10, 9)
    expect(result('p99 < 500ms @ "GET /nowhere", 99% over 30d', calls).burnRate).toBeNull()
  })
})

describe('the advice about a burning budget', () => {
  const advice = (text: string, calls: readonly Call[]) =>
    analyse(snapshotOf(calls, { from: 0, to: 3600, buckets: 60 }), {
      slos: [parseSlo(text)],
    }).health.recommendations.find(({ id }) => id === 'slo-burn')

  it('is silent while the budget lasts, and about one slice', () => {
    expect(advice('p99 < 500ms, 99% over 30d', hour(0))).toBeUndefined()
    expect(advice('p99 < 500ms, 80% over 30d', hour(6))).toBeUndefined()
    expect(advice('p99 < 500ms, 99.9% over 30d', hour(1))).toBeUndefined()
  })

  it.each([
    // 2 of 60 is 3.3 %: 3.3 times 1 %, and 0.5 % of the month.
    [2, undefined],
    // 4 of 60: 6.7 times.
    [4, 'warning'],
    // 9 of 60: 15 times.
    [9, 'critical'],
  ])('%i missed slices of 60 at 99 %% over 30 d: %s', (missed, severity) => {
    expect(advice('p99 < 500ms, 99% over 30d', hour(missed))?.severity).toBe(severity)
  })

  it('says how fast, since when and what to do', () => {
    expect(advice('error_rate < 1%, 99% over 30d', hour(9))).toMatchObject({
      message: expect.stringContaining('15.0 times what is allowed'),
      action: expect.stringContaining('Hold back'),
      since: 0,
      evidence: { burnRate: expect.closeTo(15, 6), missedSlices: 9, objectivesBurning: 1 },
    })
  })

  it('is critical when the budget is overspent, however slowly', () => {
    expect(advice('error_rate < 1%, 80% over 30m', hour(30))).toMatchObject({
      severity: 'critical',
      action: expect.stringContaining('stop risky changes'),
    })
  })
})
