// Fields that are text: their bytes become words of the dictionary.
import {
  arrayType, candidatesEnd, clientField, endOf, escaped, firstCandidate, hasFlag, mayTie, tied, nullType, numberType, objectType, startOf,
  stringType, typeAt,
} from './candidates'
import { full, scanned, unusual, wordUnknown } from './codes'
import { escapedEnd, stringStop } from './strings'
import { word } from './words'

/** Values of words: a number of the host's, or one of these. */
export const absentWord: i32 = -1
export const refusedWord: i32 = i32.MIN_VALUE + 1

/** Roles of words: the field, and whether the bytes have escapes, or are a number. */
export const escapedRole: u32 = 32
export const numberRole: u32 = 64

/** Address of the word that was looked for last; of the one that the host must explain. */
export let unknownWord: usize = 0

/**
 * The value of the word in [p, end). Long ones may be explained later: their value is then their own number, negative.
 * Up to `noValue` it is none, and `failure` says what to do.
 * @param later from how many bytes on
 */
// @ts-ignore: decorator
@inline
export function wordAt(role: u32, p: usize, end: u32, later: u32): i32 {
  const length = (end & ~escaped) - <u32>p
  const known = word(role, end & escaped, p, length, length >= later)
  unknownWord = known
  return known == 0 ? noValue : load<i32>(known, 12)
}

/** The last of those that are no value: no room for the word. */
export const noValue: i32 = i32.MIN_VALUE + 2

/** Why a word has no value. */
export function failure(value: i32): i32 {
  if (value == noValue) return full
  return value == refusedWord ? unusual : wordUnknown
}

/**
 * The best text of a field into its column; −1 when there is none.
 * @param longest longer ones are unusual: the general path cuts them
 * @param later see `wordAt`: below it every text is explained at once, because it may stand for "nothing"
 */
export function text(field: u32, cell: usize, longest: u32, later: u32): i32 {
  const end = candidatesEnd(field)
  for (let c = firstCandidate(field); c < end; c += 16) {
    let start = startOf(c)
    if (start == 0) continue
    if (hasFlag(c, mayTie)) {
      if (tied(c)) return unusual
    }
    let stop = endOf(c) - 1
    let type = typeAt(start)
    if (type == arrayType) {
      // of a list, its first element
      start++
      if (load<u8>(start) != 0x22) return unusual
      stop = <u32>stringStop(start + 1)
      if (load<u8>(stop) != 0x22) stop = <u32>escapedEnd(stop) | escaped
      type = stringType
    }
    if (type != stringType) continue
    if ((stop & ~escaped) - <u32>start > longest) return unusual
    const soon = field == clientField && isAddress(start + 1, stop) ? 0 : later
    const value = wordAt(field, start + 1, stop, soon)
    if (value <= noValue) return failure(value)
    if (value == absentWord) continue
    store<i32>(cell, value)
    return scanned
  }
  store<i32>(cell, absentWord)
  return scanned
}

/** A field that was asked for by its path: the first one there, whatever it holds. */
export function extra(field: u32, cell: usize, longest: u32): i32 {
  const end = candidatesEnd(field)
  for (let c = firstCandidate(field); c < end; c += 16) {
    let start = startOf(c)
    if (start == 0) continue
    let stop = endOf(c)
    let role = field
    const type = typeAt(start)
    if (type == nullType || type == objectType) break
    if (type == arrayType) return unusual
    if (type == numberType) role |= numberRole
    else if (type == stringType) {
      start++
      stop--
    }
    if ((stop & ~escaped) - <u32>start > longest) return unusual
    const value = wordAt(role, start, stop, 0)
    if (value <= noValue) return failure(value)
    store<i32>(cell, value)
    return scanned
  }
  store<i32>(cell, absentWord)
  return scanned
}

/**
 * Whether [p, end) is certainly an address: nothing but what addresses and ports are written with, and more than
 * digits before the port.
 */
// @ts-ignore: decorator
@inline
function isAddress(p: usize, end: usize): bool {
  const first = v128.load(p)
  const inside: u32 = end - p >= 16 ? 0xffff : (1 << <i32>(end - p)) - 1
  const colons = <u32>i8x16.bitmask(i8x16.eq(first, i8x16.splat(0x3a))) & inside
  const dots = <u32>i8x16.bitmask(i8x16.eq(first, i8x16.splat(0x2e))) & inside
  // 1.2.3.4, 1.2.3.4:80 or at least two colons
  if (!(dots != 0 && ctz(dots) < ctz(colons)) && popcnt(colons) < 2) return false
  while (p < end) {
    const v = v128.load(p)
    const digit = i8x16.le_u(i8x16.sub(v, i8x16.splat(0x2e)), i8x16.splat(0x3a - 0x2e)) // . / 0–9 :
    const letter = i8x16.le_u(i8x16.sub(v128.or(v, i8x16.splat(0x20)), i8x16.splat(0x61)), i8x16.splat(5))
    const fits = i8x16.bitmask(v128.or(digit, letter))
    const wanted: i32 = end - p >= 16 ? 0xffff : (1 << <i32>(end - p)) - 1
    if ((fits & wanted) != wanted) return false
    p += 16
  }
  return true
}
