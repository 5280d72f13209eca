// The dictionary: strings of the log, by the role they play and their bytes, as numbers.
//
// A word, 16 bytes:
//   0 u32 text     address of its bytes
//   4 u32 length   role in the highest byte
//   8 u32 hash
//  12 i32 value    what a column gets, as the host has said; `unlearnt` before; of words that are explained
//                  later, −2 − their number
import { maskTable, maxWords, wordHash, wordHashSize, wordList, wordText, wordTextEnd } from './layout'

/** Value of a word that the host has not explained yet. */
export const unlearnt: i32 = i32.MIN_VALUE

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

// @ts-ignore: decorator
@inline
function tagOf(hash: u64, size: u32): u32 {
  const h = hash + <u64>size * 0x165667b19e3779f9
  return <u32>(((h ^ (h >> 32)) * 0xbf58476d1ce4e5b9) >> 32)
}

/**
 * Address of the word with these bytes in this role, entered if it is new; 0 = no room for it.
 * @param later whether the rows may have it before it is explained
 */
// @ts-ignore: decorator
@inline
export function word(role: u32, p: usize, length: u32, later: bool): usize {
  return length <= 32 ? shortWord(role, p, length, later) : longWord(role, p, length, later)
}

/** Up to 32 bytes: without a branch on their number, which was mispredicted on every other line. */
// @ts-ignore: decorator
@inline
function shortWord(role: u32, p: usize, length: u32, later: bool): usize {
  const size = length | (role << 24)
  const lowMask = mask(min(length, 16))
  const highMask = mask(max(length, 16) - 16)
  const low = v128.and(v128.load(p), lowMask)
  const high = v128.and(v128.load(p, 16), highMask)
  const hash = block(
    i64x2.extract_lane(low, 0) + rotl<u64>(i64x2.extract_lane(high, 0), 23),
    i64x2.extract_lane(low, 1) + rotl<u64>(i64x2.extract_lane(high, 1), 41),
  )
  const tag = tagOf(hash, size)
  const at = wordHash + ((tag & (wordHashSize - 1)) << 4)
  if (load<u64>(at, 4) == (<u64>size | (<u64>tag << 32))) {
    const text = <usize>load<u32>(at)
    const differs = v128.or(
      v128.xor(low, v128.and(v128.load(text), lowMask)),
      v128.xor(high, v128.and(v128.load(text, 16), highMask)),
    )
    if (!v128.any_true(differs)) return at
  }
  return search(size, tag, p, length, later)
}

function longWord(role: u32, p: usize, length: u32, later: bool): usize {
  const size = length | (role << 24)
  let hash: u64 = 0
  for (let done: u32 = 0; done < length; done += 16) {
    const v = v128.and(v128.load(p + done), mask(min(length - done, 16)))
    hash = (hash ^ (hash >> 32)) * 0xbf58476d1ce4e5b9 + block(i64x2.extract_lane(v, 0), i64x2.extract_lane(v, 1))
  }
  return search(size, tagOf(hash, size), p, length, later)
}

function search(size: u32, tag: u32, p: usize, length: u32, later: bool): usize {
  let at = tag & (wordHashSize - 1)
  for (let probes = 0; probes < maxProbes; probes++) {
    const entry = wordHash + (at << 4)
    if (load<u32>(entry) == 0) return enter(entry, tag, p, length, size, later)
    if (load<u32>(entry, 8) == tag && load<u32>(entry, 4) == size && same(load<u32>(entry), p, length)) return entry
    at = (at + 1) & (wordHashSize - 1)
  }
  return 0
}

function enter(entry: usize, tag: u32, p: usize, length: u32, size: u32, later: bool): usize {
  if (words == maxWords || textTop + length + 32 > wordTextEnd) return 0
  const number = words++
  memory.copy(textTop, p, length)
  store<u32>(entry, <u32>textTop)
  store<u32>(entry, size, 4)
  store<u32>(entry, tag, 8)
  store<i32>(entry, later ? -2 - <i32>number : unlearnt, 12)
  textTop += length
  store<u32>(wordList + (number << 2), <u32>entry)
  return entry
}
