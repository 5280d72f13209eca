// What frames are added up in: a slot for each rollup, of doubles.
import { lowestBucket } from './buckets'
import { reserve } from './memory'

/** Adds the statuses of a slot to its rollup. */
// @ts-ignore: decorator
@external('host', 'emptyStatuses')
declare function emptyStatuses(slot: i32): void

const buckets: i32 = 2048
const mostStatuses: i32 = 64

// Doubles of a slot: figures, three times what is known of durations, pairs of a status and how often.
export const requests: i32 = 0
export const statusUnknown: i32 = 1
export const cacheHits: i32 = 2
export const cacheMisses: i32 = 3
export const cacheOther: i32 = 4
export const statusCount: i32 = 5
const durations: i32 = 8
const durationsWidth: i32 = 10
export const statuses: i32 = 40
const slotDoubles: i32 = statuses + 2 * mostStatuses

// Of what is known of durations.
export const values: i32 = 0
export const zeros: i32 = 1
export const least: i32 = 2
export const greatest: i32 = 3
export const seconds: i32 = 4
export const nanoseconds: i32 = 5
export const low: i32 = 6
export const high: i32 = 7
/** Address of the counts of a sketch, from the lowest bucket on; 0 where there is none yet. */
const counts: i32 = 8

let held: i32 = 0
let base: usize = 0
let sketches: usize = 0
let sketchesTaken: usize = 0

/** So many slots that are empty. @returns the address of the first; of more than were asked for before, another one */
export function slots(count: i32): usize {
  if (count <= held) return base
  held = count
  // Sketches lie together, and apart from the rest: the system hands out memory by 2 MiB, each of them to be zeroed.
  const bytes = <usize>(count * slotDoubles) << 3
  base = reserve(bytes + (<usize>(3 * count * buckets) << 3))
  sketches = base + bytes
  return base
}

export function slotWidth(): usize {
  return <usize>slotDoubles * 8
}

// @ts-ignore: decorator
@inline
export function slotAt(slot: i32): usize {
  return base + <usize>slot * <usize>slotDoubles * 8
}

// @ts-ignore: decorator
@inline
export function durationsAt(slot: usize, state: i32): usize {
  return slot + (<usize>(durations + state * durationsWidth) << 3)
}

/** Address of the counts of a sketch, from the lowest bucket on. */
export function countsOf(known: usize): usize {
  let at = <usize>field(known, counts)
  if (at == 0) {
    at = sketches + sketchesTaken * (<usize>buckets << 3)
    sketchesTaken++
    setField(known, counts, <f64>at)
  }
  return at
}

// @ts-ignore: decorator
@inline
export function field(at: usize, index: i32): f64 {
  return load<f64>(at + (<usize>index << 3))
}

// @ts-ignore: decorator
@inline
export function setField(at: usize, index: i32, value: f64): void {
  store<f64>(at + (<usize>index << 3), value)
}

// @ts-ignore: decorator
@inline
export function addField(at: usize, index: i32, value: f64): void {
  setField(at, index, field(at, index) + value)
}

/** Makes an empty slot ready. */
export function takeSlot(slot: i32): void {
  const at = slotAt(slot)
  for (let state = 0; state < 3; state++) {
    const known = durationsAt(at, state)
    setField(known, least, Infinity)
    setField(known, greatest, -Infinity)
    setField(known, low, buckets)
    setField(known, high, -1)
  }
}

/** Empties so many slots, as they are before the first use. */
export function clearSlots(count: i32): void {
  for (let slot = 0; slot < count; slot++) clearSlot(slot)
  sketchesTaken = 0
}

function clearSlot(slot: i32): void {
  const at = slotAt(slot)
  for (let state = 0; state < 3; state++) {
    const known = durationsAt(at, state)
    const first = <i32>field(known, low)
    const last = <i32>field(known, high)
    if (last >= first)
      memory.fill(countsOf(known) + (<usize>first << 3), 0, <usize>(last - first + 1) << 3)
  }
  memory.fill(at, 0, <usize>(statuses + 2 * <i32>field(at, statusCount)) << 3)
}

/** Most slots have one to five codes. */
export function addStatus(slot: i32, code: f64, count: f64): void {
  const at = slotAt(slot)
  const codes = <i32>field(at, statusCount)
  for (let i = 0; i < codes; i++) {
    if (field(at, statuses + 2 * i) != code) continue
    addField(at, statuses + 2 * i + 1, count)
    return
  }
  if (codes == mostStatuses) {
    spill(slot)
    return addStatus(slot, code, count)
  }
  setField(at, statuses + 2 * codes, code)
  setField(at, statuses + 2 * codes + 1, count)
  setField(at, statusCount, codes + 1)
}

/** Moves the statuses of a slot to where they belong. */
function spill(slot: i32): void {
  emptyStatuses(slot)
  setField(slotAt(slot), statusCount, 0)
}

/** Takes note of `count` values in the buckets from … to. */
// @ts-ignore: decorator
@inline
export function widen(known: usize, from: i32, to: i32): void {
  if (from < field(known, low)) setField(known, low, from)
  if (to > field(known, high)) setField(known, high, to)
}

/** One duration, as the model's Distribution adds it. */
export function addDuration(slot: usize, state: i32, duration: f64): void {
  const known = durationsAt(slot, state)
  addField(known, values, 1)
  if (duration < field(known, least)) setField(known, least, duration)
  if (duration > field(known, greatest)) setField(known, greatest, duration)
  if (duration < long) addNanoseconds(known, floor<f64>(duration * 1e9 + 0.5))
  else {
    const most = duration < longest ? duration : longest
    const whole = floor<f64>(most)
    addField(known, seconds, whole)
    addNanoseconds(known, floor<f64>((most - whole) * 1e9 + 0.5))
  }
  if (!(duration > 0)) {
    addField(known, zeros, 1)
    return
  }
  const bucket = lowestBucket(duration)
  widen(known, bucket, bucket)
  const at = countsOf(known) + (<usize>bucket << 3)
  store<f64>(at, load<f64>(at) + 1)
}

/** From here on a duration does not fit beside others in 53 bits of nanoseconds. */
const long: f64 = 4e6
const longest: f64 = 4294967296
const carryAt: f64 = 4503599627370496

export function addNanoseconds(known: usize, count: f64): void {
  let sum = field(known, nanoseconds) + count
  if (sum >= carryAt) {
    const whole = floor<f64>(sum / 1e9)
    addField(known, seconds, whole)
    sum -= whole * 1e9
  }
  setField(known, nanoseconds, sum)
}
