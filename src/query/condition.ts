import type { EndpointStats, Health } from '../model/index.ts'
import { quoted } from './fault.ts'
import { type Figure, figureValue, type Measured, takeFigure } from './figures.ts'
import { compileGlob } from './glob.ts'
import type { Cursor } from './lexer.ts'
import { takeValue } from './literals.ts'

const comparisons = {
  '<': (a: number, b: number): boolean => a < b,
  '<=': (a: number, b: number): boolean => a <= b,
  '>': (a: number, b: number): boolean => a > b,
  '>=': (a: number, b: number): boolean => a >= b,
  '=': (a: number, b: number): boolean => a === b,
  '!=': (a: number, b: number): boolean => a !== b,
} as const
type Operator = keyof typeof comparisons

/**
 * `p99 > 1s @ "GET /api/search"`: a figure, a comparison, a value and, with `@`, the endpoints it is about.
 */
export interface Condition {
  readonly figure: Figure
  readonly operator: Operator
  readonly value: number
  /** As typed after `@`. */
  readonly scope: string | null
  /** The figures it is about: one, or one of each endpoint in scope. No data: empty. */
  measure(measured: Measured, health: Health): number[]
  holds(value: number): boolean
}

export function takeCondition(cursor: Cursor): Condition {
  const figureToken = cursor.peek()
  const figure = takeFigure(cursor)
  const operator = takeOperator(cursor)
  const value = figureValue(cursor, figure, takeValue(cursor, 'a value'))
  const at = cursor.accept('@')
  const scope = at === null ? null : takeScope(cursor)
  if (scope !== null && figure.endpoint === undefined)
    cursor.fail(figureToken, `${figure.name} is not known per endpoint`, `leave out @ ${quoted(scope)}`)
  const compare = comparisons[operator]
  return {
    figure,
    operator,
    value,
    scope,
    measure: (measured, health) => measureIn(figure, scope, measured, health),
    // A mean of exactly 50.5 ms may be 0.050499999999999996 s; a limit of 50.5ms is meant to meet it.
    holds: actual => compare(Number(actual.toPrecision(12)), value),
  }
}

function takeOperator(cursor: Cursor): Operator {
  const token = cursor.peek()
  const text = token.text === '==' ? '=' : token.text === '<>' ? '!=' : token.text
  if (token.kind !== 'operator' || !Object.hasOwn(comparisons, text))
    cursor.expected('a comparison', 'one of < <= > >= = !=')
  cursor.take()
  return text as Operator
}

/** Quoted, or bare: `@ GET /api/search` is two words. */
function takeScope(cursor: Cursor): string {
  const first = takeValue(cursor, 'an endpoint').text
  const second = cursor.peek()
  const method = /^[A-Z_-]+$/i.test(first) && second.kind === 'word' && second.text.startsWith('/')
  return method ? `${first} ${cursor.take().text}` : first
}

function measureIn(figure: Figure, scope: string | null, measured: Measured, health: Health): number[] {
  const values =
    scope === null
      ? [figure.total(measured, health)]
      : measured.endpoints.filter(endpointMatcher(scope)).map(stats => figure.endpoint!(stats))
  return values.filter(value => value !== null)
}

/** `GET /api/search`, `/api/search` (any method), either with `*` and `?`. */
export function endpointMatcher(scope: string): (stats: EndpointStats) => boolean {
  const match = /^([A-Za-z_-]+|\*) +(.+)$/.exec(scope)
  const method = match === null || match[1] === '*' ? null : match[1]!.toUpperCase()
  const route = match === null ? scope : match[2]!
  const test = /[*?]/.test(route) ? compileGlob(route) : (endpoint: string) => endpoint === route
  return stats => (method === null || stats.method?.toUpperCase() === method) && test(stats.endpoint)
}
