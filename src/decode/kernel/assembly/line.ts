// One line, key by key: finds each one among the known paths, and notes where the wanted values lie.
import { escaped } from './candidates'
import { find, firstAt, fits, keyEnd, lengthAt, nextAt, slotAt } from './keys'
import { entryTable, slotTable, stackTable } from './layout'
import { numberEnd } from './numbers'
import { escapedEnd, stringStop } from './strings'
import { isTracing, trace } from './trace'
import { isSpace, isTooDeep, literalEnd, metObject, metValue, skipList, skipSpace } from './values'

/** When a key was not known: the entry it is under, and where it starts. */
export let unknownParent: usize = 0
export let unknownKey: usize = 0
/** Whether `line` met a key that is not known. */
export let metUnknown: bool = false
/** Whether it holds a list with objects, which may be records. */
export let metObjects: bool = false

export function setMetObjects(met: bool): void {
  metObjects = met
}

/** Notes the wanted values of the record at `p`; behind its newline, or 0 when it is unusual. */
export function line(p: usize): usize {
  metUnknown = false
  metObjects = false
  p++
  let depth: u32 = 0
  let parent: usize = entryTable
  let last: usize = 0
  let guess: usize = <usize>load<u32>(parent, firstAt)
  while (true) {
    if (fits(guess, p)) p += load<u32>(guess, lengthAt)
    else {
      p = skipSpace(p)
      if (load<u8>(p) != 0x22) return 0
      guess = find(parent, ++p)
      if (guess <= 1) {
        metUnknown = guess == 0
        unknownParent = parent
        unknownKey = p
        return 0
      }
      p = keyEnd
      if (last != 0) store<u32>(last, <u32>guess, nextAt)
      else store<u32>(parent, <u32>guess, firstAt)
    }
    const slot = <usize>load<u32>(guess, slotAt)
    if (load<u32>(slot) != 0 && slot != slotTable) return 0
    let c = load<u8>(p)
    if (c <= 0x20) {
      p = skipSpace(p)
      c = load<u8>(p)
    }
    const start = p
    let flag: u32 = 0
    if (c == 0x22) {
      p = stringStop(p + 1)
      if (load<u8>(p) != 0x22) {
        p = escapedEnd(p)
        if (p == 0) return 0
        flag = escaped
      }
      p++
    } else if (c == 0x2d || <u32>c - 0x30 <= 9) {
      p = numberEnd(p)
      if (p == 0) return 0
    } else if (c == 0x7b) {
      store<u32>(slot, <u32>start)
      if (isTooDeep(depth + 2)) return 0
      store<u32>(stackTable + (depth << 3), <u32>guess)
      store<u32>(stackTable + (depth << 3), <u32>parent, 4)
      depth++
      if (isTracing) trace(start, start, slot, depth)
      parent = guess
      last = 0
      p++
      c = load<u8>(p)
      if (isSpace(c)) {
        p = skipSpace(p)
        c = load<u8>(p)
      }
      if (c != 0x7d) {
        guess = <usize>load<u32>(parent, firstAt)
        continue
      }
      // empty object: fall into the closing below
      guess = 0
    } else if (c == 0x5b) {
      p = skipList(p, depth + 1)
      if (p == 0 || metValue) return 0
      metObjects = metObjects || metObject
    } else {
      p = literalEnd(p)
      if (p == 0) return 0
    }
    if (guess != 0) {
      store<u32>(slot, <u32>start)
      store<u32>(slot, <u32>p | flag, 4)
      if (isTracing) trace(start, p, slot, depth)
    }
    last = guess
    while (true) {
      c = load<u8>(p)
      if (c == 0x2c) {
        p++
        break
      }
      if (c != 0x7d) {
        if (!isSpace(c)) return 0
        p = skipSpace(p)
        continue
      }
      p++
      if (depth == 0) {
        c = load<u8>(p)
        if (c == 0x0d) c = load<u8>(++p)
        return c == 0x0a ? p + 1 : 0
      }
      depth--
      last = <usize>load<u32>(stackTable + (depth << 3))
      parent = <usize>load<u32>(stackTable + (depth << 3), 4)
    }
    guess = <usize>load<u32>(last, nextAt)
  }
}
