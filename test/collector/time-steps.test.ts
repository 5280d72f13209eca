import fc from 'fast-check'
import { expect, it } from 'vitest'
import { bucketCount, chartStep, gridStep } from '../../src/collector/time-steps.ts'

const begin = fc.integer({ min: 1_700_000_000, max: 1_700_100_000 })

it('an hour has 80 to 120 points wherever it begins', () => {
  fc.assert(
    fc.property(begin, fc.constantFrom(1, 5, 10, 15), (from, grid) => {
      const step = chartStep(from, from + 3599, 120, grid)
      const points = bucketCount(from, from + 3599, step)
      expect(points).toBeGreaterThanOrEqual(80)
      expect(points).toBeLessThanOrEqual(120)
    }),
  )
})

it('a chart is made of whole buckets and never has more points than it may', () => {
  fc.assert(
    fc.property(begin, fc.integer({ min: 1, max: 40_000_000 }), (from, length) => {
      const grid = gridStep(from, from + length, 800)
      const step = chartStep(from, from + length, 120, grid)
      expect(step % grid).toBe(0)
      expect(bucketCount(from, from + length, step)).toBeLessThanOrEqual(120)
    }),
  )
})
