import type { DurationUnit } from '../../model/index.ts'
import { dayNumber, parseDateText } from './date-text.ts'
import type { Zone } from './zone.ts'

const perSecond: Record<DurationUnit, number> = { s: 1, ms: 1e3, us: 1e6, ns: 1e9 }
/** Numbers below this are no epoch in any unit: `timestamp_ms:"742"` is a fraction of a second. */
const earliest = 1e8
/** Date and clock run together, `20261122084000.123`: as an epoch in any unit it would be centuries ahead. */
const firstDigits = 19_730_101_000_000
const lastDigits = 22_000_000_000_000

/** Seconds since the epoch, or NaN when the value is no time. Zone-less texts are read in `zone`. */
export function parseTimestamp(value: unknown, zone: Zone, unit: DurationUnit | null = null): number {
  if (typeof value === 'number') return fromNumber(value, String(value), zone, unit)
  if (typeof value === 'string') {
    const first = value.charCodeAt(0)
    if (value.charCodeAt(4) !== 45 && first >= 48 && first <= 57 && isNumeric(value))
      return fromNumber(Number(value), value, zone, unit)
    // `@1795336800.123`, as date(1) reads it.
    if (first === 64 && isNumeric(value.slice(1))) return fromNumber(Number(value.slice(1)), '', zone, unit)
    return parseDateText(value, zone)
  }
  if (typeof value !== 'object' || value === null) return Number.NaN
  return Array.isArray(value) ? fromParts(value, zone) : fromObject(value as Record<string, unknown>)
}

/** `[2026,11,22,8,40,0,123000000]`: Jackson's of a Java `LocalDateTime`. */
function fromParts(parts: readonly unknown[], zone: Zone): number {
  const [year, month, date, hour = 0, minute = 0, second = 0, nanos = 0] = parts
  if (parts.length < 3 || parts.length > 7 || !parts.every(part => Number.isInteger(part))) return Number.NaN
  const day = dayNumber(Number(year), Number(month), Number(date))
  const seconds = zone(day * 86_400 + Number(hour) * 3600 + Number(minute) * 60 + Number(second))
  return seconds + Number(nanos) / 1e9
}

function fromNumber(value: number, text: string, zone: Zone, unit: DurationUnit | null): number {
  if (!(value >= earliest)) return Number.NaN
  if (unit !== null) return plausible(value / perSecond[unit])
  if (value >= firstDigits && value < lastDigits) {
    const time = parseDateText(text, zone)
    if (!Number.isNaN(time)) return time
  }
  if (value < 1e11) return value
  if (value < 1e14) return value / 1e3
  if (value < 1e17) return value / 1e6
  return value < 1e20 ? value / 1e9 : Number.NaN
}

function plausible(seconds: number): number {
  return seconds >= earliest && seconds < 1e11 ? seconds : Number.NaN
}

/** `{seconds, nanos}` of protobuf, `{epochSecond, nanoOfSecond}` of Java's `Instant`. */
function fromObject(value: Record<string, unknown>): number {
  const seconds = Number(value.seconds ?? value.secs ?? value._seconds ?? value.epochSecond)
  const nanos = Number(value.nanos ?? value.nanoseconds ?? value._nanoseconds ?? value.nanoOfSecond ?? 0)
  return seconds >= earliest && seconds < 1e11 && nanos >= 0 && nanos < 1e9
    ? seconds + nanos / 1e9
    : Number.NaN
}

/** Digits with at most one dot. */
function isNumeric(text: string): boolean {
  let dots = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 46) dots++
    else if (code < 48 || code > 57) return false
  }
  return dots <= 1 && text.length <= 30
}
