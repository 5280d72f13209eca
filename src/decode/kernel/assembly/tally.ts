// Rows counted where they were read: a request that nobody has to see becomes a few numbers in a few tables.
//
// A combination, 32 bytes: what rows that are counted together have in common
//   0 i32 method  4 i32 endpoint  8 i32 route  12 u16 status  14 i8 cache state
//  16 i32 error message
//  20 u32 lane    address; `refusedLane` = its rows stay rows; 0 = the place is free
//  24 u32 count
//  28 u32 where such a row is counted in a moment
// A moment, `momentSize` bytes: all rows of a stretch of time, whatever their combination. A lane (`lanes.ts`), and behind it
//     u32 × 24 rows by class of status (0 = unknown) × 4 + cache state & 3
import {
  cacheColumn, comboHashSize, comboList, comboTable, durationColumn, endpointColumn, errorColumn, laneList, laneSize, laneTable, maxCombos, maxMoments,
  maxSeconds, methodColumn, momentSize, momentTable, routeColumn, secondTable, statusColumn, timestampColumn,
} from './layout'
import { beginKeeping, keep, keepCounted } from './kept'
import { bucketOf, clearLane, isMeasurable, longest, open, shortest, take, takeOdd } from './lanes'
import { addCombo, addLane, addTimes, fits } from './sums'

/** The number of the lane for rows with these words; −1 = they stay rows. */
// @ts-ignore: decorator
@external('host', 'laneOf')
declare function laneOf(method: i32, endpoint: i32, route: i32, cache: i32): i32

const refusedLane: u32 = 1

/** Why `tally` came back: everything is counted; the row at `tallied` lies in another cell; a table is full. */
const counted: i32 = 0
const otherCell: i32 = 1
const cellFull: i32 = 2
const combosFull: i32 = 3

/** More would not fit into a lane's counts. */
const mostRows: u32 = 65535

/** Rows looked at. */
export let tallied: u32 = 0

export let combos: u32 = 0
export let touchedCombos: u32 = 0
export let touchedLanes: u32 = 0
export let seconds: u32 = 0
/** Of the rows in the cell. */
export let cellRows: u32 = 0
/** Rows that came after their cell. */
export let late: u32 = 0
export let oldest: f64 = Infinity
export let newest: f64 = -Infinity

let cellFrom: f64 = 0
let cellTo: f64 = 0
let rowsFrom: f64 = Infinity
let slowFrom: f64 = 0
let patience: u32 = 0
let beyond: u32 = 0

/**
 * Rows with from ≤ time < to are counted, unless they took `slow` seconds or are as new as `latest`. After more
 * than `early` rows behind its end, the next cell has to begin.
 */
export function setCell(from: f64, to: f64, slow: f64, latest: f64, early: u32): void {
  if (from != cellFrom || to != cellTo) beyond = 0
  patience = early
  cellFrom = from
  cellTo = to
  slowFrom = slow
  rowsFrom = latest
}

/** Moments up to the last one that has rows. */
export let moments: u32 = 0
let momentsFrom: f64 = 0
let momentStep: f64 = 1

/** What the moments of the cell are: whole seconds each, the first from `from` on. No row may be counted yet. */
export function setMoments(from: f64, step: f64): void {
  momentsFrom = from
  momentStep = step
}

/** Rows that nobody sees, since they were handed over last. */
export let unseen: u32 = 0
export let newestUnseen: f64 = -Infinity

export function clearUnseen(): void {
  unseen = 0
  newestUnseen = -Infinity
}

let unseenBefore: f64 = -Infinity
let unseenAfter: f64 = Infinity

export function setUnseen(before: f64, after: f64): void {
  unseenBefore = before
  unseenAfter = after
}

/** Adds what was counted to the sums. @returns 0: there was no room for it, nothing was added */
export function addUp(): i32 {
  if (!fits(<f64>cellRows, laneList, touchedLanes)) return 0
  addTimes(<f64>cellRows, oldest, newest)
  for (let i: u32 = 0; i < touchedCombos; i++) addCombo(<usize>load<u32>(comboList + (i << 2)))
  for (let i: u32 = 0; i < touchedLanes; i++) addLane(<usize>load<u32>(laneList + (i << 2)))
  return 1
}

/** Forgets what was counted; combinations and lanes stay known. */
export function clearCell(): void {
  for (let i: u32 = 0; i < touchedCombos; i++) store<u32>(<usize>load<u32>(comboList + (i << 2)), 0, 24)
  for (let i: u32 = 0; i < touchedLanes; i++) clearLane(<usize>load<u32>(laneList + (i << 2)))
  for (let i: u32 = 0; i < moments; i++) {
    const moment = momentTable + i * momentSize
    clearLane(moment)
    memory.fill(moment + laneSize, 0, momentSize - laneSize)
  }
  touchedCombos = touchedLanes = moments = seconds = cellRows = 0
  oldest = Infinity
  newest = -Infinity
}

/** Nothing may be counted in them. */
export function clearCombos(): void {
  memory.fill(comboTable, 0, comboHashSize << 5)
  combos = 0
}

export function beginTally(): void {
  tallied = 0
  beginKeeping()
}

/** Counts rows `tallied` … `end` − 1, or some of them. @returns why it stopped */
export function tally(end: u32): i32 {
  let row = tallied
  let code = counted
  let from = seconds == 0 ? Infinity : load<f64>(secondTable + ((seconds - 1) << 4))
  let moment: usize = seconds == 0 ? 0 : momentOf(from)
  // Between these, a row is counted without another look.
  const safeFrom = max(cellFrom, unseenBefore)
  const safeTo = min(min(cellTo, rowsFrom), unseenAfter)
  const longestUsual = min(slowFrom, longest)
  for (; row < end; row++) {
    if (combos == maxCombos) {
      code = combosFull
      break
    }
    if (cellRows == mostRows || seconds == maxSeconds) {
      code = cellFull
      break
    }
    const time = load<f64>(timestampColumn + (row << 3))
    if ((u32(time >= safeFrom) & u32(time < safeTo)) == 0) {
      const what = beside(row, time)
      if (what == leave) {
        code = otherCell
        break
      }
      if (what == done) continue
    }
    const entry = combo(row)
    const duration = load<f64>(durationColumn + (row << 3))
    const lane = <usize>load<u32>(entry, 20)
    const isUsual = (u32(duration > shortest) & u32(duration < longestUsual)) != 0
    if (lane == refusedLane || (!isUsual && !isMeasurable(duration))) {
      keep(row)
      continue
    }
    if (!(time >= from && time < from + 1)) {
      from = Math.floor(time)
      moment = momentOf(from)
      store<f64>(secondTable + (seconds << 4), from)
      store<u32>(secondTable + (seconds << 4), 0, 8)
      seconds++
    }
    const second = secondTable + ((seconds - 1) << 4)
    store<u32>(second, load<u32>(second, 8) + 1, 8)
    if (load<u32>(lane, 24) == 0) {
      store<u32>(laneList + (touchedLanes++ << 2), <u32>lane)
      open(lane)
    }
    if (load<u32>(moment, 24) == 0) open(moment)
    if (isUsual) {
      const bucket = bucketOf(duration)
      const nanoseconds = Math.floor(duration * 1e9 + 0.5)
      take(lane, duration, nanoseconds, bucket)
      take(moment, duration, nanoseconds, bucket)
    } else {
      takeOdd(lane, duration)
      takeOdd(moment, duration)
    }
    const such = moment + load<u32>(entry, 28)
    store<u32>(such, load<u32>(such) + 1)
    const count = load<u32>(entry, 24)
    if (count == 0) store<u32>(comboList + (touchedCombos++ << 2), <u32>entry)
    store<u32>(entry, count + 1, 24)
    cellRows++
    if (time < oldest) oldest = time
    if (time > newest) newest = time
    if (duration >= slowFrom) keepCounted(row)
  }
  tallied = row
  return code
}

/** What `beside` did: nothing, the row is to be counted; all there is to do; the next cell has to begin. */
const nothing: i32 = 0
const done: i32 = 1
const leave: i32 = 2

/** A row before or behind the cell, or not to be counted for its time. */
function beside(row: u32, time: f64): i32 {
  if (time < unseenBefore || time > unseenAfter) {
    unseen++
    newestUnseen = max(newestUnseen, time)
    return done
  }
  combo(row)
  if (time >= cellTo && time < rowsFrom && ++beyond > patience) return leave
  if (time < cellFrom) late++
  if (time >= cellFrom && time < cellTo && time < rowsFrom) return nothing
  keep(row)
  return done
}

/** The moment that this whole second lies in, from now on one of those with rows. */
function momentOf(second: f64): usize {
  const number = <u32>((second - momentsFrom) / momentStep)
  const moment = momentTable + <usize>min(number, maxMoments - 1) * momentSize
  moments = max(moments, number + 1)
  return moment
}

/** The entry of a row's combination. */
// @ts-ignore: decorator
@inline
function combo(row: u32): usize {
  const method = load<u32>(methodColumn + (row << 2))
  const endpoint = load<u32>(endpointColumn + (row << 2))
  const route = load<u32>(routeColumn + (row << 2))
  const answer = <u32>load<u16>(statusColumn + (row << 1)) | (<u32>load<u8>(cacheColumn + row) << 16)
  const error = load<u32>(errorColumn + (row << 2))
  const low = <u64>method | (<u64>endpoint << 32)
  const high = <u64>route | (<u64>answer << 32)
  let hash = (low * 0x9e3779b97f4a7c15) ^ (high * 0xc2b2ae3d27d4eb4f)
  hash = (hash ^ (hash >> 32) ^ error) * 0xbf58476d1ce4e5b9
  let at = <u32>(hash >> 40) & (comboHashSize - 1)
  while (true) {
    const entry = comboTable + (at << 5)
    if (load<u32>(entry, 20) == 0) return enter(entry, low, high, error)
    if (load<u64>(entry) == low && load<u64>(entry, 8) == high && load<u32>(entry, 16) == error) return entry
    at = (at + 1) & (comboHashSize - 1)
  }
}

function enter(entry: usize, low: u64, high: u64, error: u32): usize {
  const lane = laneOf(<i32>low, <i32>(low >> 32), <i32>high, <i32><i8>(high >> 48))
  store<u64>(entry, low)
  store<u64>(entry, high, 8)
  store<u32>(entry, error, 16)
  store<u32>(entry, lane < 0 ? refusedLane : <u32>laneTable + <u32>lane * laneSize, 20)
  store<u32>(entry, 0, 24)
  store<u32>(entry, countOf(<u32>(high >> 32)), 28)
  combos++
  return entry
}

/** Where in a moment rows with this status (16 bits) and cache state are counted. */
function countOf(answer: u32): u32 {
  const status = answer & 0xffff
  const group: u32 = status == 0 ? 0 : min(max(status / 100, 1), 5)
  return laneSize + ((group << 2) + ((answer >> 16) & 3) << 2)
}
