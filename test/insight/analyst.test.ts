import { describe, expect, it } from 'vitest'
import { Analyst, analyse } from '../../src/insight/index.ts'
import { snapshotOf } from './snapshots.ts'
import { hour, start, traffic } from './traffic.ts'

const { calls, samples } = traffic(1, { change: call => ({ duration: call.duration! * 20 }) })
const until = (to: number, from = start) =>
  snapshotOf(
    calls.filter(call => call.at <= to),
    { from, to, samples: samples.filter(sample => sample.at <= to), buckets: 60 },
  )

describe('an analyst', () => {
  it('says what analyse says', () => {
    const snapshot = until(start + hour)
    const analyst = new Analyst()
    expect(analyst.analyse(snapshot)).toEqual(analyse(snapshot))
    expect(analyst.analyse(snapshot)).toEqual(analyse(snapshot))
  })

  it('tests the series again for each new bucket, and the score always', () => {
    const analyst = new Analyst()
    const whole = until(start + hour)
    const first = analyst.analyse(whole)
    const failing = { ...whole.recent.requests, errors: 500, errorRate: 1, serverErrors: 500 }
    const second = analyst.analyse({ ...whole, recent: { ...whole.recent, requests: failing } })
    expect(second.trends).toBe(first.trends)
    expect(second.health.score).toBeLessThan(first.health.score!)
    const moved = whole.series.points.map(point => ({ ...point, time: point.time + 60 }))
    const third = analyst.analyse({ ...whole, series: { ...whole.series, points: moved } })
    expect(third.trends).not.toBe(first.trends)
  })

  it('looks again when much arrives for the same buckets, or the filter is another', () => {
    const analyst = new Analyst()
    const snapshot = until(start + hour)
    const { trends } = analyst.analyse(snapshot)
    const more = {
      ...snapshot,
      requests: { ...snapshot.requests, total: Math.ceil(1.03 * snapshot.requests.total) },
    }
    expect(analyst.analyse(more).trends).not.toBe(trends)
    expect(analyst.analyse({ ...snapshot, filter: 'status >= 500' }).trends).not.toBe(trends)
  })
})
