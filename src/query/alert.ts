import { parseDuration } from '../text/index.ts'
import { takeCondition } from './condition.ts'
import { Cursor } from './lexer.ts'
import { takeValue } from './literals.ts'
import { type Threshold, thresholdOf } from './threshold.ts'

/** A limit, and how long it must stay crossed before anyone is woken. */
export interface AlertRule {
  readonly text: string
  readonly threshold: Threshold
  /** Seconds; 0 = at once. */
  readonly holdSeconds: number
}

/**
 * `p95 > 500ms for 2m`, `error_rate > 5% @ "POST /checkout" for 30s`, `health < 60`.
 *
 * @throws a usage error with a caret under the fault
 */
export function parseAlert(text: string): AlertRule {
  const cursor: Cursor = new Cursor(text)
  const condition = takeCondition(cursor)
  const end = cursor.peek().from
  let holdSeconds = 0
  if (cursor.accept('for')) {
    const token = takeValue(cursor, 'a duration')
    const seconds = parseDuration(token.text)
    if (seconds === null) cursor.fail(token, 'expected a duration', 'write for 2m')
    holdSeconds = seconds
  }
  if (cursor.peek().kind !== 'end') cursor.expected('"for" or the end', 'p95 > 500ms for 2m')
  return { text, threshold: thresholdOf(text.slice(0, end).trim(), condition), holdSeconds }
}
