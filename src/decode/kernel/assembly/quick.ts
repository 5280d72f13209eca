// A line that is written as the lines before it: what stands between its values is compared, not read.
import { escaped } from './candidates'
import { stepSize } from './layout'
import { setMetObjects } from './line'
import { numberEnd } from './numbers'
import { indexStops } from './stops'
import { escapedEnd } from './strings'
import {
  bitsAt, bitsOf, indexedAt, isOver, isTextAt, kindOf, lengthAt, levelAt, opens, restAt, slotAt, textMaskAt,
} from './template'
import { literalEnd, skipList } from './values'

/** The last line that was written so; the next one is hardly longer than twice that. */
let lineLength: usize = 256

/**
 * Notes the wanted values of the line at `p`, as `line` does.
 * @param to behind the last newline that is there
 * @returns behind its newline; 0 = it is not written as the template says, and some values are noted
 */
export function quickLine(start: usize, to: usize, template: usize): usize {
  let p = start
  if (p + (lineLength << 1) > load<u32>(template, indexedAt) && load<u32>(template, indexedAt) < <u32>to) {
    store<u32>(template, <u32>indexStops(bitsOf(template), p, to), indexedAt)
    store<u32>(template, <u32>(bitsOf(template) - ((p & ~63) >> 3)), bitsAt)
  }
  const bits = <usize>load<u32>(template, bitsAt)
  setMetObjects(false)
  let step = template + stepSize
  while (true) {
    const mask = load<u32>(step, textMaskAt)
    let same = <u32>i8x16.bitmask(i8x16.eq(v128.load(p), v128.load(step)))
    if (mask > 0xffff) same |= <u32>i8x16.bitmask(i8x16.eq(v128.load(p, 16), v128.load(step, 16))) << 16
    if ((same & mask) != mask) {
      p = behindEscapes(p, step - stepSize)
      if (p == 0) return 0
      continue
    }
    p += load<u32>(step, lengthAt)
    const slot = <usize>load<u32>(step, slotAt)
    if ((slot & kindOf) != 0) {
      if ((slot & kindOf) == isOver) break
      if ((slot & kindOf) == opens) store<u32>(slot - opens, <u32>p - 1)
      step += stepSize
      continue
    }
    let at = p
    let word = load<u64>(bits + (p >> 3)) >> (p & 7)
    while (word == 0) {
      at = (at & ~7) + 64
      if (at > <usize>load<u32>(template, indexedAt)) return 0
      word = load<u64>(bits + (at >> 3))
    }
    const end = at + <usize>ctz(word) - load<u32>(step, restAt)
    const quote = load<u32>(step, isTextAt)
    store<u32>(slot, <u32>p - quote)
    store<u32>(slot, <u32>end + quote, 4)
    if (quote == 0 && !isPlainNumber(p, end) && !isOther(p, end, load<u32>(step, levelAt))) return 0
    p = end
    step += stepSize
  }
  if (p > <usize>load<u32>(template, indexedAt)) return 0
  lineLength = p - start
  return p
}

/** Where the text value of `step` ends that has an escape at `p`; 0 = it is none. */
function behindEscapes(p: usize, step: usize): usize {
  const slot = <usize>load<u32>(step, slotAt)
  if (load<u8>(p) != 0x5c || (slot & kindOf) != 0 || load<u32>(step, isTextAt) == 0) return 0
  const end = escapedEnd(p)
  if (end != 0) store<u32>(slot, <u32>(end + 1) | escaped, 4)
  return end
}

/** Whether [p, end) is a number of up to 15 bytes without sign and exponent. */
// @ts-ignore: decorator
@inline
function isPlainNumber(p: usize, end: usize): bool {
  const length = <u32>(end - p)
  if (length - 1 > 14) return false
  const isDigit = i8x16.le_u(i8x16.sub(v128.load(p), i8x16.splat(0x30)), i8x16.splat(9))
  const inside: u32 = (1 << length) - 1
  const others = ~(<u32>i8x16.bitmask(isDigit)) & inside
  if (load<u8>(p) == 0x30) {
    // nothing but a dot may follow a leading zero
    if (length != 1 && (others & 2) == 0) return false
  }
  if (others == 0) return true
  if ((others & (others - 1)) != 0) return false
  if ((others & (1 | ((inside >> 1) + 1))) != 0) return false
  return load<u8>(p + ctz(others)) == 0x2e
}

/** Whether [p, end) is another value that is no text. */
function isOther(p: usize, end: usize, level: u32): bool {
  const c = load<u8>(p)
  if (c >= 0x66) return literalEnd(p) == end
  if (c == 0x5b) return skipList(p, level) == end
  return (c == 0x2d || <u32>c - 0x30 <= 9) && numberEnd(p) == end
}
