// Where strings may end, for a stretch of the input at once: one bit a byte. Finding the end of a string so takes
// half as long as looking at its bytes, and each value waits for the one before it.
import { backslashTable, longestStretch, stopFlipTable, stopLimitTable } from './layout'

/** Bytes from here on … */
const firstStretch: u32 = 2048
/** Set by `beginStops`: how much the next stretch holds. A scan that comes back soon has not indexed much in vain. */
let stretch: u32 = firstStretch

export function beginStops(): void {
  stretch = firstStretch
}

/**
 * Writes the bits of the bytes from `from` on, as many as are worth it, up to `to` or less than 64 beyond.
 * @returns behind the last byte that has one
 */
export function indexStops(bits: usize, from: usize, to: usize): usize {
  const end = min(to, from + stretch)
  stretch = min(stretch << 1, longestStretch)
  // As in strings.ts; the engine would make the constants anew in every round.
  const flip = v128.load(stopFlipTable)
  const limit = v128.load(stopLimitTable)
  const backslash = v128.load(backslashTable)
  let p = from & ~63
  for (; p < end; p += 64) {
    const low = <u64>stops(v128.load(p), flip, limit, backslash) | (<u64>stops(v128.load(p, 16), flip, limit, backslash) << 16)
    const high =
      <u64>stops(v128.load(p, 32), flip, limit, backslash) | (<u64>stops(v128.load(p, 48), flip, limit, backslash) << 16)
    store<u64>(bits, low | (high << 32))
    bits += 8
  }
  return p
}

// @ts-ignore: decorator
@inline
function stops(v: v128, flip: v128, limit: v128, backslash: v128): u32 {
  return i8x16.bitmask(v128.or(i8x16.lt_s(v128.xor(v, flip), limit), i8x16.eq(v, backslash)))
}
