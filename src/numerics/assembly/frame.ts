// Frames as the model writes them: see src/model/frame.ts, which says what the bytes mean.
import { byte, double, endsTooEarly, fail, fault, integer, left, moveTo, open, position } from './bytes'
import { allocate, release } from './memory'
import { readSketch } from './sketch'
import {
  addDuration,
  addField,
  addNanoseconds,
  addStatus,
  cacheHits,
  cacheMisses,
  cacheOther,
  durationsAt,
  field,
  greatest,
  least,
  requests,
  seconds,
  setField,
  slotAt,
  statusUnknown,
  values,
} from './slots'

const otherLength: i32 = -4
const goesOn: i32 = -5

/** What of a rollup is there. */
const messages: u32 = 8
const clients: u32 = 16
const cacheCounts: u32 = 32

/** The slot of a cell by its number; -1: not wanted. */
// @ts-ignore: decorator
@external('host', 'slotOf')
declare function slotOf(number: f64): i32

/**
 * Takes messages or clients of the cell that was asked for last: so many doubles at an address. What is not listed was
 * counted at most so often (the first); then for each, the number of its text, how often, how often too much.
 */
// @ts-ignore: decorator
@external('host', 'takeTexts')
declare function takeTexts(clients: bool, address: usize, count: i32): void

/**
 * Adds so many cells, which take all of from … end, to slots.
 * @returns 0, or what is wrong with the bytes
 */
export function addCells(from: usize, end: usize, cells: f64, figuresOnly: bool): i32 {
  open(from, end)
  let number: f64 = 0
  for (let cell: f64 = 0; cell < cells; cell++) {
    number += <f64>integer()
    const length = integer()
    if (fault != 0) return fault
    if (length > left()) fail(otherLength)
    const behind = position + <usize>length
    const slot = fault == 0 ? slotOf(number) : -1
    if (slot >= 0) {
      const flags = readFigures(slot)
      if (fault != 0) return fault
      if (figuresOnly) moveTo(behind)
      else {
        if (flags & messages) readTop(false)
        if (flags & clients) readTop(true)
      }
      if (position != behind) fail(otherLength)
    } else moveTo(behind)
    if (fault != 0) return fault
  }
  return left() == 0 ? 0 : goesOn
}

function readTop(ofClients: bool): void {
  const floor = <f64>integer()
  const entries = integer()
  // Each takes three bytes at least.
  if (entries > <u64>left()) fail(endsTooEarly)
  if (fault != 0) return
  const count = 1 + 3 * <i32>entries
  const at = allocate(<usize>count << 3)
  store<f64>(at, floor)
  for (let i = 1; i < count; i++) store<f64>(at + (<usize>i << 3), <f64>integer())
  if (fault == 0) takeTexts(ofClients, at, count)
  release(at)
}

/** All but messages and clients, whose flags it returns. */
function readFigures(number: i32): u32 {
  const slot = slotAt(number)
  const flags = byte()
  readStatuses(number)
  if (flags & cacheCounts) {
    addField(slot, cacheHits, <f64>integer())
    addField(slot, cacheMisses, <f64>integer())
    addField(slot, cacheOther, <f64>integer())
  }
  for (let state = 0; state < 3 && fault == 0; state++) {
    if (!(flags & (1 << state))) continue
    const before = field(durationsAt(slot, state), values)
    readDurations(slot, state)
    const count = field(durationsAt(slot, state), values) - before
    if (state == 0) addField(slot, cacheHits, count)
    else if (state == 1) addField(slot, cacheMisses, count)
  }
  return flags
}

function readStatuses(number: i32): void {
  const slot = slotAt(number)
  let sum = <f64>integer()
  addField(slot, statusUnknown, sum)
  for (let rest = integer(); rest > 0 && fault == 0; rest--) {
    const code = <f64>integer()
    const count = <f64>integer()
    addStatus(number, code >= 1000 ? code - 1000 : code + 200, count)
    sum += count
  }
  addField(slot, requests, sum)
}

const single: u32 = 16
const wholeMicroseconds: u32 = 32

function readDurations(slot: usize, state: i32): void {
  const flags = byte()
  const shortest = readSeconds(flags & 3)
  if (fault != 0) return
  if (flags & single) return addDuration(slot, state, shortest)
  const longest = readSeconds((flags >> 2) & 3)
  const whole = <f64>integer()
  const fraction = <f64>integer()
  readSketch(slot, state)
  if (fault != 0) return
  const known = durationsAt(slot, state)
  if (shortest < field(known, least)) setField(known, least, shortest)
  if (longest > field(known, greatest)) setField(known, greatest, longest)
  addField(known, seconds, whole)
  addNanoseconds(known, flags & wholeMicroseconds ? fraction * 1000 : fraction)
}

/** In milli-, micro- or nanoseconds, or as a double. */
function readSeconds(unit: u32): f64 {
  if (unit == 3) return double()
  const count = <f64>integer()
  return count / (unit == 0 ? 1e3 : unit == 1 ? 1e6 : 1e9)
}
