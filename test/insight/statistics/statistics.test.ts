import fc from 'fast-check'
import { sampleRankCorrelation } from 'simple-statistics'
import { describe, expect, it } from 'vitest'
import { adjustP } from '../../../src/insight/statistics/benjamini-hochberg.ts'
import { correlate } from '../../../src/insight/statistics/correlation.ts'
import { twoSidedP } from '../../../src/insight/statistics/normal.ts'
import { testTrend } from '../../../src/insight/statistics/trend.ts'
import { gaussian, random } from '../random.ts'

const steps = (n: number, step = 30) => Array.from({ length: n }, (_, i) => i * step)

describe('the normal tail', () => {
  it.each([
    [0, 1],
    [1, 0.3173105],
    [1.959964, 0.05],
    [-2.575829, 0.01],
    [3.290527, 0.001],
    [4.891638, 1e-6],
    [6.10941, 1e-9],
  ])('beyond ±%f is %f', (z, p) => {
    expect(twoSidedP(z) / p).toBeCloseTo(1, 4)
  })
})

describe('Benjamini and Hochberg', () => {
  it('gives the example of their paper', () => {
    // Benjamini and Hochberg (1995), 15 p-values; at 0.05 the four smallest are significant.
    const p = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
      0.759, 1,
    ]
    expect(adjustP(p).filter(value => value <= 0.05)).toHaveLength(4)
  })

  it('is the definition, for any values in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }), p => {
        const adjusted = adjustP(p)
        p.forEach((value, i) => {
          const candidates = p
            .filter(other => other >= value)
            .map(other => (other * p.length) / p.filter(one => one <= other).length)
          expect(adjusted[i]).toBeCloseTo(Math.min(1, ...candidates), 12)
        })
      }),
    )
  })
})

describe('the trend test', () => {
  it('finds a line in noise, and knows noise from a line', () => {
    const normal = gaussian(random(3))
    const noise = Array.from({ length: 120 }, normal)
    expect(testTrend(steps(120), noise).pValue).toBeGreaterThan(0.01)
    const line = testTrend(
      steps(120),
      noise.map((value, i) => value + i / 30),
    )
    expect(line.pValue).toBeLessThan(1e-6)
    expect(line.slope * 30 * 30).toBeCloseTo(1, 0)
  })

  it('says what it is of: gaps are left out', () => {
    const { n, seconds, level } = testTrend(steps(6), [Number.NaN, 4, Number.NaN, 1, 2, Number.NaN])
    expect({ n, seconds, level }).toEqual({ n: 3, seconds: 90, level: 2 })
    expect(testTrend(steps(3), [0, 0, 9]).level).toBe(3)
  })

  it('does not take one day for a trend', () => {
    const normal = gaussian(random(4))
    const times = steps(120, 720)
    const day = times.map(time => 3 * Math.sin((2 * Math.PI * time) / 86400) + normal())
    expect(testTrend(times, day).pValue).toBeGreaterThan(0.01)
    const growing = testTrend(
      times,
      day.map((value, i) => value + i / 20),
    )
    expect(growing.pValue).toBeLessThan(1e-4)
    expect(growing.slope * 720 * 20).toBeCloseTo(1, 0)
  })
})

describe('correlation', () => {
  const normal = gaussian(random(6))
  const driver = Array.from({ length: 120 }, normal)
  const at = (lag: number, a: readonly number[], b: readonly number[], leastPairs = 30) => {
    const series = [a, b].map(values => ({ times: steps(values.length), values }))
    return correlate(series, { mostLag: 5, leastPairs, mostP: 1 }).find(test => test.lag === lag)
  }

  it('is Spearman’s, at the lag where it is', () => {
    const follower = driver.map((_, i) =>
      i < 3 ? normal() : Math.exp(0.8 * driver[i - 3]! + 0.6 * normal()),
    )
    const found = at(3, driver, follower)!
    expect(found.n).toBe(117)
    expect(found.rho).toBeGreaterThan(0.65)
    expect(found.pValue).toBeLessThan(1e-12)
    expect(at(2, driver, follower)!.pValue).toBeGreaterThan(1e-4)
  })

  it('needs its pairs, and bears gaps', () => {
    const gaps = driver.map((value, i) => (i % 2 === 0 ? value : Number.NaN))
    expect(at(0, gaps, driver)).toMatchObject({ n: 60, rho: expect.closeTo(1, 12) })
    expect(at(0, gaps.slice(0, 50), driver.slice(0, 50))).toBeUndefined()
    expect(
      at(
        0,
        driver.map(() => 1),
        driver,
      ),
    ).toBeUndefined()
  })

  it('is that of simple-statistics, ties, gaps, lags and all', () => {
    const value = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constant(Number.NaN))
    const pairs = fc.array(fc.tuple(value, value), { minLength: 8, maxLength: 40 })
    fc.assert(
      fc.property(pairs, fc.integer({ min: -5, max: 5 }), (both, lag) => {
        const [a, b] = [both.map(([x]) => x), both.map(([, y]) => y)]
        const known = a.flatMap((x, i) => {
          const y = b[i + lag]
          return y === undefined || Number.isNaN(x) || Number.isNaN(y) ? [] : [[x, y] as const]
        })
        const found = at(lag, a, b, 4)
        if (found === undefined) return
        expect(found.n).toBe(known.length)
        const expected = sampleRankCorrelation(
          known.map(([x]) => x),
          known.map(([, y]) => y),
        )
        if (Number.isNaN(expected)) expect(found.rho).toBeNaN()
        else expect(found.rho).toBeCloseTo(expected, 12)
      }),
      { numRuns: 500 },
    )
  })

  it('tries every pair at every lag', () => {
    const series = [1, 2, 3].map(() => ({ times: steps(120), values: Array.from({ length: 120 }, normal) }))
    const tests = correlate(series, { mostLag: 5, leastPairs: 30, mostP: 1 })
    expect(tests.map(({ a, b, lag }) => [a, b, lag])).toEqual(
      [
        [0, 1],
        [0, 2],
        [1, 2],
      ].flatMap(pair => Array.from({ length: 11 }, (_, i) => [...pair, i - 5])),
    )
  })
})
