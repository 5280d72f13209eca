// What lines have in common: a logger writes the same keys in the same order, with the same brackets, commas and
// spaces around them. All that stands between two values is one text, which is compared whole (quick.ts); objects
// vanish in it. A line that differs anywhere is read key by key (line.ts).
//
// A template, `templateSize` bytes, is a header and steps:
//   0 u32 1 = there is one
//   4 u32 hits     lines that were written so since it was judged last
//   8 u32 misses   and those that were not
//  12 u32 trial    it is judged after so many misses
//  16 u32 failed   judgements against it, one after the other
//  20 u32 rest     lines that pass untried
// and the first of two for both:
//  24 u32 indexed  behind the last byte of the input that has a bit (see stops.ts)
//  28 u32 bits     where they are: address of the bit of byte 0, in bytes
//  32 u32 better   of the two: 0 = the first one, else `templateSize`
// A step, `stepSize` bytes:
//   0 text         32 bytes in front of the value; the quotes of values that are text belong to it
//  32 u32 mask     bits of those that count
//  36 u32 length   of the text
//  40 u32 slot     address of where the value is noted
//  44 u32 kind     of the value, as below
//  48 u32 rest     bytes from the value's end to the next one that a string may not simply hold
//  52 u32 level    of a list that is the value
import { candidatesEnd, fields, firstCandidate } from './candidates'
import { slotTable, stepSize, stopTable, stopTableSize, templateSize, templateTable, traceTable } from './layout'
import { metObjects } from './line'
import { numberEnd } from './numbers'
import { stringStop } from './strings'
import { traceEnd } from './trace'
import { isSpace, literalEnd, skipString } from './values'

export const textMaskAt: usize = 32
export const lengthAt: usize = 36
export const slotAt: usize = 40
export const kindAt: usize = 44
export const restAt: usize = 48
export const levelAt: usize = 52
export const indexedAt: usize = 24
export const bitsAt: usize = 28

/** Kinds: a text; another value; an object that may be a field's, and begins with the last byte; none, the text goes on. */
export const textValue: u32 = 0
export const otherValue: u32 = 1
export const opens: u32 = 2
export const goesOn: u32 = 3
/** The line is over. */
export const isOver: u32 = 4

/**
 * Templates of the records as they stand in the log, and of those that are text within another one. Behind each the
 * second one, for lines that are not as the first one says: those with an error, or with a body.
 */
export const outerTemplate: usize = templateTable
export const innerTemplate: usize = templateTable + 2 * templateSize

const longestText: u32 = 32
/** A template has at least one line in so many, or it is made anew. */
const leastHits: u32 = 3
const firstTrial: u32 = 8
const longestTrial: u32 = 512
/** After as many templates that were no good: */
const mostFailures: u32 = 3
const longestRest: u32 = 4096

/** The template whose values the slots hold, and nothing else; 0 = none. */
let owner: usize = 0

export function setOwner(template: usize): void {
  owner = template
}

export function owns(template: usize): bool {
  return owner == template
}

/** What was learnt no longer holds: keys are noted elsewhere. */
export function forgetTemplates(): void {
  for (let i: usize = 0; i < 4; i++) memory.fill(templateTable + i * templateSize, 0, stepSize)
  owner = 0
}

/** Where the bits of a stretch of the input are. */
// @ts-ignore: decorator
@inline
export function bitsOf(template: usize): usize {
  return template == outerTemplate ? stopTable : stopTable + stopTableSize
}

/** Nothing is known of the bytes that are there now. */
export function forgetStops(template: usize): void {
  store<u32>(template, 0, indexedAt)
}

/** Whether the next line may be tried. */
// @ts-ignore: decorator
@inline
export function isWorthTrying(template: usize): bool {
  return load<u32>(template) != 0
}

// @ts-ignore: decorator
@inline
export function countHit(template: usize): void {
  store<u32>(template, load<u32>(template, 4) + 1, 4)
}

/** Of two templates the one to try first. */
// @ts-ignore: decorator
@inline
export function betterOf(template: usize): usize {
  return template + <usize>load<u32>(template, 32)
}

export function otherOf(template: usize, one: usize): usize {
  return template + template + templateSize - one
}

/** The second one was right: it is the better one when it is so more often. */
export function prefer(template: usize, first: usize, second: usize): void {
  if (load<u32>(second, 4) > load<u32>(first, 4) + firstTrial) store<u32>(template, <u32>(second - template), 32)
}

/** A line was not written as the template says. @returns whether the template is to be made from it */
export function missed(template: usize): bool {
  const rest = load<u32>(template, 20)
  if (rest > 0) {
    store<u32>(template, rest - 1, 20)
    return rest == 1
  }
  if (load<u32>(template) == 0) return true
  const misses = load<u32>(template, 8) + 1
  store<u32>(template, misses, 8)
  if (misses < load<u32>(template, 12)) return false
  const isGood = load<u32>(template, 4) >= misses / leastHits
  store<u32>(template, 0, 4)
  store<u32>(template, 0, 8)
  store<u32>(template, min(misses << 1, longestTrial), 12)
  if (isGood) {
    store<u32>(template, 0, 16)
    return false
  }
  const failed = load<u32>(template, 16) + 1
  store<u32>(template, failed, 16)
  if (failed % mostFailures != 0) return true
  store<u32>(template, 0)
  store<u32>(template, longestRest, 20)
  return false
}

/** Where the next text of the template under construction starts, and the step that it goes to; 0 = it cannot be made. */
let textStart: usize = 0
let step: usize = 0
/** The last value is no text: before the next one this byte has to come. */
let stopBefore: usize = 0

/** Makes the template from the line in [p, end), which was traced. */
export function makeTemplate(template: usize, p: usize, end: usize): void {
  if (load<u32>(template, 12) == 0) store<u32>(template, firstTrial, 12)
  textStart = p
  stopBefore = 0
  step = traceEnd == 0 || metObjects ? 0 : template + stepSize
  const limit = template + templateSize
  for (let at = traceTable; at < traceEnd && step != 0; at += 16) {
    const start = <usize>load<u32>(at)
    const stop = <usize>load<u32>(at, 4)
    const slot = load<u32>(at, 8)
    const level = load<u32>(at, 12) + 1
    if (stop == start) {
      if (holdsCandidate(slot)) addText(start + 1, slot, opens, limit)
    } else if (load<u8>(start) == 0x5b && stringStop(start) < stop) {
      if (holdsCandidate(slot)) step = 0
      addElements(start, stop, limit)
    } else addValue(start, stop, slot, level, limit)
  }
  addText(end, 0, isOver, limit)
  store<u32>(template, u32(step != 0))
  if (step == 0) store<u32>(template, longestRest, 20)
}

/** The values of the list in [p, end). */
function addElements(p: usize, end: usize, limit: usize): void {
  while (p < end && step != 0) {
    const c = load<u8>(p)
    if (c == 0x5b || c == 0x5d || c == 0x2c || isSpace(c)) {
      p++
      continue
    }
    const stop = c == 0x22 ? skipString(p) : c >= 0x66 ? literalEnd(p) : numberEnd(p)
    addValue(p, stop, <u32>slotTable, 0, limit)
    p = stop
  }
}

function addValue(start: usize, end: usize, slot: u32, level: u32, limit: usize): void {
  const quote = u32(load<u8>(start) == 0x22)
  // Two numbers in a list: nothing between them tells where the first one ends.
  if (stopBefore >= start + quote) step = 0
  addText(start + quote, slot, quote == 1 ? textValue : otherValue, limit)
  if (step == 0) return
  const next = stringStop(end - quote)
  stopBefore = quote == 0 ? next : 0
  textStart = end - quote
  store<u32>(step - stepSize, <u32>(next - textStart), restAt)
  store<u32>(step - stepSize, level, levelAt)
}

/** Steps for the text up to `end`. @param kind of what follows, and where it is noted */
function addText(end: usize, slot: u32, kind: u32, limit: usize): void {
  let left = <u32>(end - textStart)
  while (step != 0) {
    if (step + stepSize > limit) step = 0
    else {
      const length = min(left, longestText)
      memory.copy(step, textStart, length)
      store<u32>(step, length == 32 ? 0xffffffff : (1 << length) - 1, textMaskAt)
      store<u32>(step, length, lengthAt)
      store<u32>(step, slot, slotAt)
      store<u32>(step, left > length ? goesOn : kind, kindAt)
      step += stepSize
      textStart += length
      left -= length
      if (left == 0) return
    }
  }
}

function holdsCandidate(slot: u32): bool {
  for (let field: u32 = 0; field < fields; field++) {
    const end = candidatesEnd(field)
    for (let c = firstCandidate(field); c < end; c += 16) if (load<u32>(c) == slot) return true
  }
  return false
}
