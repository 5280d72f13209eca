// A line that is written as the lines before it: what stands between its values is compared, not read.
import { escaped } from './candidates'
import { ninesTable, stepSize, zerosTable } from './layout'
import { setMetObjects } from './line'
import { numberEnd } from './numbers'
import { indexStops } from './stops'
import { escapedEnd } from './strings'
import {
  bitsAt, bitsOf, indexedAt, isOver, kindAt, lengthAt, levelAt, opens, otherValue, restAt, slotAt, textMaskAt, textValue,
} from './template'
import { literalEnd, skipList } from './values'

/** The last line that was written so; the next one is hardly longer than twice that. */
let lineLength: usize = 256

/**
 * Notes the wanted values of the line at `p`, as `line` does.
 * @param to behind the last newline that is there
 * @param index the template that has the bits
 * @returns behind its newline; 0 = it is not written as the template says, and some values are noted
 */
export function quickLine(start: usize, to: usize, template: usize, index: usize): usize {
  let p = start
  if (p + (lineLength << 1) > load<u32>(index, indexedAt) && load<u32>(index, indexedAt) < <u32>to) {
    store<u32>(index, <u32>indexStops(bitsOf(index), p, to), indexedAt)
    store<u32>(index, <u32>(bitsOf(index) - ((p & ~63) >> 3)), bitsAt)
  }
  const bits = <usize>load<u32>(index, bitsAt)
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
    const kind = load<u32>(step, kindAt)
    const slot = <usize>load<u32>(step, slotAt)
    if (kind > otherValue) {
      if (kind == isOver) break
      if (kind == opens) store<u32>(slot, <u32>p - 1)
      step += stepSize
      continue
    }
    let word = load<u64>(bits + (p >> 3)) >> (p & 7)
    let end = p
    if (word == 0) {
      do {
        end = (end & ~7) + 64
        if (end > <usize>load<u32>(index, indexedAt)) return 0
        word = load<u64>(bits + (end >> 3))
      } while (word == 0)
    }
    end += <usize>ctz(word)
    if (kind == textValue) {
      store<u32>(slot, <u32>p - 1)
      store<u32>(slot, <u32>end + 1, 4)
    } else {
      end -= load<u32>(step, restAt)
      store<u32>(slot, <u32>p)
      store<u32>(slot, <u32>end, 4)
      if (isOdd(p, end)) {
        if (literalEnd(p) != end) {
          if (!isOther(p, end, load<u32>(step, levelAt))) return 0
        }
      }
    }
    p = end
    step += stepSize
  }
  if (p > <usize>load<u32>(index, indexedAt)) return 0
  lineLength = p - start
  return p
}

/** Where the text value of `step` ends that has an escape at `p`; 0 = it is none. */
function behindEscapes(p: usize, step: usize): usize {
  if (load<u8>(p) != 0x5c || load<u32>(step, kindAt) != textValue) return 0
  const end = escapedEnd(p)
  if (end != 0) store<u32>(<usize>load<u32>(step, slotAt), <u32>(end + 1) | escaped, 4)
  return end
}

/** Whether [p, end) is anything but a number of up to 15 bytes without sign and exponent. */
// @ts-ignore: decorator
@inline
function isOdd(p: usize, end: usize): bool {
  const length = <u32>(end - p)
  if (length > 15) return true
  const digits = i8x16.le_u(i8x16.sub(v128.load(p), v128.load(zerosTable)), v128.load(ninesTable))
  const others = ~(<u32>i8x16.bitmask(digits))
  const whole = ctz(others)
  if (whole == 0) return true
  if (load<u8>(p) == 0x30) {
    if (whole != 1) return true
  }
  if (whole == length) return false
  if (load<u8>(p + whole) != 0x2e) return true
  if (length == whole + 1) return true
  return ctz(others & (others - 1)) != length
}

/** Whether [p, end) is another value that is no text. */
function isOther(p: usize, end: usize, level: u32): bool {
  const c = load<u8>(p)
  if (c == 0x5b) return skipList(p, level) == end
  return (c == 0x2d || <u32>c - 0x30 <= 9) && numberEnd(p) == end
}
