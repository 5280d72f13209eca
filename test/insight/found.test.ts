import { describe, expect, it } from 'vitest'
import { analyse } from '../../src/insight/index.ts'
import type { SeriesPoint, Snapshot } from '../../src/model/index.ts'
import { gaussian, random } from './random.ts'
import { snapshotOf } from './snapshots.ts'

const start = 1_700_000_000
const base = snapshotOf([{ at: start }, { at: start + 3600 }], { buckets: 120 })

/** An hour of 120 buckets in which every figure is noise, and what `plant` does to it. */
function hourOf(
  seed: number,
  plant: (point: SeriesPoint, i: number) => Partial<SeriesPoint>,
  step = 30,
): Snapshot {
  const normal = gaussian(random(seed))
  const points = Array.from({ length: 120 }, (_, i): SeriesPoint => {
    const point: SeriesPoint = {
      ...base.series.points[0]!,
      time: start + i * step,
      requests: 1000 + Math.round(30 * normal()),
      errors: Math.max(0, Math.round(20 + 4 * normal())),
      mean: 0.1 * Math.exp(0.1 * normal()),
      p50: 0.08 * Math.exp(0.1 * normal()),
      p95: 0.3 * Math.exp(0.1 * normal()),
      p99: 0.6 * Math.exp(0.1 * normal()),
      cacheHits: 800 + Math.round(20 * normal()),
      cacheMisses: 200,
      cpuPercent: 40 + 3 * normal(),
      memoryPercent: 50 + normal(),
    }
    return { ...point, ...plant(point, i) }
  })
  const to = start + 120 * step
  return {
    ...base,
    window: { from: start, to, seconds: 120 * step },
    series: { stepSeconds: step, points },
    system: { samples: 120, host: null, counts: true, gauges: {} },
  }
}
const later =
  (at: number, change: (point: SeriesPoint) => Partial<SeriesPoint>) => (point: SeriesPoint, i: number) =>
    i < at ? {} : change(point)

describe('a jump', () => {
  it.each([20, 60, 100])('is found where it is: bucket %i', at => {
    const { changes } = analyse(
      hourOf(
        at,
        later(at, point => ({ p95: 3 * point.p95! })),
      ),
    )
    expect(changes).toHaveLength(1)
    const [change] = changes
    expect(change).toMatchObject({ series: 'p95', method: null, endpoint: null })
    expect(Math.abs(change!.at - (start + at * 30))).toBeLessThanOrEqual(30)
    expect(change!.before).toBeCloseTo(0.3, 1)
    expect(change!.after).toBeCloseTo(0.9, 1)
  })

  it('there and back is two', () => {
    const { changes } = analyse(
      hourOf(2, (point, i) => (i >= 50 && i < 62 ? { errors: point.errors * 6 } : {})),
    )
    expect(changes.map(one => one.series)).toEqual(['errorRate', 'errorRate'])
    expect(changes.map(one => Math.round((one.at - start) / 30))).toEqual([50, 62])
    expect(changes[0]!.after / changes[0]!.before).toBeCloseTo(6, 0)
    expect(changes[0]!.before).toBeCloseTo(0.02, 2)
  })

  it('of errors out of nothing is one', () => {
    const errors = (seed: number, from: number) => {
      const { changes } = analyse(hourOf(seed, (_, i) => ({ errors: i >= from ? 40 : 0 })))
      return changes.filter(one => one.series === 'errorRate').map(one => Math.round((one.at - start) / 30))
    }
    expect(errors(3, 110)).toEqual([110])
    expect(errors(4, 60)).toEqual([60])
  })

  it('of all percentiles together is told once', () => {
    const slower = (point: SeriesPoint) => ({
      mean: 3 * point.mean!,
      p50: 3 * point.p50!,
      p95: 3 * point.p95!,
      p99: 3 * point.p99!,
    })
    expect(analyse(hourOf(5, later(70, slower))).changes.map(one => one.series)).toEqual(['p95'])
  })

  it('is not made of one wild bucket, of three single errors, or of a slope', () => {
    expect(analyse(hourOf(6, (_, i) => (i === 60 ? { p95: 30, p99: 60 } : {}))).changes).toEqual([])
    expect(
      analyse(hourOf(7, (_, i) => ({ errors: i === 40 || i === 42 || i === 43 || i === 90 ? 1 : 0 })))
        .changes,
    ).toEqual([])
    const slope = analyse(hourOf(8, (_, i) => ({ memoryPercent: 40 + i / 6 })))
    expect(slope.changes.filter(one => one.series === 'memory')).toEqual([])
    expect(slope.trends.find(one => one.series === 'memory')).toMatchObject({
      direction: 'rising',
      changePerHour: expect.closeTo(20, 6),
    })
  })

  it('of the traffic is told a second, and the buckets that the window cuts are left out', () => {
    const snapshot = hourOf(
      9,
      later(60, point => ({ requests: point.requests * 3, errors: point.errors * 3 })),
    )
    const cut: Snapshot = { ...snapshot, window: { from: start + 10, to: start + 3590, seconds: 3580 } }
    const partial = cut.series.points.map((point, i) =>
      i === 0 || i === 119 ? { ...point, requests: 1 } : point,
    )
    const { changes } = analyse({ ...cut, series: { ...cut.series, points: partial } })
    expect(changes.map(one => one.series)).toEqual(['requests'])
    expect(changes[0]!.before).toBeCloseTo(1000 / 30, 0)
    expect(changes[0]!.after).toBeCloseTo(100, 0)
  })
})

describe('a trend', () => {
  it('matters from five per cent of the level on', () => {
    const rising = (share: number) =>
      analyse(
        hourOf(10, (_, i) => ({ cpuPercent: 50 * (1 + (share * i) / 119) + (i % 2) / 100 })),
      ).trends.find(one => one.series === 'cpu')!
    expect(rising(0.1)).toMatchObject({ direction: 'rising' })
    expect(rising(-0.1)).toMatchObject({ direction: 'falling' })
    expect(rising(0.04)).toMatchObject({ direction: 'steady' })
    expect(rising(0.04).pValue).toBeLessThan(0.001)
    expect(rising(0.1).changePerHour).toBeCloseTo((5 * 120) / 119, 1)
  })

  it('of nineteen buckets is not known', () => {
    const few = hourOf(11, (_, i) => (i < 101 ? { cpuPercent: null } : { cpuPercent: i }))
    expect(analyse(few).trends.find(one => one.series === 'cpu')).toEqual({
      series: 'cpu',
      direction: 'notEnoughData',
      changePerHour: null,
      pValue: null,
    })
  })

  it('of a percentile of few requests in changing traffic is not tested', () => {
    const thin = hourOf(12, (_, i) => ({ requests: 6 + Math.round(i / 4) }))
    const tested = analyse(thin).trends.map(one => one.series)
    expect(tested).toContain('mean')
    expect(tested).not.toContain('p99')
  })
})

describe('a correlation', () => {
  it('is found with its sign and lag among fifteen pairs', () => {
    const snapshot = hourOf(13, () => ({}))
    const cpu = snapshot.series.points.map(point => (point.cpuPercent! - 40) / 3)
    const noise = gaussian(random(14))
    const points = snapshot.series.points.map((point, i) => ({
      ...point,
      mean: i < 4 ? point.mean : 0.1 * Math.exp(0.08 * cpu[i - 4]! + 0.06 * noise()),
    }))
    const { correlations, correlationsNote } = analyse({
      ...snapshot,
      series: { ...snapshot.series, points },
    })
    expect(correlations).toHaveLength(1)
    expect(correlations[0]).toMatchObject({ a: 'responseTime', b: 'cpu', lagSeconds: -120, n: 116 })
    expect(correlations[0]!.rho).toBeGreaterThan(0.65)
    expect(correlationsNote).toBeNull()
  })

  it('needs thirty pairs', () => {
    const short = hourOf(15, (_, i) =>
      i < 94
        ? {
            requests: 0,
            mean: null,
            cpuPercent: null,
            memoryPercent: null,
            errors: 0,
            cacheHits: 0,
            cacheMisses: 0,
          }
        : {},
    )
    expect(analyse(short)).toMatchObject({ correlations: [], correlationsNote: 'not enough data' })
  })
})

describe('samples of this machine in a replay', () => {
  it('are no part of anything', () => {
    const snapshot = hourOf(
      16,
      later(60, () => ({ cpuPercent: 99 })),
    )
    const local: Snapshot = { ...snapshot, system: { ...snapshot.system!, counts: false } }
    expect(analyse(snapshot).changes.map(one => one.series)).toEqual(['cpu'])
    const insight = analyse(local)
    expect(insight.changes).toEqual([])
    expect(insight.trends.map(one => one.series)).not.toContain('cpu')
  })
})

it('equal snapshots give equal insight', () => {
  const snapshot = hourOf(
    17,
    later(60, point => ({ p95: 2 * point.p95! })),
  )
  expect(analyse(snapshot)).toEqual(analyse(structuredClone(snapshot)))
})
