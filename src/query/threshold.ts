import type { Health, ThresholdResult } from '../model/index.ts'
import type { Condition } from './condition.ts'
import { takeCondition } from './condition.ts'
import type { Measured } from './figures.ts'
import { Cursor } from './lexer.ts'

/** A limit that must not be crossed. */
export interface Threshold {
  readonly text: string
  readonly condition: Condition
  /**
   * `passed` is false when the condition holds, and without data (`actual` is then `null`). With endpoints
   * in scope, one that crosses is enough, and `actual` is the worst of them.
   */
  evaluate(measured: Measured, health: Health): ThresholdResult
}

/**
 * `p95 > 300ms`, `error_rate > 1%`, `health < 75`, `requests < 100`, `p99 > 1s @ "GET /api/search"`.
 *
 * @throws a usage error with a caret under the fault
 */
export function parseThreshold(text: string): Threshold {
  const cursor: Cursor = new Cursor(text)
  const condition = takeCondition(cursor)
  if (cursor.peek().kind !== 'end')
    cursor.expected('the end', 'an endpoint follows an @: p95 > 1s @ "GET /api/search"')
  return thresholdOf(text, condition)
}

export function thresholdOf(text: string, condition: Condition): Threshold {
  return {
    text,
    condition,
    evaluate(measured, health) {
      const values = condition.measure(measured, health)
      const actual = worst(condition, values)
      const passed = actual !== null && !condition.holds(actual)
      return { expression: text, passed, actual, unit: condition.figure.unit }
    },
  }
}

/** The one nearest to crossing, or furthest beyond. */
function worst({ operator, holds }: Condition, values: readonly number[]): number | null {
  if (values.length === 0) return null
  if (operator.startsWith('<')) return values.reduce((a, b) => Math.min(a, b))
  if (operator.startsWith('>')) return values.reduce((a, b) => Math.max(a, b))
  return values.find(holds) ?? values[0]!
}
