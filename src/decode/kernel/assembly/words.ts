// The dictionary: strings of the log, by the role they play and their bytes, as numbers.
//
// A word, 16 bytes:
//   0 u32 text     address of its bytes; at least 32, filled up with NULs
//   4 u32 length   role in the highest byte
//   8 u32 hash
//  12 i32 value    what a column gets, as the host has said; `unlearnt` before; of words that are explained
//                  later, −2 − their number
import { maskTable, maxWords, pairTable, wordHash, wordHashBits, wordHashSize, wordList, wordText, wordTextEnd } from './layout'

/** Value of a word that the host has not explained yet. */
export const unlearnt: i32 = i32.MIN_VALUE

/** Texts are at least so long. */
const shortest: u32 = 32

/** A half-full table does not come near; crafted collisions end here. */
const maxProbes: i32 = 256

/** Words so far; word 0 is never used. */
export let words: u32 = 1
let textTop: usize = wordText

export function clearWords(): void {
  memory.fill(wordHash, 0, wordHashSize << 4)
  words = 1
  textTop = wordText
}

// @ts-ignore: decorator
@inline
function mask(length: u32): v128 {
  return v128.load(maskTable + (length << 4))
}

/** Whether `length` bytes agree; both sides are readable 16 bytes on. */
function same(text: usize, p: usize, length: u32): bool {
  let at: u32 = 0
  for (; at + 16 <= length; at += 16) {
    if (v128.any_true(v128.xor(v128.load(p + at), v128.load(text + at)))) return false
  }
  return !v128.any_true(v128.and(v128.xor(v128.load(p + at), v128.load(text + at)), mask(length - at)))
}

// @ts-ignore: decorator
@inline
function block(low: u64, high: u64): u64 {
  return (low * 0x9e3779b97f4a7c15) ^ (high * 0xc2b2ae3d27d4eb4f)
}

/** The upper half of a hash: there every bit of the text has a part in it. Its own upper bits are the place. */
// @ts-ignore: decorator
@inline
function placeOf(tag: u32): usize {
  return wordHash + ((tag >> (32 - wordHashBits)) << 4)
}

/**
 * Address of the word with these bytes in this role, entered if it is new; 0 = no room for it.
 * @param escapes 0x80000000 = the bytes have some
 * @param later whether the rows may have it before it is explained
 */
// @ts-ignore: decorator
@inline
export function word(role: u32, escapes: u32, p: usize, length: u32, later: bool): usize {
  const size = length | (role << 24) | (escapes >>> 2)
  return length <= shortest ? shortWord(size, p, length, later) : longWord(size, p, length, later)
}

/** Up to 32 bytes: without a branch on their number, which was mispredicted on every other line. */
// @ts-ignore: decorator
@inline
function shortWord(size: u32, p: usize, length: u32, later: bool): usize {
  const masks = pairTable + (length << 5)
  const first = v128.and(v128.load(p), v128.load(masks))
  const second = v128.and(v128.load(p, 16), v128.load(masks, 16))
  const a = i64x2.extract_lane(first, 0)
  const b = i64x2.extract_lane(first, 1)
  const c = i64x2.extract_lane(second, 0)
  const d = i64x2.extract_lane(second, 1)
  const tag = <u32>(block(a + rotl<u64>(c, 23), b + rotl<u64>(d, 41)) >> 32)
  const at = placeOf(tag)
  if (load<u64>(at, 4) == (<u64>size | (<u64>tag << 32))) {
    const text = <usize>load<u32>(at)
    const low = (a ^ load<u64>(text)) | (b ^ load<u64>(text, 8))
    const high = (c ^ load<u64>(text, 16)) | (d ^ load<u64>(text, 24))
    if ((low | high) == 0) return at
  }
  return search(size, tag, p, length, later)
}

function longWord(size: u32, p: usize, length: u32, later: bool): usize {
  let hash: u64 = 0
  for (let done: u32 = 0; done < length; done += 16) {
    const v = v128.and(v128.load(p + done), mask(min(length - done, 16)))
    hash = (hash ^ (hash >> 32)) * 0xbf58476d1ce4e5b9 + block(i64x2.extract_lane(v, 0), i64x2.extract_lane(v, 1))
  }
  return search(size, <u32>(hash >> 32), p, length, later)
}

function search(size: u32, tag: u32, p: usize, length: u32, later: bool): usize {
  let entry = placeOf(tag)
  for (let probes = 0; probes < maxProbes; probes++) {
    if (load<u32>(entry) == 0) return enter(entry, tag, p, length, size, later)
    if (load<u32>(entry, 8) == tag && load<u32>(entry, 4) == size && same(load<u32>(entry), p, length)) return entry
    entry += 16
    if (entry == wordHash + (wordHashSize << 4)) entry = wordHash
  }
  return 0
}

function enter(entry: usize, tag: u32, p: usize, length: u32, size: u32, later: bool): usize {
  if (words == maxWords || textTop + length + 32 > wordTextEnd) return 0
  const number = words++
  const padded = max(length, shortest)
  memory.fill(textTop, 0, padded)
  memory.copy(textTop, p, length)
  store<u32>(entry, <u32>textTop)
  store<u32>(entry, size, 4)
  store<u32>(entry, tag, 8)
  store<i32>(entry, later ? -2 - <i32>number : unlearnt, 12)
  textTop += padded
  store<u32>(wordList + (number << 2), <u32>entry)
  return entry
}
