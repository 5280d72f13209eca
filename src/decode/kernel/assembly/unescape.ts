// A JSON string's text without its escapes.

/**
 * Writes what the valid string text in [p, end) stands for to `to`.
 * @returns behind the last byte written; 0 = it does not fit before `limit`, or holds half a surrogate pair
 */
export function unescape(p: usize, end: usize, to: usize, limit: usize): usize {
  while (p < end) {
    if (to + 16 > limit) return 0
    const v = v128.load(p)
    v128.store(to, v)
    const mask = i8x16.bitmask(i8x16.eq(v, i8x16.splat(0x5c)))
    const plain: usize = mask == 0 ? 16 : ctz(mask)
    if (p + plain >= end) return to + (end - p)
    p += plain
    to += plain
    if (mask == 0) continue
    const c = load<u8>(p, 1)
    if (c == 0x75) {
      const unit = hex(p + 2)
      p += 6
      if (unit < 0xd800 || unit > 0xdfff) to = writePoint(to, unit)
      else {
        if (unit > 0xdbff || p >= end || load<u16>(p) != 0x755c) return 0
        const low = hex(p + 2)
        if (low < 0xdc00 || low > 0xdfff) return 0
        p += 6
        to = writePoint(to, 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00))
      }
    } else {
      store<u8>(to++, c == 0x6e ? 0x0a : c == 0x74 ? 0x09 : c == 0x72 ? 0x0d : c == 0x62 ? 0x08 : c == 0x66 ? 0x0c : c)
      p += 2
    }
  }
  return to
}

function hex(p: usize): u32 {
  let value: u32 = 0
  for (let i: usize = 0; i < 4; i++) {
    const c = <u32>load<u8>(p + i)
    value = (value << 4) | (c <= 0x39 ? c - 0x30 : (c | 0x20) - 0x57)
  }
  return value
}

/** A code point as UTF-8. */
function writePoint(to: usize, point: u32): usize {
  if (point < 0x80) {
    store<u8>(to, <u8>point)
    return to + 1
  }
  if (point < 0x800) {
    store<u8>(to, <u8>(0xc0 | (point >> 6)))
    store<u8>(to, <u8>(0x80 | (point & 0x3f)), 1)
    return to + 2
  }
  if (point < 0x10000) {
    store<u8>(to, <u8>(0xe0 | (point >> 12)))
    store<u8>(to, <u8>(0x80 | ((point >> 6) & 0x3f)), 1)
    store<u8>(to, <u8>(0x80 | (point & 0x3f)), 2)
    return to + 3
  }
  store<u8>(to, <u8>(0xf0 | (point >> 18)))
  store<u8>(to, <u8>(0x80 | ((point >> 12) & 0x3f)), 1)
  store<u8>(to, <u8>(0x80 | ((point >> 6) & 0x3f)), 2)
  store<u8>(to, <u8>(0x80 | (point & 0x3f)), 3)
  return to + 4
}
