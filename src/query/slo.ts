import { parseDuration } from '../text/index.ts'
import { type Condition, takeCondition } from './condition.ts'
import { Cursor } from './lexer.ts'
import { parseNumber, parsePercent, takeValue } from './literals.ts'

/** An objective: the condition is what should hold. */
export interface Slo {
  readonly text: string
  readonly condition: Condition
  /** Share of the time in which it should hold, 0–1 (exclusive). */
  readonly target: number
  readonly periodSeconds: number
}

const example = "'p99 < 500ms, 99.9% over 30d'"

/**
 * `p99 < 500ms, 99.9% over 30d`: p99 is below 500 ms in 99.9 % of the time, counted over 30 days.
 *
 * @throws a usage error with a caret under the fault
 */
export function parseSlo(text: string): Slo {
  const cursor: Cursor = new Cursor(text)
  const start = cursor.peek()
  const condition = takeCondition(cursor)
  if (condition.operator === '=' || condition.operator === '!=')
    cursor.fail(start, 'an objective needs <, <=, > or >=', example)
  if (condition.figure.bucket === undefined)
    cursor.fail(start, `${condition.figure.name} cannot be followed over time`, example)
  if (!cursor.accept(',')) cursor.expected('a comma and the share of time', example)
  const target = takeTarget(cursor)
  if (!cursor.accept('over')) cursor.expected('"over" and the period', example)
  const period = takeValue(cursor, 'a period')
  const periodSeconds = parseDuration(period.text)
  if (periodSeconds === null || periodSeconds === 0)
    cursor.fail(period, 'expected a period', 'write 30d, 7d or 24h')
  if (cursor.peek().kind !== 'end') cursor.expected('the end', example)
  return { text, condition, target, periodSeconds }
}

function takeTarget(cursor: Cursor): number {
  const token = takeValue(cursor, 'the share of time')
  const target = parsePercent(token.text) ?? parseNumber(token.text)
  if (target === null || !(target > 0 && target < 1))
    cursor.fail(
      token,
      'expected a share between 0 and 100 %',
      target === 1 ? '100% leaves no budget: write 99.9%' : 'write 99.9%',
    )
  return target
}
