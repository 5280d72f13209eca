import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { begin, memory, put } from '../../src/numerics/index.ts'

function segment(values: readonly number[], most: number, shortest: number) {
  const code = begin()
  code.segment(put(values), values.length, most, shortest)
  return {
    gains: Array.from({ length: most }, (_, i) => code.gainOf(i + 1)),
    cuts: (k: number) => {
      const address = code.allocate(4 * k)
      code.cutsInto(address, k)
      return Array.from(memory().words.subarray(address / 4, address / 4 + k))
    },
  }
}

describe('segments', () => {
  it('are the best of all cuts', () => {
    const squares = (values: readonly number[]) => {
      const mean = values.reduce((a, b) => a + b, 0) / values.length
      return values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
    }
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 6, maxLength: 12 }), values => {
        const { gains, cuts } = segment(values, 2, 2)
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
