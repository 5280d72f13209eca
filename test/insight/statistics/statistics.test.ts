import fc from 'fast-check'
import { sampleRankCorrelation } from 'simple-statistics'
import { describe, expect, it } from 'vitest'
import { autoregression, lagOne } from '../../../src/insight/statistics/autocorrelation.ts'
import { constant, dailyRhythm, orthonormal, power, residual } from '../../../src/insight/statistics/basis.ts'
import { adjustP } from '../../../src/insight/statistics/benjamini-hochberg.ts'
import { correlate, prewhiten, spearman } from '../../../src/insight/statistics/correlation.ts'
import { normalOfT, twoSidedP } from '../../../src/insight/statistics/normal.ts'
import { midranks, normalScores } from '../../../src/insight/statistics/ranks.ts'
import { segment } from '../../../src/insight/statistics/segmentation.ts'
import { mannKendall, testTrend, theilSen } from '../../../src/insight/statistics/trend.ts'
import { gaussian, random } from '../random.ts'

const small = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 25 })
const steps = (n: number, step = 30) => Array.from({ length: n }, (_, i) => i * step)

describe('ranks', () => {
  it('are the number of smaller values, plus half of the equal ones', () => {
    fc.assert(
      fc.property(small, values => {
        const expected = values.map(
          value =>
            values.filter(other => other < value).length +
            (values.filter(other => other === value).length + 1) / 2,
        )
        expect([...midranks(values)]).toEqual(expected)
      }),
    )
  })

  it('become normal scores that keep the order and are symmetrical', () => {
    const scores = normalScores([3, 1, 2, 5, 4])
    // Blom's scores of five values, from a table of the normal distribution.
    const expected = [0, -1.18, -0.497, 1.18, 0.497]
    scores.forEach((score, i) => {
      expect(score).toBeCloseTo(expected[i]!, 2)
    })
  })
})

describe('the rank correlation', () => {
  it('is that of simple-statistics, ties and all', () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: -5, max: 5 })), {
      minLength: 3,
      maxLength: 40,
    })
    fc.assert(
      fc.property(pairs, both => {
        const [a, b] = [both.map(([x]) => x), both.map(([, y]) => y)]
        const expected = sampleRankCorrelation(a, b)
        if (Number.isNaN(expected)) expect(spearman(a, b)).toBeNaN()
        else expect(spearman(a, b)).toBeCloseTo(expected, 12)
      }),
    )
  })
})

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

describe('Student’s t', () => {
  // Scores of the same tail probability, by SciPy: norm.isf(t.sf(t, df)).
  it.each([
    [2, 3, 1.47831],
    [3.5, 5, 2.3806],
    [-3.5, 10, -2.76304],
    [3.5, 30, 3.1792],
  ])('%d with %d degrees of freedom is a normal score of %d', (t, degrees, score) => {
    expect(Math.abs(normalOfT(t, degrees) / score - 1)).toBeLessThan(0.005)
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
  it('has the slope and the sum of signs of their definitions', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 3, maxLength: 15 }), values => {
        const times = steps(values.length, 2)
        const pairs = values.flatMap((a, i) =>
          values.slice(i + 1).map((b, j) => ({ rise: b - a, run: (j + 1) * 2 })),
        )
        const slopes = pairs.map(({ rise, run }) => rise / run).sort((a, b) => a - b)
        const middle = (slopes[(slopes.length - 1) >> 1]! + slopes[slopes.length >> 1]!) / 2
        expect(theilSen(times, values)).toBeCloseTo(middle, 12)
        expect(mannKendall(values).s).toBe(pairs.reduce((sum, { rise }) => sum + Math.sign(rise), 0))
      }),
    )
  })

  it('has the variance of S over all orders of the values', () => {
    const orders = (values: number[]): number[][] =>
      values.length === 0
        ? [[]]
        : values.flatMap((value, i) =>
            orders([...values.slice(0, i), ...values.slice(i + 1)]).map(rest => [value, ...rest]),
          )
    for (const values of [
      [1, 2, 3, 4, 5, 6],
      [1, 1, 2, 3, 3, 3],
      [0, 0, 0, 0, 1, 1],
    ]) {
      const all = orders(values).map(order => mannKendall(order).s)
      const variance = all.reduce((sum, s) => sum + s * s, 0) / all.length
      expect(mannKendall(values).variance).toBeCloseTo(variance, 9)
    }
  })

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

describe('autocorrelation', () => {
  it('is known exactly for an alternating series', () => {
    expect(lagOne([1, -1, 1, -1, 1, -1])).toBeCloseTo(-5 / 6, 12)
    expect(lagOne([2, 2, 2])).toBe(0)
  })

  it('is given back what a short series loses', () => {
    const normal = gaussian(random(5))
    let corrected = 0
    for (let round = 0; round < 400; round++) {
      const values: number[] = []
      for (let i = 0, value = normal() * 1.25; i < 60; i++, value = 0.6 * value + normal()) values.push(value)
      corrected += autoregression(values, 1) / 400
    }
    expect(corrected).toBeCloseTo(0.6, 1)
  })
})

describe('a smooth curve', () => {
  it('is taken out to the last bit, and nothing else is', () => {
    const times = steps(120, 720)
    const basis = orthonormal([constant(times), power(times, 1), ...dailyRhythm(times)])
    const curve = times.map(time => 7 + time / 1e4 + 2 * Math.sin((2 * Math.PI * time) / 43200 + 1))
    expect(Math.max(...residual(curve, basis).map(Math.abs))).toBeLessThan(1e-9)
    const spike = times.map((_, i) => (i === 60 ? 1 : 0))
    expect(residual(spike, basis)[60]).toBeGreaterThan(0.8)
  })

  it('leaves the daily rhythm alone in an hour', () => {
    expect(dailyRhythm(steps(120, 30))).toEqual([])
  })
})

describe('segments', () => {
  it('are the best of all cuts', () => {
    const squares = (values: readonly number[]) => {
      const mean = values.reduce((a, b) => a + b, 0) / values.length
      return values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
    }
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 6, maxLength: 12 }), values => {
        const { gains, cuts } = segment(Float64Array.from(values), 2, 2)
        const one: number[] = []
        const two: number[] = []
        for (let a = 2; a <= values.length - 2; a++) {
          one.push(squares(values.slice(0, a)) + squares(values.slice(a)))
          for (let b = a + 2; b <= values.length - 2; b++)
            two.push(squares(values.slice(0, a)) + squares(values.slice(a, b)) + squares(values.slice(b)))
        }
        expect(gains[0]).toBeCloseTo(squares(values) - Math.min(...one), 9)
        expect(gains[1]).toBeCloseTo(squares(values) - Math.min(...two), 9)
        const [a, b] = cuts(2) as [number, number]
        const left = squares(values.slice(0, a)) + squares(values.slice(a, b)) + squares(values.slice(b))
        expect(left).toBeCloseTo(Math.min(...two), 9)
      }),
    )
  })
})

describe('correlation', () => {
  const both = (values: (number | null)[]) => ({ values, white: prewhiten(values) })
  const normal = gaussian(random(6))
  const driver = Array.from({ length: 120 }, normal)

  it('is Spearman’s, at the lag where it is', () => {
    const follower = driver.map((_, i) =>
      i < 3 ? normal() : Math.exp(0.8 * driver[i - 3]! + 0.6 * normal()),
    )
    const found = correlate(both(driver), both(follower), 3, 30)!
    expect(found.n).toBe(117)
    expect(found.rho).toBeGreaterThan(0.65)
    expect(found.pValue).toBeLessThan(1e-12)
    expect(correlate(both(driver), both(follower), 2, 30)!.pValue).toBeGreaterThan(1e-4)
  })

  it('needs its pairs, and bears gaps', () => {
    const gaps = driver.map((value, i) => (i % 2 === 0 ? value : null))
    expect(correlate(both(gaps), both(driver), 0, 30)).toMatchObject({ n: 60, rho: 1 })
    expect(correlate(both(gaps.slice(0, 50)), both(driver.slice(0, 50)), 0, 30)).toBeNull()
    expect(correlate(both(driver.map(() => 1)), both(driver), 0, 30)).toBeNull()
  })
})
