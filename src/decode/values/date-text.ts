import type { Zone } from './zone.ts'

const months: Record<string, number> = {}
'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ').forEach((name, index) => {
  months[name] = index + 1
})

/**
 * Seconds since the epoch, or NaN. ISO 8601 with any fraction (`.` or `,`), `T` or space, any zone or none;
 * common log format with or without brackets; gin's `2026/11/22 - 08:40:00`; HTTP dates; ctime; JavaScript's
 * `Date` as text; `Nov 22, 2026 @ 08:40:00.123`; `22.11.2026 08:40:00`; with slashes where the day cannot be a
 * month; .NET's `/Date(…)/`; any of them with AM or PM, of which those with slashes are of the United States.
 */
export function parseDateText(text: string, zone: Zone): number {
  if (text.length < 8 || text.length > 100) return Number.NaN
  const last = text.charCodeAt(text.length - 1)
  const half = last === 77 || last === 109 || last === 46 ? halves.exec(text) : null
  if (half !== null) return parseHalfDay(text, half, zone)
  return isIso(text) ? parseIso(text, zone) : parseOther(text, zone)
}

function digits(text: string, from: number, count: number): number {
  let value = 0
  for (let i = from; i < from + count; i++) {
    const digit = text.charCodeAt(i) - 48
    if (!(digit >= 0 && digit <= 9)) return Number.NaN
    value = value * 10 + digit
  }
  return value
}

function parseIso(text: string, zone: Zone): number {
  const day = dayNumber(digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2))
  if (text.length === 10) return zone(day * 86400)
  let at = 11
  while (text.charCodeAt(at) === 32 && at < 14) at++
  return withClock(text, at, day, zone)
}

/** `HH:MM[:SS[.fraction]][zone]` at `at`, on a day counted from the epoch. */
function withClock(text: string, at: number, day: number, zone: Zone): number {
  const hour = digits(text, at, 2)
  const minute = digits(text, at + 3, 2)
  if (text.charCodeAt(at + 2) !== 58) return Number.NaN
  let end = at + 5
  let second = 0
  if (text.charCodeAt(end) === 58) {
    second = digits(text, end + 1, 2)
    end += 3
  }
  if (!(hour < 24 && minute < 60 && second <= 60)) return Number.NaN
  const seconds = day * 86400 + hour * 3600 + minute * 60 + second
  const separator = text.charCodeAt(end)
  if (separator !== 46 && separator !== 44) return applyZone(text, end, seconds, 0, 1, zone)
  let fraction = 0
  let scale = 1
  for (end++; end < text.length; end++) {
    const digit = text.charCodeAt(end) - 48
    if (!(digit >= 0 && digit <= 9)) break
    if (scale < 1e9) {
      fraction = fraction * 10 + digit
      scale *= 10
    }
  }
  return applyZone(text, end, seconds, fraction, scale, zone)
}

function applyZone(
  text: string,
  at: number,
  wall: number,
  fraction: number,
  scale: number,
  zone: Zone,
): number {
  const offset = parseOffset(text, at)
  const seconds = offset === null ? zone(wall) : wall - offset
  if (scale === 1 || fraction === 0) return seconds
  return scale <= 1e6 ? (seconds * scale + fraction) / scale : seconds + fraction / scale
}

/** Seconds east of UTC; `null` when no zone is written; NaN when it is not one. */
function parseOffset(text: string, from: number): number | null {
  let at = from
  while (text.charCodeAt(at) === 32) at++
  if (at >= text.length) return null
  const sign = text.charCodeAt(at)
  if (sign === 90 || sign === 122) return 0
  if (sign === 43 || sign === 45) {
    const hours = digits(text, at + 1, 2)
    const minuteAt = text.charCodeAt(at + 3) === 58 ? at + 4 : at + 3
    const minutes = minuteAt < text.length ? digits(text, minuteAt, 2) : 0
    return (sign === 45 ? -1 : 1) * (hours * 3600 + minutes * 60)
  }
  const name = text.slice(at, at + 3).toUpperCase()
  return name === 'UTC' || name === 'GMT' ? 0 : sign === 93 ? null : Number.NaN
}

const monthNamed =
  /^\[?(?:[A-Z][a-z]{2,8},? )?(\d{1,2})[-/ ]([A-Z][a-z]{2})[a-z]{0,6}[-/ ](\d{4})[: T](?=\d\d:)/i
const yearFirst = /^(\d{4})\/(\d{1,2})\/(\d{1,2})[ T-]{1,3}(?=\d\d:)/
const ctime =
  /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d(?:\.\d+)?)(?: [A-Z]{3,4})? (\d{4})$/
const javaScript =
  /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{2}) (\d{4}) (\d\d:\d\d:\d\d) GMT([+-]\d{4})(?: \([^)]{1,60}\))?$/
const slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{4}),?[ T](?=\d\d:)/
const monthFirst =
  /^(?:[A-Z][a-z]{2,8}, )?([A-Z][a-z]{2})[a-z]{0,6} {1,2}(\d{1,2}),? (\d{4})(?:,| at| @)? {1,2}(?=\d\d:)/
const shortYear = /^(?:[A-Z][a-z]{2,8}, )?(\d{2})-([A-Z][a-z]{2})-(\d{2}) (?=\d\d:)/
const dotNet = /^\/Date\((\d{10,14})(?:[+-]\d{4})?\)\/$/
const halves = /[ \u202f]([AP])\.?M\.?$/i
const dotted = /^(\d{2})\.(\d{2})\.(\d{4}),? (?=\d\d:)/
const basic = /^(\d{4})(\d{2})(\d{2})[T ]?(\d{2})(\d{2})(\d{2})([.,]\d+)?(Z|[+-]\d{2}:?\d{2})?$/

/** `08:40:00 PM`: the same with a clock of 24 hours. */
function parseHalfDay(text: string, half: RegExpExecArray, zone: Zone): number {
  const at = /(?<!\d)(\d{1,2})(?=:\d\d)/.exec(text)
  if (at === null || Number(at[1]) > 12) return Number.NaN
  const hour = (Number(at[1]) % 12) + (half[1]!.toUpperCase() === 'P' ? 12 : 0)
  const behind = text.slice(at.index + at[1]!.length, half.index)
  const plain = `${text.slice(0, at.index)}${String(hour).padStart(2, '0')}${behind}`
  return isIso(plain) ? parseIso(plain, zone) : parseOther(plain, zone, true)
}

/** Which is the month, if one of the two cannot be; with AM and PM it is the first. */
function slashedDay([, first, second, year]: RegExpExecArray, isAmerican: boolean): number {
  const monthLast = Number(first) > 12
  if (!isAmerican && !monthLast && Number(second) <= 12 && first !== second) return Number.NaN
  return monthLast
    ? dayNumber(Number(year), Number(second), Number(first))
    : dayNumber(Number(year), Number(first), Number(second))
}

function isIso(text: string): boolean {
  return text.charCodeAt(4) === 45 && text.charCodeAt(7) === 45
}

function parseOther(text: string, zone: Zone, isAmerican = false): number {
  let match = monthNamed.exec(text)
  if (match !== null) {
    const day = dayNumber(Number(match[3]), months[match[2]!.toLowerCase()] ?? 0, Number(match[1]))
    return withClock(text, match[0].length, day, zone)
  }
  match = yearFirst.exec(text)
  if (match !== null) {
    const day = dayNumber(Number(match[1]), Number(match[2]), Number(match[3]))
    return withClock(text, match[0].length, day, zone)
  }
  match = ctime.exec(text)
  if (match !== null) {
    const day = dayNumber(Number(match[4]), months[match[1]!.toLowerCase()] ?? 0, Number(match[2]))
    return withClock(match[3]!, 0, day, zone)
  }
  match = javaScript.exec(text)
  if (match !== null) {
    const day = dayNumber(Number(match[3]), months[match[1]!.toLowerCase()] ?? 0, Number(match[2]))
    return withClock(match[4]! + match[5]!, 0, day, zone)
  }
  match = dotted.exec(text)
  if (match !== null) {
    const day = dayNumber(Number(match[3]), Number(match[2]), Number(match[1]))
    return withClock(text, match[0].length, day, zone)
  }
  match = slashed.exec(text)
  if (match !== null) return withClock(text, match[0].length, slashedDay(match, isAmerican), zone)
  match = monthFirst.exec(text)
  if (match !== null) {
    const day = dayNumber(Number(match[3]), months[match[1]!.toLowerCase()] ?? 0, Number(match[2]))
    return withClock(text, match[0].length, day, zone)
  }
  match = shortYear.exec(text)
  if (match !== null) {
    const day = dayNumber(2000 + Number(match[3]), months[match[2]!.toLowerCase()] ?? 0, Number(match[1]))
    return withClock(text, match[0].length, day, zone)
  }
  match = dotNet.exec(text)
  if (match !== null) return Number(match[1]) / 1000
  match = basic.exec(text)
  if (match === null) return Number.NaN
  const day = dayNumber(Number(match[1]), Number(match[2]), Number(match[3]))
  return withClock(`${match[4]}:${match[5]}:${match[6]}${match[7] ?? ''}${match[8] ?? ''}`, 0, day, zone)
}

const monthDays = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Days since the epoch of a Gregorian date (H. Hinnant, "chrono-compatible low-level date algorithms"). */
export function dayNumber(year: number, month: number, day: number): number {
  if (!(year >= 1973 && month >= 1 && month <= 12 && day >= 1 && day <= monthDays[month]!)) return Number.NaN
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146097 + dayOfEra - 719468
}
