// The known paths: a tree of entries, found by the bytes of a key under its parent. Loggers write the same
// keys in the same order, so each entry remembers which one followed it; a guess that fits costs one
// vector comparison and no search for the key's end.
//
// An entry, 32 bytes:
//   0 u32 text       address of the key as it is written, `"key":`, padded to 16 bytes
//   4 u32 length     of that text
//   8 u32 mask       bits of its first 16 bytes
//  12 u32 next       address of the entry that came after this one the last time
//  16 u32 first      address of the entry that came first inside it the last time
//  20 u32 parent     address
//  24 u32 slot       address of where its value is noted; slot 0 is for values nobody wants
import { entryHash, entryHashSize, entryTable, keyText, keyTextEnd, maskTable, maxEntries, slotTable } from './layout'
import { stringStop } from './strings'
import { forgetTemplates } from './template'
import { skipSpace } from './values'

export const textAt: usize = 0
export const lengthAt: usize = 4
export const maskAt: usize = 8
export const nextAt: usize = 12
export const firstAt: usize = 16
export const parentAt: usize = 20
export const slotAt: usize = 24

let entries: u32 = 1
let textTop: usize = keyText

/** Whether the bytes at `p` are the key of `entry` in its quotes, and a colon. */
// @ts-ignore: decorator
@inline
export function fits(entry: usize, p: usize): bool {
  const text = <usize>load<u32>(entry, textAt)
  const mask = load<u32>(entry, maskAt)
  if ((<u32>i8x16.bitmask(i8x16.eq(v128.load(p), v128.load(text))) & mask) != mask) return false
  return mask != 0xffff || tailFits(text, p, load<u32>(entry, lengthAt))
}

function tailFits(text: usize, p: usize, length: u32): bool {
  for (let at: u32 = 16; at < length; at += 16) {
    const left = length - at
    const mask: u32 = left >= 16 ? 0xffff : (1 << left) - 1
    if ((<u32>i8x16.bitmask(i8x16.eq(v128.load(p + at), v128.load(text + at))) & mask) != mask) return false
  }
  return true
}

// @ts-ignore: decorator
@inline
function mix(h: u64, v: v128): u64 {
  h = (h ^ i64x2.extract_lane(v, 0)) * 0x9e3779b97f4a7c15
  h = (h ^ (h >> 29) ^ i64x2.extract_lane(v, 1)) * 0xbf58476d1ce4e5b9
  return h ^ (h >> 32)
}

function hashOf(parent: usize, p: usize, length: u32): u64 {
  let h: u64 = parent
  while (length >= 16) {
    h = mix(h, v128.load(p))
    p += 16
    length -= 16
  }
  return mix(h, v128.and(v128.load(p), v128.load(maskTable + (length << 4)))) >> 7
}

/** Behind the colon that follows the key found by `find`. */
export let keyEnd: usize = 0

/**
 * The entry of the key at `p` (behind its opening quote) under `parent`; 0 = not known, 1 = the key is
 * written in an unusual way (an escape, no colon).
 */
export function find(parent: usize, p: usize): usize {
  const end = stringStop(p)
  if (load<u8>(end) != 0x22) return 1
  const colon = skipSpace(end + 1)
  if (load<u8>(colon) != 0x3a) return 1
  keyEnd = colon + 1
  const length = <u32>(end - p)
  let at = <u32>hashOf(parent, p, length) & (entryHashSize - 1)
  while (true) {
    const number = <u32>load<u16>(entryHash + (at << 1))
    if (number == 0) return 0
    const entry = entryTable + (number << 5)
    if (<usize>load<u32>(entry, parentAt) == parent && load<u32>(entry, lengthAt) == length + 3) {
      if (sameText(<usize>load<u32>(entry, textAt) + 1, p, length)) return entry
    }
    at = (at + 1) & (entryHashSize - 1)
  }
}

function sameText(text: usize, p: usize, length: u32): bool {
  for (let at: u32 = 0; at < length; at += 16) {
    const left = length - at
    const mask: u32 = left >= 16 ? 0xffff : (1 << left) - 1
    if ((<u32>i8x16.bitmask(i8x16.eq(v128.load(p + at), v128.load(text + at))) & mask) != mask) return false
  }
  return true
}

/** Gives a known key another slot. */
export function setSlot(number: u32, slot: u32): void {
  forgetTemplates()
  store<u32>(entryTable + (number << 5), <u32>(slotTable + (slot << 3)), slotAt)
}

/** Forgets every key but the root. */
export function clearKeys(): void {
  forgetTemplates()
  memory.fill(entryTable, 0, maxEntries << 5)
  memory.fill(entryHash, 0, entryHashSize << 1)
  entries = 1
  textTop = keyText
  store<u32>(entryTable, <u32>entryTable, firstAt)
  store<u32>(entryTable, <u32>entryTable, nextAt)
  store<u32>(entryTable, <u32>slotTable, slotAt)
  store<u32>(entryTable, 0xffff, maskAt) // as a first guess the root fits no key: its text is NULs
}

/**
 * Makes a key known whose `length` bytes are at `p`.
 * @param parent number of the entry it is under, 0 = the root
 * @param slot where its value is noted, 0 = nobody wants it
 * @returns its number, 0 = the table is full
 */
export function addKey(parent: u32, p: usize, length: u32, slot: u32): u32 {
  const padded = (length + 3 + 31) & ~15
  if (entries == maxEntries || textTop + padded > keyTextEnd) return 0
  forgetTemplates()
  const number = entries++
  const entry = entryTable + (number << 5)
  const above = entryTable + (parent << 5)
  store<u8>(textTop, 0x22)
  memory.copy(textTop + 1, p, length)
  store<u16>(textTop + 1 + length, 0x3a22)
  store<u32>(entry, <u32>textTop, textAt)
  store<u32>(entry, length + 3, lengthAt)
  store<u32>(entry, length + 3 >= 16 ? 0xffff : (1 << (length + 3)) - 1, maskAt)
  store<u32>(entry, <u32>entry, nextAt)
  store<u32>(entry, <u32>entry, firstAt)
  store<u32>(entry, <u32>above, parentAt)
  store<u32>(entry, <u32>(slotTable + (slot << 3)), slotAt)
  textTop += padded
  let at = <u32>hashOf(above, p, length) & (entryHashSize - 1)
  while (load<u16>(entryHash + (at << 1)) != 0) at = (at + 1) & (entryHashSize - 1)
  store<u16>(entryHash + (at << 1), <u16>number)
  return number
}
