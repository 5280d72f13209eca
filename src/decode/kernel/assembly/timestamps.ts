// When a request was: the first of its times that is one, as seconds.
import {
  candidatesEnd, endOf, escaped, firstCandidate, hasFlag, isAmong, mayTie, mustBeTime, startOf, tied, timeFractionField, timestampField,
} from './candidates'
import { scanned, unusual, zoneUnknown } from './codes'
import { decimal, isDigit, numberOf } from './numbers'
import { needsZone, timeOf } from './times'

/** Some rows have no time: NaN. The host says that it knows. */
export let untimed: bool = false

export function timesGiven(): void {
  untimed = false
}

/** Requests after this time are somebody else's business: they may have to be rejected. */
let latest: f64 = Infinity

export function setLatest(seconds: f64): void {
  latest = seconds
}

// @ts-ignore: decorator
@inline
export function timestamp(cell: usize, bare: bool, active: u32): i32 {
  const end = candidatesEnd(timestampField)
  for (let c = firstCandidate(timestampField); c < end; c += 16) {
    const start = startOf(c)
    if (start == 0) continue
    if (hasFlag(c, mayTie)) {
      if (tied(c)) return unusual
    }
    let seconds: f64
    if (isDigit(load<u8>(start))) seconds = numericTime(decimal(start, endOf(c)), c)
    else if (load<u8>(start) == 0x22) seconds = textTime(start, endOf(c) - 1, c)
    else return unusual
    if (!(seconds >= 0)) {
      if (seconds == passedOver) continue
      return seconds == needsZone ? zoneUnknown : unusual
    }
    if (isAmong(timeFractionField, active)) seconds = withFraction(seconds)
    if (!(seconds <= latest)) return unusual
    store<f64>(cell, seconds)
    return scanned
  }
  // the time of arrival; behind a prefix, a time there may stand in
  store<f64>(cell, NaN)
  untimed = true
  return bare ? scanned : unusual
}

/** In place of a time: the next candidate may have one. */
const passedOver: f64 = -2

/** Seconds of a number in a candidate, NaN = unusual, or `passedOver`. */
// @ts-ignore: decorator
@inline
function numericTime(number: f64, candidate: usize): f64 {
  if (number < 1e8) {
    // `response_time` is the name of a time, but 0.2 is none
    if (!hasFlag(candidate, mustBeTime)) return passedOver
  }
  return epoch(number, load<f64>(candidate, 8))
}

/** The same of a text whose quotes are at `start` and `stop`; besides, `needsZone`. */
function textTime(start: usize, stop: u32, candidate: usize): f64 {
  const length = stop - <u32>start - 1
  if ((stop & escaped) != 0) return NaN
  if (length == 0 || (length == 1 && load<u8>(start, 1) == 0x2d)) return passedOver
  const seconds = length >= 19 ? timeOf(start + 1, stop) : NaN
  if (seconds == seconds || load<u8>(start, 5) == 0x2d || !isDigit(load<u8>(start, 1))) return seconds
  const number = numberOf(start + 1, stop)
  return number == number ? numericTime(number, candidate) : NaN
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
  // date and clock run together: `20261122084000`
  if (value >= 19730101000000 && value < 22000000000000) return NaN
  if (value < 1e14) return value / 1e3
  if (value < 1e17) return value / 1e6
  return value < 1e20 ? value / 1e9 : NaN
}

/** A time of whole seconds with the milliseconds that stand in a field of their own; NaN = unusual. */
function withFraction(seconds: f64): f64 {
  if (seconds != Math.trunc(seconds)) return seconds
  const end = candidatesEnd(timeFractionField)
  for (let c = firstCandidate(timeFractionField); c < end; c += 16) {
    const start = startOf(c)
    if (start == 0) continue
    const text: u32 = u32(load<u8>(start) == 0x22)
    if (tied(c) || !isDigit(load<u8>(start + text))) return NaN
    const milliseconds = numberOf(start + text, (endOf(c) & ~escaped) - text)
    return milliseconds < 1000 ? seconds + milliseconds / 1000 : NaN
  }
  return seconds
}
