// Whole JSON values that nobody wants: checked for being valid, and jumped over.
import { maxDepth } from './layout'
import { numberEnd } from './numbers'
import { escapedEnd, stringStop } from './strings'

// @ts-ignore: decorator
@inline
export function isSpace(c: u8): bool {
  return c == 0x20 || c == 0x09
}

// @ts-ignore: decorator
@inline
export function skipSpace(p: usize): usize {
  while (isSpace(load<u8>(p))) p++
  return p
}

/** The byte behind the string whose opening quote is at `p`, or 0. */
// @ts-ignore: decorator
@inline
export function skipString(p: usize): usize {
  let end = stringStop(p + 1)
  if (load<u8>(end) != 0x22) {
    end = escapedEnd(end)
    if (end == 0) return 0
  }
  return end + 1
}

/** The byte behind `true`, `false` or `null` at `p`, or 0. */
// @ts-ignore: decorator
@inline
export function literalEnd(p: usize): usize {
  const four = load<u32>(p)
  // In a log, true and false come in no order: a branch between them is mispredicted every other time.
  const long = u32(four == 0x736c6166) & u32(load<u8>(p, 4) == 0x65)
  return (u32(four == 0x65757274) | u32(four == 0x6c6c756e) | long) != 0 ? p + 4 + long : 0
}

/** Levels that records may be nested; the record itself is the first. */
let depthLimit: u32 = maxDepth

export function setDepthLimit(levels: u32): void {
  depthLimit = min(levels, maxDepth)
}

// @ts-ignore: decorator
@inline
export function isTooDeep(level: u32): bool {
  return level > depthLimit
}

/** The last list that was skipped held objects; one with a key `value` or `Value`, which may be a field (`{"key":…,"value":…}`). */
export let metObject: bool = false
export let metValue: bool = false

/**
 * The byte behind the list at `p`, or 0 when it is not valid or, under `level` open levels, too deep.
 * `kinds` holds one bit a level: 1 = object.
 */
export function skipList(p: usize, level: u32): usize {
  let kinds: u64 = 0
  const outer = level
  metObject = false
  metValue = false
  while (true) {
    // p is at the first byte of a value
    const c = load<u8>(p)
    let opened = false
    if (c == 0x22) p = skipString(p)
    else if (c == 0x7b || c == 0x5b) {
      if (isTooDeep(++level)) return 0
      kinds = (kinds << 1) | u64(c == 0x7b)
      metObject = metObject || c == 0x7b
      p = skipSpace(p + 1)
      opened = true
    } else if (c == 0x2d || <u32>c - 0x30 <= 9) p = numberEnd(p)
    else p = literalEnd(p)
    if (p == 0) return 0
    if (!opened) p = skipSpace(p)
    while (true) {
      // behind a value, or behind an opening bracket
      const object = (kinds & 1) != 0
      const d = load<u8>(p)
      if (d == (object ? 0x7d : 0x5d)) {
        kinds >>= 1
        if (--level == outer) return p + 1
        p = skipSpace(p + 1)
        opened = false
        continue
      }
      if (!opened) {
        if (d != 0x2c) return 0
        p = skipSpace(p + 1)
      }
      if (object) {
        p = skipKey(p)
        if (p == 0) return 0
      }
      break
    }
  }
}

/** Behind the colon of the key at `p`, or 0. */
function skipKey(p: usize): usize {
  if (load<u8>(p) != 0x22) return 0
  const end = stringStop(p + 1)
  if (load<u8>(end) != 0x22) return 0 // a key with an escape may spell anything
  if (end - p == 6 && (load<u32>(p, 1) | 0x20) == 0x756c6176 && load<u8>(p, 5) == 0x65) metValue = true
  p = skipSpace(end + 1)
  return load<u8>(p) == 0x3a ? skipSpace(p + 1) : 0
}
