import { describe, expect, it } from 'vitest'
import { AppError } from '../../src/model/index.ts'
import { parseAlert, parseSlo } from '../../src/query/index.ts'

const faultOf = (parse: () => unknown): { message: string; column: string; hint: string | undefined } => {
  try {
    parse()
  } catch (error) {
    const { message, place, hint } = error as AppError
    expect(error).toBeInstanceOf(AppError)
    return { message, column: place!.split('\n')[0]!, hint }
  }
  throw new Error('no fault')
}

describe('an alert', () => {
  it.each([
    ['p95 > 500ms for 2m', 'p95 > 500ms', 120, null],
    [
      'error_rate > 5% @ "POST /checkout" for 30s',
      'error_rate > 5% @ "POST /checkout"',
      30,
      'POST /checkout',
    ],
    ['p99 > 1s @ GET /a for 1 h', 'p99 > 1s @ GET /a', 3600, 'GET /a'],
    ['health < 60', 'health < 60', 0, null],
  ])('%s', (text, limit, seconds, scope) => {
    const rule = parseAlert(text)
    expect(rule.text).toBe(text)
    expect(rule.threshold.text).toBe(limit)
    expect(rule.threshold.condition.scope).toBe(scope)
    expect(rule.holdSeconds).toBe(seconds)
  })

  it.each([
    ['p95 > 500ms for', 'expected a duration, found the end', 'column 16'],
    ['p95 > 500ms for 2', 'expected a duration', 'column 17'],
    ['p95 > 500ms during 2m', 'expected "for" or the end, found "during"', 'column 13'],
  ])('%s: %s', (text, message, column) => {
    expect(faultOf(() => parseAlert(text))).toMatchObject({ message, column })
  })
})

describe('an objective', () => {
  it('is a condition, a share of the time and a period', () => {
    const slo = parseSlo('p99 < 500ms, 99.9% over 30d')
    expect(slo).toMatchObject({
      text: 'p99 < 500ms, 99.9% over 30d',
      target: 0.999,
      periodSeconds: 30 * 86400,
    })
    expect(slo.condition).toMatchObject({ operator: '<', value: 0.5, scope: null })
    expect(parseSlo('error_rate <= 1% @ "GET /a", 0.95 over 7d')).toMatchObject({
      target: 0.95,
      periodSeconds: 604_800,
    })
  })

  it.each([
    ['p99 < 500ms, 100% over 30d', 'expected a share between 0 and 100 %', 'column 14'],
    ['p99 < 500ms, 99.9%', 'expected "over" and the period, found the end', 'column 19'],
    ['p99 < 500ms 99.9% over 30d', 'expected a comma and the share of time, found "99.9%"', 'column 13'],
    ['p99 = 500ms, 99.9% over 30d', 'an objective needs <, <=, > or >=', 'column 1'],
    ['health > 80, 99.9% over 30d', 'health cannot be followed over time', 'column 1'],
    ['p90 < 1s, 99.9% over 30d', 'p90 cannot be followed over time', 'column 1'],
    ['p99 < 500ms, 99.9% over 30', 'expected a period', 'column 25'],
    ['p99 < 500ms, 99.9% over 30d or so', 'expected the end, found "or"', 'column 29'],
  ])('%s: %s', (text, message, column) => {
    expect(faultOf(() => parseSlo(text))).toMatchObject({ message, column })
  })
})
