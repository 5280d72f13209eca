// The scanner: lines of JSON in, rows of columns out.
import { endOf, escaped, startOf } from './candidates'
import { full, keyUnknown, noRequest, scanned, unusual, wraps } from './codes'
import { withoutStatus, wrappedIn, wrapsOnce } from './guards'
import { find, firstAt, fits, keyEnd, lengthAt, nextAt, slotAt } from './keys'
import {
  entryTable, innerBase, innerEnd, lengthColumn, maxRows, offsetColumn, refusedSlot, slotTable, stackTable,
} from './layout'
import { numberEnd } from './numbers'
import { row } from './row'
import { escapedEnd, stringStop } from './strings'
import { unescape } from './unescape'
import { isSpace, isTooDeep, literalEnd, metObject, metValue, skipList, skipSpace } from './values'

/** The line that the last scan came back for; `to` when there was none. */
export let position: usize = 0
/** Rows in the columns. */
export let rows: u32 = 0
/** When a key was not known: the entry it is under, and where it starts. */
export let unknownParent: usize = 0
export let unknownKey: usize = 0

let slots: u32 = 1
/** With the newline. */
let longestLine: usize = 0x100000

export function setLongestLine(bytes: u32): void {
  longestLine = bytes
}

/** Slots in use, the discarded one included. */
export function setSlots(count: u32): void {
  slots = count
}

/** Lines that were no requests; and those of them before the last row. */
export let ignored: u32 = 0
export let ignoredBefore: u32 = 0

let rowLimit: u32 = maxRows

/** Empties the columns; they are full at `limit` rows. */
export function begin(limit: u32): void {
  rows = 0
  ignored = 0
  ignoredBefore = 0
  rowLimit = min(limit, maxRows)
}

/** Takes the last row back, and what came after it. */
export function dropRow(): void {
  rows--
  ignored = ignoredBefore
}

/** Whether the line holds a list with objects, which may be records. */
let metObjects: bool = false
/** Whether `line` met a key that is not known. */
let metUnknown: bool = false

/**
 * Scans whole lines in [from, to); the byte before `to` is a newline, and so no string, number or run of
 * spaces goes past it: nothing below checks for the end.
 * @returns one of codes.ts
 */
export function scan(from: usize, to: usize): i32 {
  let p = from
  let n = rows
  let code = scanned
  store<u32>(slotTable + (refusedSlot << 3), 1)
  while (p < to) {
    if (n == rowLimit) {
      code = full
      break
    }
    clearSlots()
    const start = load<u8>(p) == 0x7b ? p : behindPrefix(p)
    const end: usize = start == 0 ? 0 : line(start)
    if (end == 0) {
      code = metUnknown ? keyUnknown : unusual
      break
    }
    if (end - p > longestLine) {
      code = unusual
      break
    }
    code = row(n, start == p)
    if (code == wraps) code = inner(n)
    if (code == noRequest) {
      if (metObjects) {
        code = unusual
        break
      }
      ignored++
      code = scanned
      p = end
      continue
    }
    if (code != scanned) break
    ignoredBefore = ignored
    store<u32>(offsetColumn + (n << 2), <u32>p)
    store<u32>(lengthColumn + (n << 2), <u32>(end - p - 1))
    n++
    p = end
  }
  position = p
  rows = n
  return code
}

// @ts-ignore: decorator
@inline
function clearSlots(): void {
  const end = slotTable + (slots << 3)
  for (let slot = slotTable; slot < end; slot += 16) v128.store(slot, i64x2.splat(0))
}

/** The row of a record that is text within the one just read: `{"log":"{\"status\":200 …}\n"}`. */
function inner(n: usize): i32 {
  const start = startOf(wrappedIn)
  const end = <usize>(endOf(wrappedIn) & ~escaped) - 1
  // The quote behind the brace may be escaped.
  const brace = load<u16>(start) == 0x7b22 && (load<u8>(start, 2) == 0x5c || load<u8>(start, 2) == 0x22)
  if (!brace || !wrapsOnce()) return unusual
  const outer = metObjects ? unusual : withoutStatus()
  let stop = unescape(start + 1, end, innerBase, innerEnd)
  if (stop == 0) return unusual
  if (load<u8>(stop - 1) == 0x0a) stop--
  store<u8>(stop, 0x0a)
  clearSlots()
  const behind = line(innerBase)
  if (behind == 0) return metUnknown ? keyUnknown : unusual
  if (behind != stop + 1) return unusual
  const code = row(n, false)
  if (code == noRequest) return outer
  return code == wraps ? unusual : code
}

/** Longer ones are not looked through. */
const longestPrefix: u32 = 512

/**
 * Where the record starts behind what syslog, containers and the like put before it; 0 = the line is unusual:
 * no record, an array's beginning, a part of a line that was split, or a prefix that is not plain text.
 */
function behindPrefix(p: usize): usize {
  const end = p + longestPrefix
  let last: u8 = 0
  for (; p < end; p++) {
    const c = load<u8>(p)
    if (c < 0x20 || c >= 0x80) return 0
    if (c == 0x7b) return last == 0x5b || load<u8>(p, 1) != 0x22 ? 0 : p
    // `stdout P ` marks a part of a line that goes on in the next one; behind a colon, more marks follow
    if ((c == 0x50 || c == 0x46) && load<u8>(p - 1) == 0x20) {
      const next = load<u8>(p, 1)
      if (next == 0x3a || (next == 0x20 && c == 0x50)) return 0
    }
    if (c != 0x20 || last != 0x5b) last = c
  }
  return 0
}

/** Notes the wanted values of the record at `p`; behind its newline, or 0 when it is unusual. */
function line(p: usize): usize {
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
      parent = guess
      last = 0
      p++
      c = load<u8>(p)
      if (isSpace(c)) {
      p = skipSpace(p)
      c = load<u8>(p)
    }
      if (c != 0x7d) { guess = <usize>load<u32>(parent, firstAt); continue }
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
