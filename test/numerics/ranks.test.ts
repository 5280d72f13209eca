import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { begin, put, take } from '../../src/numerics/index.ts'

const small = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 25 })
const midranks = (values: readonly number[]) =>
  take(begin().midranks(put(values), values.length), values.length)
const normalScores = (values: readonly number[]) =>
  take(begin().normalScores(put(values), values.length), values.length)

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
