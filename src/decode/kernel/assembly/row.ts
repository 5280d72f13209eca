// From the noted values of a line to one row of the columns. Whatever is not certain is left to the general path.
import {
  arrayType, boolType, cacheField, cacheLookupField, candidatesEnd, clientField, durationField, endField, endOf, errorField, escaped,
  faultField, firstCandidate, isPresent, isTied, loggerField, messageField, nullType, namesUnit, numberType, objectType, originField, requestIdField, routeField, startOf,
  statusField, stringType, timestampField, typeAt, userAgentField, wrapperField,
} from './candidates'
import { repeated, scanned, unusual, zoneUnknown } from './codes'
import {
  cacheColumn, clientColumn, durationColumn, endpointColumn, errorColumn, methodColumn, routeColumn, statusColumn,
  timestampColumn, userAgentColumn,
} from './layout'
import { decimal } from './numbers'
import { target } from './paths'
import { text, wordAt, wordValue } from './texts'
import { needsZone, timeOf } from './times'

/** Texts from this length on are never a mark for "nothing" (`undefined`, and `-` as an escape each). */
const beyondMarks: u32 = 64
/** A word that decides something is explained before any row has it. */
const never: u32 = 0xffffffff
const longestText: u32 = 1024
const longestClient: u32 = 512

/** Fills row `n`. */
// @ts-ignore: decorator
@inline
export function row(n: usize): i32 {
  let code = guards()
  if (code != scanned) return code
  code = timestamp(timestampColumn + (n << 3))
  if (code != scanned) return code
  code = status(statusColumn + (n << 1))
  if (code != scanned) return code
  code = target(methodColumn + (n << 2), endpointColumn + (n << 2))
  if (code != scanned) return code
  code = cache(cacheColumn + n)
  if (code != scanned) return code
  code = text(errorField, errorColumn + (n << 2), longestText, beyondMarks)
  if (code != scanned) return code
  code = text(routeField, routeColumn + (n << 2), longestText, never)
  if (code != scanned) return code
  code = text(clientField, clientColumn + (n << 2), longestClient, never)
  if (code != scanned) return code
  code = text(userAgentField, userAgentColumn + (n << 2), longestText, beyondMarks)
  return code == scanned ? duration(durationColumn + (n << 3)) : code // last: it remembers the row
}

/** First lines of requests that are logged in two are waiting: an id may belong to one of them. */
let idsMatter: bool = false

export function setIdsMatter(matter: bool): void {
  idsMatter = matter
}

/** What would make the line something else than one request that stands for itself. */
// @ts-ignore: decorator
@inline
function guards(): i32 {
  const end = candidatesEnd(wrapperField)
  for (let c = firstCandidate(wrapperField); c < end; c += 16) {
    const start = startOf(c)
    if (start != 0 && mayHoldRecord(start, endOf(c))) return unusual
  }
  if (idsMatter && isPresent(requestIdField)) return unusual
  const code = decided(loggerField)
  return code == scanned ? decided(originField) : code
}

/** Whether the value of a key that may wrap a record has a brace, or spells one, or is a list of bytes. */
function mayHoldRecord(p: usize, end: u32): bool {
  if (load<u8>(p) == 0x5b) return true
  if (load<u8>(p) != 0x22) return false
  const stop = <usize>(end & ~escaped)
  for (; p < stop; p += 16) {
    const v = v128.load(p)
    const left = stop - p
    const mask: i32 = left >= 16 ? 0xffff : (1 << <i32>left) - 1
    if ((i8x16.bitmask(i8x16.eq(v, i8x16.splat(0x7b))) & mask) != 0) return true
    if (end & escaped && (i8x16.bitmask(i8x16.eq(v, i8x16.splat(0x75))) & mask) != 0) return true // \u007b
  }
  return false
}

/** A text that may say that the line is no request: the host has said of each one whether it does. */
// @ts-ignore: decorator
@inline
function decided(field: u32): i32 {
  const end = candidatesEnd(field)
  for (let c = firstCandidate(field); c < end; c += 16) {
    const start = startOf(c)
    if (start == 0 || typeAt(start) != stringType) continue
    const code = wordAt(field, start + 1, endOf(c) - 1, never)
    if (code != scanned) return code
  }
  return scanned
}

/** Requests after this time are somebody else's business: they may have to be rejected. */
let latest: f64 = Infinity

export function setLatest(seconds: f64): void {
  latest = seconds
}

// @ts-ignore: decorator
@inline
function timestamp(cell: usize): i32 {
  const end = candidatesEnd(timestampField)
  for (let c = firstCandidate(timestampField); c < end; c += 16) {
    const start = startOf(c)
    if (start == 0) continue
    if (isTied(c)) return unusual
    const type = typeAt(start)
    let seconds: f64 = 0
    if (type == numberType) seconds = epoch(decimal(start, endOf(c)), load<f64>(c, 8))
    else if (type == stringType) {
      const stop = endOf(c) - 1
      if ((stop & escaped) != 0 || stop - <u32>start < 9) return unusual
      seconds = timeOf(start + 1, stop)
      if (seconds == needsZone) return zoneUnknown
      if (seconds != seconds && load<u8>(start, 5) != 0x2d && startsWithDigit(start + 1))
        seconds = epoch(decimal(start + 1, stop), load<f64>(c, 8))
    } else return unusual
    if (!(seconds >= 0 && seconds <= latest)) return unusual
    store<f64>(cell, seconds)
    return scanned
  }
  return unusual
}

// @ts-ignore: decorator
@inline
function startsWithDigit(p: usize): bool {
  return <u32>load<u8>(p) - 0x30 <= 9
}

/** Seconds of a number that is a time; NaN = it is none. */
// @ts-ignore: decorator
@inline
function epoch(value: f64, divisor: f64): f64 {
  if (!(value >= 1e8)) return NaN
  if (divisor != 0) {
    value /= divisor
    return value >= 1e8 && value < 1e11 ? value : NaN
  }
  if (value < 1e11) return value
  if (value < 1e14) return value / 1e3
  if (value < 1e17) return value / 1e6
  return value < 1e20 ? value / 1e9 : NaN
}

/**
 * Some loggers repeat a request, field by field, once for every error it met. A repetition is told by a message
 * beside a duration with decimals that is the same to the last: this one, of the row before; NaN = it had none.
 */
export let lastTold: f64 = NaN

export function setLastTold(value: f64): void {
  lastTold = value
}

// @ts-ignore: decorator
@inline
function duration(cell: usize): i32 {
  const end = candidatesEnd(durationField)
  let best: f64 = NaN
  let told: f64 = NaN
  for (let c = firstCandidate(durationField); c < end; c += 16) {
    const start = startOf(c)
    if (start == 0) continue
    if (isTied(c)) return unusual
    const type = typeAt(start)
    let number: f64 = NaN
    if (type == numberType) {
      if (best == best) continue
      if (load<u8>(start) == 0x2d) {
        if (load<u8>(start, 1) == 0x30) return unusual // −0 is not negative
        continue
      }
      number = decimal(start, endOf(c))
    } else if (type == stringType) {
      const stop = endOf(c) - 1
      const length = stop - <u32>start - 1
      if (length == 0 || (length == 1 && load<u8>(start, 1) == 0x2d)) continue
      // a value with a unit of its own beats all the others: left to the general path
      if ((stop & escaped) != 0 || length > 30 || !startsWithDigit(start + 1)) return unusual
      number = decimal(start + 1, stop)
      if (number != number) return unusual
      if (best == best) continue
    } else if (type == arrayType) return unusual
    else continue // `{"seconds":…}` is refused by its keys
    const seconds = number / load<f64>(c, 8)
    if (!(seconds >= 0 && seconds < 1e6)) return unusual
    best = seconds
    told = namesUnit(c) ? seconds : number
  }
  if (best != best && (isPresent(faultField) || isPresent(endField))) return unusual
  store<f64>(cell, best)
  if (told == Math.trunc(told) || !isPresent(messageField)) told = NaN
  const before = lastTold
  lastTold = told
  return told == before ? repeated : scanned
}

// @ts-ignore: decorator
@inline
function status(cell: usize): i32 {
  const end = candidatesEnd(statusField)
  for (let c = firstCandidate(statusField); c < end; c += 16) {
    let start = startOf(c)
    if (start == 0) continue
    if (isTied(c)) return unusual
    let stop = endOf(c)
    const type = typeAt(start)
    if (type == objectType || type == boolType) continue
    if (type == stringType) {
      start++
      stop--
    }
    if (stop - <u32>start != 3) return unusual
    const digits = load<u32>(start) - 0x303030
    const hundreds = digits & 0xff
    const tens = (digits >> 8) & 0xff
    const ones = (digits >> 16) & 0xff
    if (hundreds - 1 > 4 || tens > 9 || ones > 9) return unusual
    store<u16>(cell, <u16>(hundreds * 100 + tens * 10 + ones))
    return scanned
  }
  return unusual
}

// @ts-ignore: decorator
@inline
function cache(cell: usize): i32 {
  const end = candidatesEnd(cacheField)
  for (let c = firstCandidate(cacheField); c < end; c += 16) {
    const start = startOf(c)
    if (start == 0) continue
    if (isTied(c)) return unusual
    const type = typeAt(start)
    if (type == boolType) {
      store<i8>(cell, i8(load<u8>(start) == 0x74))
      return scanned
    }
    if (type == nullType || type == objectType) continue
    if (type != stringType || endOf(c) - <u32>start <= 3) return unusual // `-` and nothing count only in the end
    const code = wordAt(cacheField, start + 1, endOf(c) - 1, never)
    if (code != scanned) return code
    store<i8>(cell, <i8>wordValue)
    return scanned
  }
  store<i8>(cell, -1)
  return isPresent(cacheLookupField) ? unusual : scanned
}
