// From the noted values of a line to one row of the columns. Whatever is not certain is left to the general path.
import {
  activeFields, aside, boolType, cacheField, cacheLookupField, candidatesEnd, clientField, durationField, endField, endOf, errorField, escaped,
  extraField, faultField, filenameField, firstCandidate, hasFlag, isAmong, isPresent, mayBeTime, mayTie, messageField, namesUnit,
  needsFilename, nullType, objectType, requestIdField, routeField, startOf, statusField, tied, typeAt, userAgentField, wrapperField,
} from './candidates'
import { nothing, repeated, scanned, unusual, wraps } from './codes'
import { ownUnit, pair } from './durations'
import { endsMatter, findWrapper, guards, withoutStatus } from './guards'
import {
  cacheColumn, clientColumn, durationColumn, endpointColumn, errorColumn, extraColumns, methodColumn, routeColumn, statusColumn,
  timestampColumn, userAgentColumn,
} from './layout'
import { decimal, isDigit, numberOf } from './numbers'
import { target } from './paths'
import { absentWord, extra, failure, noValue, text, wordAt } from './texts'
import { timestamp } from './timestamps'

/** How many fields are asked for by their path. */
let extras: u32 = 0

export function setExtras(count: u32): void {
  extras = count
}

/** Texts from this length on are never a mark for "nothing" (`undefined`, and `-` as an escape each). */
const beyondMarks: u32 = 64
/** A word that decides something is explained before any row has it. */
const never: u32 = 0xffffffff
const longestText: u32 = 1024
const notALookup: i8 = 2
const longestClient: u32 = 512

/** Fills row `n`. @param bare nothing stood before the record, and it is in nothing */
export function row(n: usize, bare: bool): i32 {
  const active = activeFields()
  if (isAmong(wrapperField, active)) {
    if (findWrapper()) return wraps
  }
  let code = status(statusColumn + (n << 1))
  if (code == nothing) return withoutStatus()
  if (code != scanned) return code
  code = guards(active)
  if (code != scanned) return code
  code = timestamp(timestampColumn + (n << 3), bare, active)
  if (code != scanned) return code
  code = target(methodColumn + (n << 2), endpointColumn + (n << 2))
  if (code != scanned) return code
  code = cache(cacheColumn + n)
  if (code != scanned) return code
  code = optional(errorField, active, errorColumn + (n << 2), longestText, beyondMarks)
  if (code != scanned) return code
  code = optional(routeField, active, routeColumn + (n << 2), longestText, never)
  if (code != scanned) return code
  code = optional(clientField, active, clientColumn + (n << 2), longestClient, never)
  if (code != scanned) return code
  code = optional(userAgentField, active, userAgentColumn + (n << 2), longestText, beyondMarks)
  if (code != scanned) return code
  for (let i: u32 = 0; i < extras; i++) {
    code = extra(extraField + i, extraColumns + (i << 16) + (n << 2), longestText)
    if (code != scanned) return code
  }
  return duration(durationColumn + (n << 3), active) // last: it remembers the row
}

/** Most logs have only some of these. */
// @ts-ignore: decorator
@inline
function optional(field: u32, active: u32, cell: usize, longest: u32, later: u32): i32 {
  if (isAmong(field, active)) {
    // One path that may hold it, and nothing there: an error message, in most logs.
    const first = firstCandidate(field)
    if (startOf(first) != 0) return text(field, cell, longest, later)
    if (candidatesEnd(field) != first + 16) return text(field, cell, longest, later)
  }
  store<i32>(cell, absentWord)
  return scanned
}

/** Whether a text is no number with or without unit: `requestTime` may be a time of day as well as a duration. */
// @ts-ignore: decorator
@inline
function isDate(p: usize, length: u32): bool {
  if (length < 19) return false
  return (load<u8>(p, 4) == 0x2d && load<u8>(p, 7) == 0x2d) || (load<u8>(p, 2) == 0x2f && load<u8>(p, 6) == 0x2f)
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
function duration(cell: usize, active: u32): i32 {
  const end = candidatesEnd(durationField)
  let best: f64 = NaN
  let told: f64 = NaN
  for (let c = firstCandidate(durationField); c < end; c += 16) {
    const start = startOf(c)
    if (start == 0) continue
    if (hasFlag(c, mayTie)) {
      if (tied(c)) return unusual
    }
    if (best == best && hasFlag(c, aside)) break
    const first = load<u8>(start)
    let number: f64 = NaN
    if (isDigit(first)) {
      if (best == best) continue
      number = decimal(start, endOf(c))
    } else if (first == 0x2d) {
      if (best == best) continue
      if (load<u8>(start, 1) == 0x30) return unusual // −0 is not negative
      continue
    } else if (first == 0x22) {
      const stop = endOf(c) - 1
      const length = stop - <u32>start - 1
      if (length == 0 || (length == 1 && load<u8>(start, 1) == 0x2d)) continue
      if (isDate(start + 1, length)) continue
      if ((stop & escaped) != 0 || length > 30 || !isDigit(load<u8>(start, 1))) return unusual
      if (!isDigit(load<u8>(stop - 1))) {
        best = told = ownUnit(start + 1, stop)
        if (!(best < 1e6)) return unusual
        break // a value that names its unit beats all that do not
      }
      number = numberOf(start + 1, stop)
      if (number != number) return unusual
      if (best == best) continue
    } else if (first == 0x5b) {
      if (load<u8>(start, 1) == 0x7b) continue
      best = told = pair(start + 1, endOf(c) - 1)
      if (!(best < 1e6)) return unusual
      break
    } else continue // `{"seconds":…}` is refused by its keys
    const divisor = load<f64>(c, 8)
    let seconds = number
    if (divisor != 1) seconds /= divisor
    if (!(seconds >= 0)) return unusual
    if (!(seconds < 1e6)) return unusual
    if (hasFlag(c, mayBeTime | needsFilename)) {
      if (number >= 1e8 && hasFlag(c, mayBeTime)) return unusual
      if (hasFlag(c, needsFilename) && !isPresent(filenameField)) return unusual
    }
    best = seconds
    told = hasFlag(c, namesUnit) ? seconds : number
  }
  if (best != best) {
    if (isPresent(faultField) || isPresent(endField)) return unusual
    if (endsMatter && isPresent(requestIdField)) return unusual
  }
  store<f64>(cell, best)
  if (!isAmong(messageField, active)) {
    lastTold = NaN
    return scanned
  }
  if (told == Math.trunc(told) || !isPresent(messageField)) told = NaN
  const before = lastTold
  lastTold = told
  return told == before ? repeated : scanned
}

/** @returns `nothing` when the line has none at all */
// @ts-ignore: decorator
@inline
function status(cell: usize): i32 {
  const end = candidatesEnd(statusField)
  for (let c = firstCandidate(statusField); c < end; c += 16) {
    let start = startOf(c)
    if (start == 0) continue
    if (hasFlag(c, mayTie)) {
      if (tied(c)) return unusual
    }
    let stop = endOf(c)
    const first = load<u8>(start)
    if (first == 0x22) {
      start++
      stop--
    } else if (first >= 0x66) {
      const type = typeAt(start)
      if (type == objectType || type == boolType) continue
    }
    if (stop - <u32>start != 3) return unusual
    const digits = load<u32>(start) - 0x303030
    const hundreds = digits & 0xff
    const tens = (digits >> 8) & 0xff
    const ones = (digits >> 16) & 0xff
    if (hundreds - 1 > 4) return unusual
    if (tens > 9) return unusual
    if (ones > 9) return unusual
    store<u16>(cell, <u16>(hundreds * 100 + tens * 10 + ones))
    return scanned
  }
  return isPresent(statusField) ? unusual : nothing
}

// @ts-ignore: decorator
@inline
function cache(cell: usize): i32 {
  let nothing: i8 = -1
  const end = candidatesEnd(cacheField)
  for (let c = firstCandidate(cacheField); c < end; c += 16) {
    const start = startOf(c)
    if (start == 0) continue
    if (hasFlag(c, mayTie)) {
      if (tied(c)) return unusual
    }
    const first = load<u8>(start)
    if (first != 0x22) {
      const type = typeAt(start)
      if (type == nullType || type == objectType) continue
      if (type != boolType) return unusual
      store<i8>(cell, i8(first == 0x74))
      return scanned
    }
    const length = endOf(c) - 2 - <u32>start
    if (length == 0 || (length == 1 && load<u8>(start, 1) == 0x2d)) {
      nothing = notALookup // unless another field says more
      continue
    }
    const value = wordAt(cacheField, start + 1, endOf(c) - 1, never)
    if (value <= noValue) return failure(value)
    store<i8>(cell, <i8>value)
    return scanned
  }
  store<i8>(cell, nothing)
  return nothing == -1 && isPresent(cacheLookupField) ? unusual : scanned
}
