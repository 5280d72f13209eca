import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { begin, numerics, put } from '../../src/numerics/index.ts'

const mannKendall = (values: readonly number[]) => ({
  s: begin().mannKendall(put(values), values.length),
  variance: begin().varianceOfS(put(values), values.length),
})

const theilSen = (times: readonly number[], values: readonly number[]) =>
  begin().theilSen(put(times), put(values), values.length)

describe('Theil–Sen and Mann–Kendall', () => {
  it('has the slope and the sum of signs of their definitions', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 3, maxLength: 15 }), values => {
        const times = values.map((_, i) => 2 * i)
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
})

describe('Student’s t', () => {
  // Scores of the same tail probability, by SciPy: norm.isf(t.sf(t, df)).
  it.each([
    [2, 3, 1.47831],
    [3.5, 5, 2.3806],
    [-3.5, 10, -2.76304],
    [3.5, 30, 3.1792],
  ])('%d with %d degrees of freedom is a normal score of %d', (t, degrees, score) => {
    expect(Math.abs(numerics().normalOfT(t, degrees) / score - 1)).toBeLessThan(0.005)
  })
})
