import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { boundary, cover, type Range } from '../../src/history/cover.ts'
import { byStep, type Marks } from '../../src/history/steps.ts'
import { storeSteps } from '../../src/model/index.ts'

const hour = 3600
const marks: fc.Arbitrary<Marks> = fc
  .record({
    formed: fc.array(fc.integer({ min: 0, max: 6 * hour }), { minLength: 5, maxLength: 5 }),
    kept: fc.array(fc.integer({ min: 0, max: 3 * hour }), { minLength: 5, maxLength: 5 }),
  })
  .map(({ formed, kept }) => ({
    formed: byStep(step =>
      step === 1 ? Number.MAX_SAFE_INTEGER : Math.floor(formed[storeSteps.indexOf(step)]! / step) * step,
    ),
    kept: byStep(step => Math.ceil(kept[storeSteps.indexOf(step)]! / 3600) * 3600),
  }))

/** Bucket by bucket. */
function bucketsOf(from: number, to: number, step: number | null, { formed, kept }: Marks): Range[] {
  const ranges: Range[] = []
  for (let at = boundary(from, { formed, kept }); at < boundary(to, { formed, kept }); ) {
    const here = storeSteps.filter(each => at % each === 0 && at >= kept[each])
    const whole = here.filter(
      each =>
        at + each <= Math.min(formed[each], boundary(to, { formed, kept })) && (step ?? each) % each === 0,
    )
    const width = whole.at(-1) ?? here[0] ?? 1
    ranges.push({ step: width, from: at, to: at + width })
    at += width
  }
  return ranges
}

describe('cover', () => {
  test('is made of the buckets that taking the widest each time would give, in rows', () => {
    fc.assert(
      fc.property(
        marks,
        fc.integer({ min: 0, max: 6 * hour }),
        fc.integer({ min: 0, max: 3 * hour }),
        fc.constantFrom(null, 1, 10, 20, 60, 120, 600, 1200, 3600, 7200),
        (known, from, seconds, step) => {
          const { ranges } = cover(from, from + seconds, step, known, 0)
          const single = ranges.flatMap(range =>
            Array.from({ length: (range.to - range.from) / range.step }, (_, i) => ({
              step: range.step,
              from: range.from + i * range.step,
              to: range.from + (i + 1) * range.step,
            })),
          )
          expect(single).toEqual(bucketsOf(from, from + seconds, step, known))
          for (const [i, { step: width }] of ranges.slice(1).entries())
            expect(width).not.toBe(ranges[i]!.step)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('begins with the first bucket that is kept, however narrow', () => {
    const kept = { 1: 1790, 10: 1800, 60: 1800, 600: 3600, 3600: 3600 }
    const known = { formed: byStep(() => Number.MAX_SAFE_INTEGER), kept }
    // From 20 min on whole hours are kept, but only in 40 min; seconds are kept in 590 s.
    expect(boundary(1200, known)).toBe(1790)
    expect(boundary(1791, known)).toBe(1791)
    expect(cover(1200, 3500, null, known, 0)).toMatchObject({ from: 1790, to: 3500 })
  })

  test('is one row of seconds where nothing wider was formed since', () => {
    const formed = byStep(step => (step === 1 ? Number.MAX_SAFE_INTEGER : hour))
    const { ranges } = cover(0, 25 * hour, 1200, { formed, kept: byStep(() => 0) }, 0)
    expect(ranges).toEqual([
      { step: 600, from: 0, to: hour },
      { step: 1, from: hour, to: 25 * hour },
    ])
  })
})
