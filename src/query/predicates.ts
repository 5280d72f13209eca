import { parseDuration } from '../text/index.ts'
import type { Field } from './fields.ts'
import { compileGlob } from './glob.ts'
import type { Cursor, Token } from './lexer.ts'
import { durationValue, parseNumber, parsePercent } from './literals.ts'

export type Value = string | number | boolean | null
/** Says yes or no to the value of one field. Always no to `null`, unless it asks for `null`. */
export type Predicate = (value: Value) => boolean
export type Order = '<' | '<=' | '>' | '>='

const orders: Record<Order, (a: number, b: number) => boolean> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}

export function equals(cursor: Cursor, field: Field, token: Token): Predicate {
  if (token.kind === 'word' && /^(null|none)$/i.test(token.text)) return isAbsent
  switch (field.type) {
    case 'status':
      return statusEquals(cursor, token)
    case 'duration':
      return sameNumber(durationValue(cursor, token))
    case 'cache':
      return cacheEquals(cursor, token)
    case 'method':
      return value => typeof value === 'string' && value.toUpperCase() === token.text.toUpperCase()
    case 'text':
      return value => value === token.text
    default:
      return anyEquals(token)
  }
}

export function compares(cursor: Cursor, field: Field, order: Order, token: Token): Predicate {
  const limit = numberFor(cursor, field, order, token)
  const holds = orders[order]
  return value => {
    const number = toNumber(value)
    return number !== null && !(field.type === 'status' && number === 0) && holds(number, limit)
  }
}

export function resembles(cursor: Cursor, field: Field, operator: Token, token: Token): Predicate {
  if (field.type === 'duration' || field.type === 'cache')
    cursor.fail(
      operator,
      `${field.name} has no text to match`,
      `compare it with ${field.type === 'cache' ? '=' : '<, > or ='}`,
    )
  const glob = compileGlob(token.text)
  return value => value !== null && glob(String(value))
}

const isAbsent: Predicate = value => value === null

function sameNumber(expected: number): Predicate {
  return value => toNumber(value) === expected
}

function statusEquals(cursor: Cursor, token: Token): Predicate {
  const family = /^([1-5])xx$/i.exec(token.text)
  if (family !== null) return value => Math.floor(Number(value) / 100) === Number(family[1])
  if (/^unknown$/i.test(token.text)) return value => value === null || value === 0
  const status = parseNumber(token.text)
  if (status === null) cursor.fail(token, 'expected a status', 'write 404, 5xx or unknown')
  return sameNumber(status)
}

const cacheStates: Readonly<Record<string, boolean | null>> = {
  hit: true,
  true: true,
  miss: false,
  false: false,
  unknown: null,
}

function cacheEquals(cursor: Cursor, token: Token): Predicate {
  const name = token.text.toLowerCase()
  if (!Object.hasOwn(cacheStates, name)) cursor.fail(token, 'expected hit, miss or unknown')
  const state = cacheStates[name]!
  return value => value === state
}

/** Log fields may hold `5`, `"5"` or `5.0`: equal as text or as numbers. */
function anyEquals(token: Token): Predicate {
  const number = token.kind === 'word' ? (parseNumber(token.text) ?? parsePercent(token.text)) : null
  return value =>
    value !== null && (String(value) === token.text || (number !== null && toNumber(value) === number))
}

function numberFor(cursor: Cursor, field: Field, order: Order, token: Token): number {
  if (field.type === 'duration') return durationValue(cursor, token)
  if (field.type === 'text' || field.type === 'method' || field.type === 'cache')
    cursor.fail(token, `${field.name} is a text: ${order} does not apply`, 'use =, !=, ~, !~ or in (…)')
  const number =
    parseNumber(token.text) ??
    (field.type === 'any' ? (parsePercent(token.text) ?? parseDuration(token.text)) : null)
  if (number === null) cursor.fail(token, 'expected a number')
  return number
}

function toNumber(value: Value): number | null {
  return typeof value === 'number' ? value : typeof value === 'string' ? parseNumber(value) : null
}
