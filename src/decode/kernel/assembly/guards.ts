// What a line is, as far as its noted values tell: one request, certainly none, or something for the general path.
import {
  candidatesEnd, endOf, escaped, firstCandidate, gaugeField, isAmong, isPresent, loggerField, numberType, originField, pathField, requestIdField,
  requestLineField, startOf, statusField, stringType, typeAt, wrapperField,
} from './candidates'
import { noRequest, scanned, unusual } from './codes'
import { failure, noValue, wordAt } from './texts'

/** A word that decides something is explained before any row has it. */
const never: u32 = 0xffffffff

/** First lines of requests that are logged in two are waiting: an id may belong to one of them. */
let idsMatter: bool = false

export function setIdsMatter(matter: bool): void {
  idsMatter = matter
}

/** Requests without a duration may be told again, under their id. */
export let endsMatter: bool = false

export function setEndsMatter(matter: bool): void {
  endsMatter = matter
}

/** Requests may be told in sentences; where they have fields, sentences are none. */
let sentencesMatter: bool = true

export function setSentencesMatter(matter: bool): void {
  sentencesMatter = matter
}

/** The candidate that holds the record itself, as text; 0 = none. */
export let wrappedIn: usize = 0

/** Notes the first candidate whose text may hold a record. @returns whether there is one */
// @ts-ignore: decorator
@inline
export function findWrapper(): bool {
  wrappedIn = 0
  const end = candidatesEnd(wrapperField)
  for (let c = firstCandidate(wrapperField); c < end; c += 16) {
    const start = startOf(c)
    if (start == 0 || !mayHoldRecord(start, endOf(c))) continue
    wrappedIn = c
    return true
  }
  return false
}

/** Whether no candidate but the first one found may hold a record. */
export function wrapsOnce(): bool {
  const end = candidatesEnd(wrapperField)
  for (let c = wrappedIn + 16; c < end; c += 16) {
    const start = startOf(c)
    if (start != 0 && mayHoldRecord(start, endOf(c))) return false
  }
  return true
}

/** Whether the value has a brace, or spells one, or is a list of bytes. */
function mayHoldRecord(p: usize, end: u32): bool {
  if (load<u8>(p) == 0x5b) return true
  if (load<u8>(p) != 0x22) return false
  // `eyJ` is `{"` in base64
  if (load<u32>(p) == 0x4a796522) return true
  const stop = <usize>(end & ~escaped)
  for (; p < stop; p += 16) {
    const brace = i8x16.eq(v128.load(p), i8x16.splat(0x7b))
    // \u007b
    const spelt = v128.and(
      v128.and(i8x16.eq(v128.load(p), i8x16.splat(0x5c)), i8x16.eq(v128.load(p, 1), i8x16.splat(0x75))),
      i8x16.eq(v128.load(p, 4), i8x16.splat(0x37)),
    )
    const left = stop - p
    const mask: i32 = left >= 16 ? 0xffff : (1 << <i32>left) - 1
    if ((i8x16.bitmask(v128.or(brace, spelt)) & mask) != 0) return true
  }
  return false
}

/**
 * Whether a message may tell of a request in words: `"GET / HTTP/1.1" 200`, `status=200`, `code=200`, `GET /`,
 * `Sent 200 in 3ms`.
 */
function mayTell(): bool {
  const end = candidatesEnd(wrapperField)
  for (let c = firstCandidate(wrapperField); c < end; c += 16) {
    let p = startOf(c)
    if (p == 0 || c == wrappedIn) continue
    const stop = <usize>(endOf(c) & ~escaped)
    for (; p < stop; p += 16) {
      const v = v128.load(p)
      const next = v128.load(p, 1)
      const equals = v128.and(
        v128.or(i8x16.eq(v, i8x16.splat(0x73)), i8x16.eq(v, i8x16.splat(0x65))),
        i8x16.eq(next, i8x16.splat(0x3d)),
      )
      const slash = v128.and(i8x16.eq(v, i8x16.splat(0x50)), i8x16.eq(next, i8x16.splat(0x2f)))
      // an escape may spell any of it
      const escape = v128.and(
        i8x16.eq(v, i8x16.splat(0x5c)),
        v128.or(i8x16.eq(next, i8x16.splat(0x75)), i8x16.eq(next, i8x16.splat(0x2f))),
      )
      if (v128.any_true(v128.or(equals, v128.or(slash, escape)))) return true
      if (!sentencesMatter) continue
      const target = v128.and(
        i8x16.eq(next, i8x16.splat(0x2f)),
        v128.or(i8x16.eq(v, i8x16.splat(0x20)), i8x16.eq(v, i8x16.splat(0x22))),
      )
      const took = v128.and(
        v128.and(i8x16.eq(v, i8x16.splat(0x69)), i8x16.eq(next, i8x16.splat(0x6e))),
        v128.and(
          i8x16.eq(v128.load(p, 2), i8x16.splat(0x20)),
          i8x16.le_u(i8x16.sub(v128.load(p, 3), i8x16.splat(0x30)), i8x16.splat(9)),
        ),
      )
      if (v128.any_true(v128.or(target, took))) return true
    }
  }
  return false
}

/** A line of something else, unless it is a system sample or the first line of a request that is logged in two. */
export function withoutStatus(): i32 {
  if (isPresent(statusField)) return unusual
  if (isPresent(gaugeField) || mayTell()) return unusual
  // A path may be a whole request line.
  const target = isPresent(requestLineField) || isPresent(pathField)
  return target && isPresent(requestIdField) ? unusual : noRequest
}

/** What would make a line with a status something else than one request that stands for itself. */
// @ts-ignore: decorator
@inline
export function guards(active: u32): i32 {
  if (idsMatter) {
    if (isPresent(requestIdField)) return unusual
  }
  let code = scanned
  if (isAmong(loggerField, active)) code = decided(loggerField)
  if (isAmong(originField, active)) {
    if (code == scanned) code = decided(originField)
  }
  return code
}

/** A text that may say that the line is no request: the host has said of each one whether it does. */
function decided(field: u32): i32 {
  const end = candidatesEnd(field)
  for (let c = firstCandidate(field); c < end; c += 16) {
    const start = startOf(c)
    if (start == 0) continue
    if (typeAt(start) == numberType) return unusual
    if (typeAt(start) != stringType) continue
    const value = wordAt(field, start + 1, endOf(c) - 1, never)
    if (value <= noValue) return failure(value)
  }
  return scanned
}
