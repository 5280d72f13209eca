import { describe, expect, it } from 'vitest'
import { begin, put } from '../../src/numerics/index.ts'
import { gaussian, random } from '../insight/random.ts'

const lagOne = (values: readonly number[]) => begin().lagOne(put(values), values.length)
const autoregression = (values: readonly number[], fitted: number) =>
  begin().autoregression(put(values), values.length, fitted)

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
