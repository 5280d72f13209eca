import { describe, expect, it } from 'vitest'
import { type Measurement, read } from '../../src/alert/reading.ts'
import { judge } from '../../src/insight/index.ts'
import { parseAlert } from '../../src/query/index.ts'
import { type Call, snapshotOf } from '../insight/snapshots.ts'

const measure = (calls: readonly Call[]): Measurement => {
  const measured = snapshotOf(calls, { from: 0, to: 60 })
  return { measured, health: judge(measured) }
}
const calls = (count: number, duration: number, endpoint = '/', status = 200): Call[] =>
  Array.from({ length: count }, (_, i) => ({ at: (60 * i) / count, duration, endpoint, status }))
const readOf = (rule: string, recent: readonly Call[], longer: readonly Call[] = recent) =>
  read(parseAlert(rule), { recent: measure(recent), longer: measure(longer), incomplete: false })

describe('a reading', () => {
  it('is crossed, kept, or kept by more than a tenth', () => {
    expect(readOf('mean > 100ms', calls(20, 0.2))).toEqual({
      kind: 'crossed',
      actual: expect.closeTo(0.2, 9),
    })
    expect(readOf('mean > 100ms', calls(20, 0.095))).toMatchObject({ kind: 'kept', recovered: false })
    expect(readOf('mean > 100ms', calls(20, 0.09))).toMatchObject({ kind: 'kept', recovered: true })
  })

  it.each([
    ['requests < 20', 20, false],
    ['requests < 20', 22, true],
    ['requests > 0', 0, true],
  ])('recovers from %s at %i: %s', (rule, count, recovered) => {
    expect(readOf(rule, calls(count, 0.1))).toEqual({ kind: 'kept', actual: count, recovered })
  })

  it('recovers from a share that cannot get a tenth better half of the way', () => {
    const lookups = (hits: number) =>
      Array.from({ length: 1000 }, (_, i): Call => ({ at: i / 20, duration: 0.1, cache: i < hits }))
    expect(readOf('cache_hit_rate < 96%', lookups(970))).toMatchObject({ kind: 'kept', recovered: false })
    expect(readOf('cache_hit_rate < 96%', lookups(980))).toMatchObject({ kind: 'kept', recovered: true })
  })

  it('of durations and shares takes the longer stretch where a minute has too few requests', () => {
    expect(readOf('p95 > 500ms', calls(9, 0.9), calls(10, 0.1))).toMatchObject({ kind: 'kept' })
    expect(readOf('p95 > 500ms', calls(10, 0.9), calls(50, 0.1))).toMatchObject({ kind: 'crossed' })
    expect(readOf('error_rate > 1%', calls(3, 0.1), calls(9, 0.1, '/', 500))).toEqual({
      kind: 'none',
      reason: 'tooFew',
    })
  })

  it('of counts is always of the last minute', () => {
    expect(readOf('requests < 5', calls(4, 0.1), calls(400, 0.1))).toEqual({ kind: 'crossed', actual: 4 })
  })

  it('without any request is no data, and crosses a limit on their number', () => {
    expect(readOf('p95 > 500ms', [])).toEqual({ kind: 'none', reason: 'nothing' })
    expect(readOf('health < 75', [])).toEqual({ kind: 'none', reason: 'nothing' })
    expect(readOf('requests < 5', [])).toEqual({ kind: 'crossed', actual: 0 })
    expect(readOf('cpu > 90', calls(50, 0.1))).toEqual({ kind: 'none', reason: 'nothing' })
  })

  it('of counts in a minute that was not watched whole is only what is too much already', () => {
    const incomplete = (rule: string, count: number) => {
      const one = measure(calls(count, 0.1))
      return read(parseAlert(rule), { recent: one, longer: one, incomplete: true })
    }
    expect(incomplete('requests < 100', 5)).toEqual({ kind: 'none', reason: 'tooFew' })
    expect(incomplete('rate < 1', 5)).toEqual({ kind: 'none', reason: 'tooFew' })
    expect(incomplete('requests > 4', 3)).toEqual({ kind: 'none', reason: 'tooFew' })
    expect(incomplete('requests > 4', 5)).toEqual({ kind: 'crossed', actual: 5 })
    expect(incomplete('p95 > 50ms', 10)).toMatchObject({ kind: 'crossed' })
  })

  it('of endpoints is of the worst that had enough requests', () => {
    const mixed = [
      ...calls(30, 0.1, '/api/fast'),
      ...calls(30, 0.7, '/api/slow'),
      ...calls(3, 9, '/api/rare'),
    ]
    expect(readOf('p95 > 500ms @ "/api/*"', mixed)).toEqual({
      kind: 'crossed',
      actual: expect.closeTo(0.7, 1),
    })
    expect(readOf('p95 > 500ms @ "/api/fast"', mixed)).toMatchObject({ kind: 'kept' })
    expect(readOf('p95 > 500ms @ "/api/rare"', mixed)).toMatchObject({ kind: 'none' })
  })
})
