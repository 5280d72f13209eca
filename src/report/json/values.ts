import { isoTime } from '../../text/index.ts'

/**
 * A number as JSON can hold it: twelve significant digits, so that sums of binary fractions do not show
 * their noise (0.30000000000000004), and `null` for whatever is not finite.
 */
export function num(value: number | null | undefined): number | null {
  if (value === null || value === undefined || !Number.isFinite(value)) return null
  return Number.isInteger(value) ? value : Number(value.toPrecision(12))
}

/** ISO 8601 in UTC, or `null`; also for years that ISO writes with a sign, which the contract does not know. */
export function time(seconds: number | null | undefined): string | null {
  const text = isoTime(seconds ?? null)
  return text === null || /^[+-]/.test(text) ? null : text
}

/** A time that must be there: the epoch where it cannot be written. */
export function definiteTime(seconds: number): string {
  return time(seconds) ?? '1970-01-01T00:00:00.000Z'
}

/** Evidence and the like: plain values, with no number that JSON does not have. */
export function plain(value: unknown): unknown {
  if (typeof value === 'number') return num(value)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value === undefined ? null : value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]))
}

/**
 * JSON text that is harmless on a terminal: what JSON leaves unescaped although terminals obey it (DEL, C1,
 * bidi and invisible format characters) is written as `\uXXXX`, which every reader turns back.
 */
export function stringify(value: unknown): string {
  const text = JSON.stringify(value, null, 2)
  return safe.test(text) ? text : text.replace(unsafe, escapeUnits)
}

/** Most reports. To compile the other takes 4 ms: it has every invisible character of Unicode. */
const safe = /^[\x00-\x7e\xa0-\xac\xae-\xff\u2010-\u2027\u2030-\u205e\u2190-\u22ff]*$/

const unsafe = /[\x7f-\x9f\u2028\u2029\ufff0-\uffff]|[\p{Cf}\u{e0000}-\u{e0fff}]/gu

function escapeUnits(character: string): string {
  let escaped = ''
  for (let i = 0; i < character.length; i++)
    escaped += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`
  return escaped
}
