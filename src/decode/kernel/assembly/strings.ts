// Finds the end of a JSON string, 16 bytes at a time.

const quote: u8 = 0x22
const backslash: u8 = 0x5c

/** With these bits changed, the quote follows the control characters, and bytes compare as signed ones do … */
export const stopFlip: u8 = 0x82
/** … below this one. */
export const stopLimit: u8 = 0xa1

/** Bits of the bytes in `v` that a string may not simply hold: quote, backslash, control characters. */
// @ts-ignore: decorator
@inline
function stops(v: v128): u32 {
  const low = i8x16.lt_s(v128.xor(v, i8x16.splat(<i8>stopFlip)), i8x16.splat(<i8>stopLimit))
  return i8x16.bitmask(v128.or(low, i8x16.eq(v, i8x16.splat(0x5c))))
}

/**
 * Where the first quote, backslash or control character at or behind `p` is. 32 bytes a step: the lengths of strings
 * come in no order, and another number of steps than the last time is a branch mispredicted.
 */
// @ts-ignore: decorator
@inline
export function stringStop(p: usize): usize {
  while (true) {
    const mask = stops(v128.load(p)) | (stops(v128.load(p, 16)) << 16)
    if (mask != 0) return p + ctz(mask)
    p += 32
  }
}

/**
 * From a stop inside a string to its closing quote, over escapes; 0 when the string is not valid JSON.
 * Valid UTF-8 is not asked for: whoever decodes replaces, and that never moves the quote.
 */
export function escapedEnd(p: usize): usize {
  while (true) {
    const c = load<u8>(p)
    if (c == quote) return p
    if (c != backslash) return 0
    const escape = load<u8>(p, 1)
    p += 2
    if (escape == 0x75) {
      // \uXXXX
      for (let i = 0; i < 4; i++) if (!isHex(load<u8>(p + i))) return 0
      p += 4
    } else if (
      escape != quote && escape != backslash && escape != 0x2f && escape != 0x6e && escape != 0x74 &&
      escape != 0x72 && escape != 0x62 && escape != 0x66
    ) {
      return 0
    }
    p = stringStop(p)
  }
}

// @ts-ignore: decorator
@inline
function isHex(c: u8): bool {
  return c - 0x30 <= 9 || (c | 0x20) - 0x61 <= 5
}
