// JSON numbers: their grammar, and their value, rounded exactly as JSON.parse rounds.
import { countTable, integerPowerTable, ninesTable, powerTable, zerosTable } from './layout'

const dot: u8 = 0x2e

// @ts-ignore: decorator
@inline
export function isDigit(c: u8): bool {
  return <u32>c - 0x30 <= 9
}

/** The byte behind the number at `p`, 0 when it is not a JSON number. */
// @ts-ignore: decorator
@inline
export function numberEnd(p: usize): usize {
  if (load<u8>(p) == 0x2d) p++
  const first: u32 = <u32>load<u8>(p) - 0x30
  if (first > 9) return 0
  p = first == 0 ? p + 1 : digitsEnd(p)
  let c = load<u8>(p)
  if (c == dot) {
    const fraction = p + 1
    p = digitsEnd(fraction)
    if (p == fraction) return 0
    c = load<u8>(p)
  }
  return (c | 0x20) == 0x65 ? exponentEnd(p + 1) : p
}

function exponentEnd(p: usize): usize {
  const c = load<u8>(p)
  if (c == 0x2b || c == 0x2d) p++
  const end = digitsEnd(p)
  return end == p ? 0 : end
}

// @ts-ignore: decorator
@inline
function digitsEnd(p: usize): usize {
  while (true) {
    const v = i8x16.sub(v128.load(p), i8x16.splat(0x30))
    const mask = i8x16.bitmask(i8x16.gt_u(v, i8x16.splat(9)))
    if (mask != 0) return p + ctz(mask)
    p += 16
  }
}

/** Value of up to 19 digits. */
// @ts-ignore: decorator
@inline
export function digits(p: usize, count: u32): u64 {
  let value: u64 = 0
  while (count > 8) {
    value = value * 100000000 + eight(load<u64>(p) - 0x3030303030303030)
    p += 8
    count -= 8
  }
  if (count == 0) return value
  const rest = eight((load<u64>(p) - 0x3030303030303030) << (64 - 8 * count))
  return value * load<u64>(integerPowerTable + (count << 3)) + rest
}

/** Eight digit values, first digit in the lowest byte. */
// @ts-ignore: decorator
@inline
function eight(v: u64): u64 {
  v = v * 10 + (v >> 8)
  return (
    ((v & 0x000000ff000000ff) * 0x000f424000000064 + ((v >> 16) & 0x000000ff000000ff) * 0x0000271000000001) >> 32
  )
}

/** Value of the number in [p, end); NaN = leave it to others: a sign, an exponent, over 19 digits. */
// @ts-ignore: decorator
@inline
export function decimal(p: usize, end: usize): f64 {
  const length = <u32>(end - p)
  if (length > 16) return longDecimal(p, end)
  const digit = i8x16.sub(v128.load(p), v128.load(zerosTable))
  const others = ~(<u32>i8x16.bitmask(i8x16.le_u(digit, v128.load(ninesTable)))) & ((1 << length) - 1)
  let fraction: u32 = 0
  let pointAt: i32 = -1
  if (others != 0) {
    if ((others & (others - 1)) != 0) return NaN
    const whole = ctz(others)
    if (load<u8>(p + whole) != dot) return NaN
    fraction = length - whole - 1
    pointAt = <i32>(15 - fraction)
  }
  // The digits moved to the vector's end and the dot taken out, without a branch on the number's length:
  // those were mispredicted on every other line.
  const iota = v128.load(countTable)
  const index = i8x16.add(
    i8x16.add(iota, i8x16.splat(<i8>(length - 16))),
    i8x16.le_s(iota, i8x16.splat(<i8>pointAt)),
  )
  const aligned = i8x16.swizzle(digit, index)
  let mantissa = eight(i64x2.extract_lane(aligned, 1))
  const high = i64x2.extract_lane(aligned, 0)
  if (high != 0) mantissa += eight(high) * 100000000
  return <f64><i64>mantissa / load<f64>(powerTable + (fraction << 3)) // both exact: rounds once
}

/** The same, where it need not be fast. */
export function numberOf(p: usize, end: usize): f64 {
  return decimal(p, end)
}

function longDecimal(p: usize, end: usize): f64 {
  let point = p
  while (point < end && <u32>load<u8>(point) - 0x30 <= 9) point++
  const whole = <u32>(point - p)
  const fraction = point < end ? <u32>(end - point) - 1 : 0
  if (whole + fraction > 19) return NaN
  if (point == end) return <f64>digits(p, whole)
  if (load<u8>(point) != dot || digitsEnd(point + 1) < end) return NaN
  const mantissa = digits(p, whole) * load<u64>(integerPowerTable + (fraction << 3)) + digits(point + 1, fraction)
  if (mantissa <= 0x20000000000000) return <f64>mantissa / load<f64>(powerTable + (fraction << 3))
  return quotient(mantissa, load<u64>(integerPowerTable + (fraction << 3)))
}

/**
 * a / b rounded once, for mantissas over 2^53 (Caddy writes 17 digits): a 64-bit quotient by long division in
 * base 2^32 (Knuth, TAOCP vol. 2, 4.3.1, algorithm D), the remainder folded into its lowest bit, which the
 * conversion then rounds to nearest even.
 */
function quotient(a: u64, b: u64): f64 {
  const shiftA = clz(a)
  const shiftB = clz(b)
  a <<= shiftA
  b <<= shiftB
  const high = a >> 1
  const low = a << 63
  const b1 = b >> 32
  const b0 = b & 0xffffffff
  let q1 = high / b1
  let rest = high - q1 * b1
  while (q1 >> 32 != 0 || q1 * b0 > ((rest << 32) | (low >> 32))) {
    q1--
    rest += b1
    if (rest >> 32 != 0) break
  }
  const middle = (high << 32) + (low >> 32) - q1 * b
  let q0 = middle / b1
  rest = middle - q0 * b1
  while (q0 >> 32 != 0 || q0 * b0 > ((rest << 32) | (low & 0xffffffff))) {
    q0--
    rest += b1
    if (rest >> 32 != 0) break
  }
  const remainder = (middle << 32) + (low & 0xffffffff) - q0 * b
  const q = (q1 << 32) + q0
  const exponent = <i64>shiftB - <i64>shiftA - 63
  return <f64>(q | u64(remainder != 0)) * reinterpret<f64>(<u64>(exponent + 1023) << 52)
}
