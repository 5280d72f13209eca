import { describe, expect, it } from 'vitest'
import { begin, put, take } from '../../src/numerics/index.ts'

const steps = (n: number, step: number) => Array.from({ length: n }, (_, i) => i * step)

function withoutCurve(times: readonly number[], values: readonly number[]): Float64Array {
  const code = begin()
  const curve = code.curveWith(put(times), times.length, true)
  return take(code.residual(put(values), values.length, curve, code.vectorCount.value), values.length)
}

function vectors(times: readonly number[]): number {
  const code = begin()
  code.curveWith(put(times), times.length, true)
  return code.vectorCount.value
}

describe('a smooth curve', () => {
  it('is taken out to the last bit, and nothing else is', () => {
    const times = steps(120, 720)
    const curve = times.map(time => 7 + time / 1e4 + 2 * Math.sin((2 * Math.PI * time) / 43200 + 1))
    expect(Math.max(...withoutCurve(times, curve).map(Math.abs))).toBeLessThan(1e-9)
    const spike = times.map((_, i) => (i === 60 ? 1 : 0))
    expect(withoutCurve(times, spike)[60]).toBeGreaterThan(0.8)
  })

  it('has a daily rhythm in 18 h, none in an hour', () => {
    expect(vectors(steps(120, 720))).toBe(6)
    expect(vectors(steps(120, 30))).toBe(2)
    // What is nothing beside the others is left out.
    expect(vectors([5])).toBe(1)
  })
})
