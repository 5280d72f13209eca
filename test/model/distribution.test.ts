import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Distribution } from '../../src/model/index.ts'

const durations = fc.array(
  fc.oneof(
    fc.integer({ min: 0, max: 20_000_000 }).map(us => us / 1e6),
    fc.double({ min: 0, max: 100, noNaN: true }),
    fc.constantFrom(4e6, 123_456_789.000_000_5, 1e9, 2 ** 32, 1e300),
  ),
)

function of(values: readonly number[]): Distribution {
  const distribution = new Distribution()
  for (const value of values) distribution.add(value)
  return distribution
}

describe('a distribution', () => {
  it('has an exact mean: sums of whole nanoseconds, checked with big integers', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 40 }), { minLength: 1 }), nanoseconds => {
        const sum = nanoseconds.reduce((a, b) => a + BigInt(b), 0n)
        const [seconds, rest] = of(nanoseconds.map(n => n / 1e9)).sumParts()
        expect(BigInt(seconds) * 1_000_000_000n + BigInt(rest)).toBe(sum)
      }),
    )
  })

  it('is the same to the last bit in any order and however it is split and merged', () => {
    fc.assert(
      fc.property(durations, fc.nat(), fc.array(fc.nat(3)), (values, seed, parts) => {
        const shuffled = [...values].sort((a, b) => ((a * 7919 + seed) % 13) - ((b * 7919 + seed) % 13))
        const merged = new Distribution()
        const pieces = [0, 1, 2, 3].map(piece => of(shuffled.filter((_, i) => (parts[i] ?? 0) === piece)))
        for (const piece of pieces.reverse()) merged.merge(piece)
        expect(merged.stats()).toEqual(of(values).stats())
        expect(merged.sumParts()).toEqual(of(values).sumParts())
      }),
    )
  })

  it('gives nearest-rank percentiles within 1.1 % and inside [min, max]', () => {
    const some = fc.array(
      fc.integer({ min: 1, max: 10_000_000 }).map(us => us / 1e6),
      { minLength: 1 },
    )
    fc.assert(
      fc.property(some, values => {
        const sorted = [...values].sort((a, b) => a - b)
        const stats = of(values).stats()
        const figures = [
          [stats.p50, 0.5],
          [stats.p90, 0.9],
          [stats.p95, 0.95],
          [stats.p99, 0.99],
          [stats.p999, 0.999],
        ] as const
        for (const [figure, q] of figures) {
          const truth = sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1]!
          expect(Math.abs(figure! - truth)).toBeLessThanOrEqual(truth * 0.011)
          expect(figure).toBeGreaterThanOrEqual(sorted[0]!)
          expect(figure).toBeLessThanOrEqual(sorted.at(-1)!)
        }
        expect(stats.min).toBe(sorted[0])
        expect(stats.max).toBe(sorted.at(-1))
      }),
    )
  })

  it('has no mean, no percentile and no zero without data', () => {
    const { count, ...rest } = new Distribution().stats()
    expect(count).toBe(0)
    expect(new Set(Object.values(rest))).toEqual(new Set([null]))
  })
})
