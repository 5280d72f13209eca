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
  if (four == 0x65757274 || four == 0x6c6c756e) return p + 4
  return four == 0x736c6166 && load<u8>(p, 4) == 0x65 ? p + 5 : 0
}

/**
 * The byte behind the object or array at `p`, or 0 when it is not valid or, with the `depth` objects that
 * are open around it, deeper than `maxDepth`. `kinds` holds one bit a level: 1 = object.
 */
export function skipContainer(p: usize, depth: u32): usize {
  let kinds: u64 = 0
  const outer = depth
  while (true) {
    // p is at the first byte of a value
    const c = load<u8>(p)
    let opened = false
    if (c == 0x22) p = skipString(p)
    else if (c == 0x7b || c == 0x5b) {
      if (++depth > maxDepth) return 0
      kinds = (kinds << 1) | u64(c == 0x7b)
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
        if (--depth == outer) return p + 1
        p = skipSpace(p + 1)
        opened = false
        continue
      }
      if (!opened) {
        if (d != 0x2c) return 0
        p = skipSpace(p + 1)
      }
      if (object) {
        if (load<u8>(p) != 0x22) return 0
        p = skipString(p)
        if (p == 0) return 0
        p = skipSpace(p)
        if (load<u8>(p) != 0x3a) return 0
        p = skipSpace(p + 1)
      }
      break
    }
  }
}
