/** Units per second; above a second, seconds per unit as a fraction of one. */
const unitsPerSecond = new Map<string, number>([
  ['ns', 1e9],
  ['nanosecond', 1e9],
  ['nanoseconds', 1e9],
  ['us', 1e6],
  ['µs', 1e6],
  ['μs', 1e6],
  ['usec', 1e6],
  ['usecs', 1e6],
  ['microsecond', 1e6],
  ['microseconds', 1e6],
  ['ms', 1e3],
  ['msec', 1e3],
  ['msecs', 1e3],
  ['millis', 1e3],
  ['millisecond', 1e3],
  ['milliseconds', 1e3],
  ['s', 1],
  ['sec', 1],
  ['secs', 1],
  ['second', 1],
  ['seconds', 1],
  ['m', 1 / 60],
  ['min', 1 / 60],
  ['h', 1 / 3600],
])

/** The longest anything is believed to have taken: 11 days. Beyond it the number is something else. */
export const longest = 1e6

/**
 * Seconds of a value that names its unit: Go (`1h2m3.5s`, `850µs`), `12 ms`, `0.123s`, ISO 8601 (`PT0.5S`),
 * .NET (`00:00:00.0123456`), `{seconds, nanos}`, `[seconds, nanoseconds]`. NaN when it does not; −1 for a
 * duration that is marked as not given or negative.
 */
export function parseOwnUnit(value: unknown): number {
  if (typeof value === 'string') return fromText(value)
  if (typeof value !== 'object' || value === null) return Number.NaN
  if (Array.isArray(value)) return value.length === 2 ? fromPair(value[0], value[1]) : Number.NaN
  const parts = value as Record<string, unknown>
  for (const key in parts) if (!pairKeys.has(key)) return Number.NaN
  const seconds = parts.seconds ?? parts.secs
  return seconds === undefined && parts.nanos === undefined
    ? Number.NaN
    : fromPair(seconds ?? 0, parts.nanos ?? parts.nanoseconds ?? 0)
}

const pairKeys = new Set(['seconds', 'secs', 'nanos', 'nanoseconds'])

function fromPair(seconds: unknown, nanos: unknown): number {
  const total = Number(seconds) + Number(nanos) / 1e9
  return total >= 0 && total < longest && Number(nanos) < 1e9 ? total : Number.NaN
}

function fromText(text: string): number {
  if (text.length > 40 || text === '') return Number.NaN
  const plain = fromPlain(text)
  return Number.isNaN(plain) && !/^\d[\d.]*$/.test(text) ? fromPlain(withoutTrimmings(text)) : plain
}

/** `~12ms`, `+12ms`, `(12ms)`, `took 12ms`, `12 msec.`, `1,234.5 ms` and `12,5 ms`. */
function withoutTrimmings(text: string): string {
  const bare = text.replace(/^(?:took|in) |^[~+≈(]\s?/, '').replace(/[.)]$/, '')
  const unit = /^[\d.,]+ ?([A-Za-zµμ]+)$/.exec(bare)?.[1]
  if (unit === undefined) return bare
  if (/^\d{1,3}(,\d{3})+\.\d/.test(bare)) return bare.replaceAll(',', '')
  // Three digits behind the comma may be thousands; of seconds nobody has so many.
  const isThousands = /,\d{3}(?!\d)/.test(bare) && !/^s/i.test(unit)
  return !isThousands && /^\d+,\d+ ?[A-Za-zµμ]+$/.test(bare) ? bare.replace(',', '.') : bare
}

function fromPlain(text: string): number {
  const last = text.charCodeAt(text.length - 1)
  if (last >= 48 && last <= 57) return text.includes(':') ? fromClock(text) : Number.NaN
  const iso = /^P(?:0D)?T(?=\d)/.exec(text)
  if (iso !== null) return sum(text.slice(iso[0].length).toLowerCase())
  return sum(text)
}

/** `hh:mm:ss[.fraction]` */
function fromClock(text: string): number {
  const match = /^(\d{1,3}):(\d{2}):(\d{2}(?:\.\d{1,9})?)$/.exec(text)
  return match === null ? Number.NaN : Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3])
}

/** One or more `number unit` in a row. */
function sum(text: string): number {
  let total = 0
  let at = text.charCodeAt(0) === 45 ? 1 : 0
  const negative = at === 1
  while (at < text.length) {
    const numberEnd = skip(text, at, isNumberCode)
    if (numberEnd === at) return Number.NaN
    const unitStart = skip(text, numberEnd, isSpace)
    const unitEnd = skip(text, unitStart, isUnitCode)
    const unit = text.slice(unitStart, unitEnd)
    const per = unitsPerSecond.get(unit) ?? unitsPerSecond.get(unit.toLowerCase())
    const number = Number(text.slice(at, numberEnd))
    if (per === undefined || Number.isNaN(number)) return Number.NaN
    total += number / per
    at = skip(text, unitEnd, isSpace)
  }
  return negative ? -1 : total < longest ? total : Number.NaN
}

function skip(text: string, from: number, test: (code: number) => boolean): number {
  let at = from
  while (at < text.length && test(text.charCodeAt(at))) at++
  return at
}

function isNumberCode(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 46
}

function isSpace(code: number): boolean {
  return code === 32
}

function isUnitCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 0xb5 || code === 0x3bc
}

/** A bare number, or a text that holds nothing else; NaN otherwise. Negative numbers stay negative. */
export function parseBareNumber(value: unknown): number {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value === '' || value.length > 30) return Number.NaN
  const text = value.charCodeAt(0) === 32 ? value.trimStart() : value
  const first = text.charCodeAt(0)
  if (!((first >= 48 && first <= 57) || first === 46 || first === 45)) return Number.NaN
  // Where the point is a comma: `0,0123`.
  return Number(/^\d{1,12},\d{1,15}$/.test(text) ? text.replace(',', '.') : text)
}

/** A duration field that is there but empty: `-`, null, an empty text. */
export function isDurationMarker(value: unknown): boolean {
  return value === null || value === '' || value === '-'
}
