import { expect, it } from 'vitest'
import { decideUnit } from '../../../src/decode/units/decide.ts'
import { Evidence } from '../../../src/decode/units/evidence.ts'
import { unitsByShape } from '../../../src/decode/units/mixed.ts'

function shapes(values: Record<string, readonly number[]>): ReturnType<typeof unitsByShape> {
  const whole = new Evidence('duration')
  const each = new Map<string, { evidence: Evidence }>()
  for (const [name, list] of Object.entries(values)) {
    const evidence = new Evidence('duration')
    for (const value of list) {
      evidence.observe(value, null)
      whole.observe(value, null)
    }
    each.set(name, { evidence })
  }
  return unitsByShape(each, decideUnit(whole, null))
}

const spread = (middle: number, digits: number): number[] =>
  Array.from({ length: 60 }, (_, i) => Number((middle * 1.05 ** (i - 30)).toFixed(digits)))

it('has nothing to say where all write the same', () => {
  expect(shapes({ a: spread(12, 0), b: spread(30, 0) })).toBe(null)
  expect(shapes({ a: spread(12, 3), b: spread(2, 3) })).toBe(null)
})

it('tells whole milliseconds from fractions of a second', () => {
  const found = shapes({ a: spread(12, 0), b: spread(0.012, 6) })!
  expect([found.mixed, found.whole.certain]).toEqual([true, true])
  expect([...found.shapes].map(([name, { unit }]) => `${name}: ${unit}`).sort()).toEqual(['a: ms', 'b: s'])
})

it('is in doubt where a fast service might write milliseconds as well', () => {
  const found = shapes({ a: spread(12, 0), b: spread(0.08, 3) })!
  expect(found.whole.certain).toBe(false)
})

it('is in doubt, and changes nothing, where two kinds of fractions may be of two units', () => {
  const found = shapes({ a: spread(12, 3), b: spread(0.08, 3) })!
  expect([found.mixed, found.whole.certain]).toEqual([false, false])
})
