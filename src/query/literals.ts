import { parseDuration } from '../text/index.ts'
import type { Cursor, Token } from './lexer.ts'

/** `12`, `-0.5`, `1e3`; `null` for anything else. */
export function parseNumber(text: string): number | null {
  return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : null
}

/** `5%` → 0.05; `null` for anything else. */
export function parsePercent(text: string): number | null {
  const match = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+))\s*%$/.exec(text)
  // Through the exponent: 99.9 / 100 is not 0.999 in binary.
  return match === null ? null : Number(`${match[1]}e-2`)
}

const units = /^(ns|us|µs|μs|ms|s|m|min|h|d|w|%)$/

/** The next value: a quoted text, or a word; `300 ms` and `5 %` are taken as one. */
export function takeValue(cursor: Cursor, what: string): Token {
  const token = cursor.peek()
  if (token.kind !== 'word' && token.kind !== 'string') cursor.expected(what)
  cursor.take()
  const unit = cursor.peek()
  if (
    token.kind === 'word' &&
    unit.kind === 'word' &&
    units.test(unit.text) &&
    parseNumber(token.text) !== null
  ) {
    cursor.take()
    return { kind: 'word', text: token.text + unit.text, from: token.from, to: unit.to }
  }
  return token
}

/** Seconds ≥ 0 from `300ms`. A bare number is refused: seconds and milliseconds are too easily confused. */
export function durationValue(cursor: Cursor, token: Token): number {
  const seconds = parseDuration(token.text)
  // 50.5 × 0.001 is not 0.0505 in binary, and a limit is compared for equality.
  if (seconds !== null) return Number(seconds.toPrecision(12))
  const bare = parseNumber(token.text)
  if (bare === 0) return 0
  cursor.fail(
    token,
    bare === null ? 'expected a duration' : 'a duration needs its unit',
    bare === null ? 'write 300ms, 1.5s or 2m' : `write ${token.text}ms or ${token.text}s`,
  )
}
