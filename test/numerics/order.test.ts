import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { begin, memory, put } from '../../src/numerics/index.ts'

const few = fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 40 })
const many = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }), {
  maxLength: 300,
})

function orderOf(values: readonly number[]): number[] {
  const order = begin().orderOf(put(values), values.length) / 4
  return Array.from(memory().words.subarray(order, order + values.length))
}

describe('the order', () => {
  it('is that of a stable sort', () => {
    fc.assert(
      fc.property(fc.oneof(few, many), values => {
        const expected = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]! || a - b)
        expect(orderOf(values)).toEqual(expected)
      }),
      { numRuns: 500 },
    )
  })

  it.each([[[]], [[7]], [[2, 1]], [[1, 1]]])('of %j', values => {
    expect(orderOf(values)).toEqual(values[0]! > values[1]! ? [1, 0] : values.map((_, i) => i))
  })
})

describe('the median', () => {
  const median = (values: readonly number[]) => begin().median(put(values), values.length)
  const expected = (values: readonly number[]) => {
    const sorted = values.toSorted((a, b) => a - b)
    const [low, high] = [sorted[(sorted.length - 1) >> 1]!, sorted[sorted.length >> 1]!]
    return low + (high - low) / 2
  }

  it('is the middle of the sorted values', () => {
    fc.assert(
      fc.property(fc.oneof(few, many), values => {
        if (values.length === 0) expect(median(values)).toBeNaN()
        else expect(median(values) + 0).toBe(expected(values) + 0) // −0 is 0
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    ['rising', (i: number) => i],
    ['falling', (i: number) => -i],
    ['like a roof', (i: number) => -Math.abs(i - 50_000)],
    ['all the same', () => 1],
    ['in steps', (i: number) => i % 7],
  ])('of 100,000 values that are %s', (_, value) => {
    const values = Array.from({ length: 100_001 }, (_, i) => value(i))
    expect(begin().median(put(values), values.length)).toBe(expected(values))
  })
})
