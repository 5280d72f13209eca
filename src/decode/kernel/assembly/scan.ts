// The scanner: lines of JSON in, rows of columns out.
import { durationField, endOf, escaped, isPresent, methodField, pathField, requestLineField, startOf, statusField } from './candidates'
import { full, keyUnknown, noRequest, scanned, unusual, wraps } from './codes'
import { withoutStatus, wrappedIn, wrapsOnce } from './guards'
import { innerBase, innerEnd, lengthColumn, maxRows, offsetColumn, refusedSlot, slotTable } from './layout'
import { line, metObjects, metUnknown } from './line'
import { quickLine } from './quick'
import { row } from './row'
import {
  betterOf, countHit, forgetStops, innerTemplate, isWorthTrying, makeTemplate, missed, otherOf, outerTemplate, owns, prefer, setOwner,
} from './template'
import { beginStops } from './stops'
import { beginTrace, endTrace } from './trace'
import { unescape } from './unescape'

/** The line that the last scan came back for; `to` when there was none. */
export let position: usize = 0
/** Rows in the columns. */
export let rows: u32 = 0

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
  beginStops()
  forgetStops(outerTemplate)
  while (p < to) {
    if (n == rowLimit) {
      code = full
      break
    }
    const start = load<u8>(p) == 0x7b ? p : behindPrefix(p)
    if (start == 0) {
      code = unusual
      break
    }
    const end = record(start, to, outerTemplate)
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

/** Notes the wanted values of the record at `p`; behind its newline, or 0 when it is unusual. */
function record(p: usize, to: usize, template: usize): usize {
  const first = betterOf(template)
  let end = attempt(p, to, first, template)
  if (end != 0) return end
  const second = otherOf(template, first)
  end = attempt(p, to, second, template)
  if (end != 0) {
    prefer(template, first, second)
    return end
  }
  setOwner(0)
  clearSlots()
  const learns = missed(first) ? first : missed(second) ? second : 0
  if (learns == 0) return line(p)
  beginTrace()
  end = line(p)
  endTrace()
  if (end != 0) makeTemplate(learns, p, end)
  return end
}

/** The same if the record is as the template says; otherwise 0. @param index the template that has the bits */
function attempt(p: usize, to: usize, template: usize, index: usize): usize {
  if (!isWorthTrying(template)) return 0
  if (!owns(template)) clearSlots()
  setOwner(template)
  const end = quickLine(p, to, template, index)
  if (end != 0) countHit(template)
  return end
}

function clearSlots(): void {
  const end = slotTable + (slots << 3)
  for (let slot = slotTable; slot < end; slot += 16) v128.store(slot, i64x2.splat(0))
}

/** The row of a record that is text within the one just read: `{"log":"{\"status\":200 …}\n"}`. */
function inner(n: usize): i32 {
  if (isPresent(statusField)) {
    // The record round it may be the request, and its text what was sent.
    if (isPresent(methodField) || isPresent(pathField) || isPresent(requestLineField) || isPresent(durationField)) return unusual
  }
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
  forgetStops(innerTemplate)
  const behind = record(innerBase, stop + 1, innerTemplate)
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
