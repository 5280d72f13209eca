// Paths: without scheme, host, query and fragment; and the request line that holds one.
import { candidatesEnd, endOf, escaped, firstCandidate, hasFlag, mayTie, tied, pathField, requestLineField, methodField, startOf } from './candidates'
import { nothing, scanned, unusual } from './codes'
import { absentWord, failure, noValue, refusedWord, wordAt } from './texts'

/** Longer paths are cut by the general path. */
const longestPath: u32 = 2048
/** Words of every length get their explanation later. */
const always: u32 = 0
const never: u32 = 0xffffffff

// @ts-ignore: decorator
@inline
function pathEnds(p: usize): u32 {
  const v = v128.load(p)
  return i8x16.bitmask(v128.or(i8x16.eq(v, i8x16.splat(0x3f)), i8x16.eq(v, i8x16.splat(0x23))))
}

/** The first `?` or `#` in [p, end), or `end`. 32 bytes a step: how many steps it takes is a branch. */
// @ts-ignore: decorator
@inline
function pathEnd(p: usize, end: usize): usize {
  while (p < end) {
    const mask = pathEnds(p) | (pathEnds(p + 16) << 16)
    if (mask != 0) return min(p + ctz(mask), end)
    p += 32
  }
  return end
}

/** The path that the URL in [p, end) names: the value of its word. */
// @ts-ignore: decorator
@inline
function pathWord(p: usize, end: usize, flag: u32): i32 {
  const first = load<u8>(p)
  if (first != 0x2f) {
    if (first != 0x5c || load<u8>(p, 1) != 0x2f) {
      p = flag == 0 ? behindAuthority(p, end) : 0
      if (p == 0) return refusedWord
    }
  }
  // `/var/log`: of a file, perhaps
  if (load<u64>(p) == 0x676f6c2f7261762f) return refusedWord
  const stop = pathEnd(p, end)
  if (stop - p > longestPath) return refusedWord
  return wordAt(pathField, p, <u32>stop | flag, always)
}

/** Where the path of an absolute URL starts; 0 = it has none, or this is no absolute URL. */
function behindAuthority(p: usize, end: usize): usize {
  const limit = min(end, p + 12)
  let at = p
  while (at < limit && isSchemeByte(load<u8>(at))) at++
  if (at == p || <u32>(load<u8>(p) | 0x20) - 0x61 > 25 || at + 3 > end || at == p + 12) return 0
  if (load<u8>(at) != 0x3a || load<u16>(at, 1) != 0x2f2f) return 0
  at += 3
  while (at < end && load<u8>(at) != 0x2f) {
    if (load<u8>(at) == 0x3f || load<u8>(at) == 0x23) return 0
    at++
  }
  return at < end ? at : 0
}

// @ts-ignore: decorator
@inline
function isSchemeByte(c: u8): bool {
  return <u32>(c | 0x20) - 0x61 <= 25 || <u32>c - 0x30 <= 9 || c == 0x2b || c == 0x2d || c == 0x2e
}

/** Method and path of a request into their cells: from fields of their own, else from a request line. */
// @ts-ignore: decorator
@inline
export function target(methodCell: usize, pathCell: usize): i32 {
  const methodCode = method(methodCell)
  if (methodCode > scanned) return methodCode
  const pathCode = path(pathCell)
  if (pathCode > scanned) return pathCode
  if (methodCode == scanned && pathCode == scanned) return scanned
  return requestLine(methodCode == nothing ? methodCell : 0, pathCode == nothing ? pathCell : 0)
}

// @ts-ignore: decorator
@inline
function method(cell: usize): i32 {
  const end = candidatesEnd(methodField)
  for (let c = firstCandidate(methodField); c < end; c += 16) {
    const start = startOf(c)
    if (start == 0) continue
    if (hasFlag(c, mayTie)) {
      if (tied(c)) return unusual
    }
    if (load<u8>(start) != 0x22) continue
    const value = wordAt(methodField, start + 1, endOf(c) - 1, never)
    if (value <= noValue) return failure(value)
    if (value == absentWord) continue
    store<i32>(cell, value)
    return scanned
  }
  return nothing
}

// @ts-ignore: decorator
@inline
function path(cell: usize): i32 {
  const end = candidatesEnd(pathField)
  for (let c = firstCandidate(pathField); c < end; c += 16) {
    const start = startOf(c)
    if (start == 0) continue
    if (hasFlag(c, mayTie)) {
      if (tied(c)) return unusual
    }
    if (load<u8>(start) != 0x22) continue
    const stop = endOf(c) - 1
    const value = pathWord(start + 1, stop & ~escaped, stop & escaped)
    if (value <= noValue) return failure(value)
    store<i32>(cell, value)
    return scanned
  }
  return nothing
}

/** From `GET /p HTTP/1.1` or `GET /p`: what is still missing, a cell of 0 is not. */
function requestLine(methodCell: usize, pathCell: usize): i32 {
  const end = candidatesEnd(requestLineField)
  let line: usize = 0
  for (let c = firstCandidate(requestLineField); c < end; c += 16) {
    const start = startOf(c)
    if (start == 0 || load<u8>(start) != 0x22) continue
    if (line != 0) return unusual
    line = c
  }
  if (line == 0) return unusual
  const stop = <usize>endOf(line) - 1
  if (stop & escaped) return unusual
  const start = startOf(line) + 1
  const space = byteAt(start, stop, 0x20)
  const from = space + 1
  if (space == start || (space == stop && pathCell != 0)) return unusual
  const to = space == stop ? stop : byteAt(from, stop, 0x20)
  // behind the target nothing, or ` HTTP/1.1`
  if (to != stop && (stop - to < 7 || load<u32>(to, 1) != 0x50545448 || load<u8>(to, 5) != 0x2f)) return unusual
  if (to != stop && byteAt(to + 1, stop, 0x20) != stop) return unusual
  // Behind something else than a method there is no target, even where another field has the method.
  const known = wordAt(methodField, start, <u32>space, never)
  if (known <= noValue) return failure(known)
  if (known == absentWord) return unusual
  if (methodCell != 0) store<i32>(methodCell, known)
  if (pathCell == 0) return scanned
  const value = pathWord(from, to, 0)
  if (value <= noValue) return failure(value)
  store<i32>(pathCell, value)
  return scanned
}

function byteAt(p: usize, end: usize, byte: u8): usize {
  while (p < end && load<u8>(p) != byte) p++
  return p
}
