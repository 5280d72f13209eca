import { describe, expect, it } from 'vitest'
import { type ChangeTest, testChanges } from '../../../src/insight/statistics/change-points.ts'
import { gaussian, random } from '../random.ts'

/** What one of eleven series tested together at a rate of 2.5 % must reach. */
const limit = 0.025 / 11

function test(values: readonly number[]): ChangeTest {
  return testChanges(
    values.map((_, i) => i),
    values,
  )
}

function noise(n: number, phi: number, normal: () => number): number[] {
  let value = normal()
  return Array.from({ length: n }, () => {
    const now = value
    value = phi * value + Math.sqrt(1 - phi * phi) * normal()
    return now
  })
}

/** Of 400 series each, with a fixed seed: the figures of docs/insight.md, at large. */
describe('jumps in noise', () => {
  it.each([80, 91, 120])('of two standard deviations are found where they are: %i values', n => {
    const uniform = random(n)
    const normal = gaussian(uniform)
    let near = 0
    for (let i = 0; i < 400; i++) {
      const edge = Math.ceil(n / 8)
      const at = edge + Math.floor(uniform() * (n - 2 * edge))
      const { pValue, cuts } = test(noise(n, 0, normal).map((value, t) => value + (t >= at ? 2 : 0)))
      if (pValue <= limit && cuts.some(cut => Math.abs(cut - at) <= 3)) near++
    }
    expect(near / 400).toBeGreaterThanOrEqual(0.95)
  })

  it.each([
    [61, 0],
    [61, 0.6],
    [91, 0.3],
    [120, 0.6],
  ])('are not claimed where there are none: %i values, φ %d', (n, phi) => {
    const normal = gaussian(random(n + 1))
    let claims = 0
    for (let i = 0; i < 400; i++) if (test(noise(n, phi, normal)).pValue <= 0.01) claims++
    // 1 % are expected; more than 11 of 400 are so with a chance of 0.1 %.
    expect(claims).toBeLessThanOrEqual(11)
  })
})
