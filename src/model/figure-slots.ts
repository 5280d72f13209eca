import { memory, numerics } from '../numerics/index.ts'
import { Cache } from './batch.ts'
import type { Rollup } from './rollup.ts'
import { bucketTables, minBucket } from './sketch.ts'

/** Doubles of a slot, as src/numerics/assembly/slots.ts has them. */
const figures = {
  requests: 0,
  statusUnknown: 1,
  cacheHits: 2,
  cacheMisses: 3,
  cacheOther: 4,
  statusCount: 5,
  durations: 8,
  statuses: 40,
} as const
const durations = {
  width: 10,
  values: 0,
  zeros: 1,
  least: 2,
  greatest: 3,
  seconds: 4,
  nanoseconds: 5,
  low: 6,
  high: 7,
  counts: 8,
}
const states = [Cache.hit, Cache.miss, Cache.unknown]

/** In doubles of the memory. */
let first = 0
let width = 0

/** Most that there may be at once: 25 MB, of which only what is used is ever touched. */
const mostSlots = 512
const fewSlots = 128

/**
 * Makes room before the first is used; nothing else may have been put into the memory.
 * @param expected more than so many are not needed
 * @returns how many there are
 */
export function prepareSlots(expected: number): number {
  const { slots, slotWidth, edges } = numerics()
  // 1 ms for all, 45 of 325 ms more with few of them for a day of 500 endpoints.
  const count = expected <= fewSlots ? fewSlots : mostSlots
  first = slots(count) / 8
  if (width === 0) {
    width = slotWidth() / 8
    memory().doubles.set(bucketTables.edges.subarray(0, 32), edges.value / 8)
  }
  return count
}

export function takeSlot(slot: number): void {
  numerics().takeSlot(slot)
}

export function clearSlots(count: number): void {
  if (count > 0) numerics().clearSlots(count)
}

/** Adds what a slot has to a rollup. */
export function moveFigures(into: Rollup, slot: number): void {
  const { doubles } = memory()
  const at = first + slot * width
  into.requests += doubles[at + figures.requests]!
  into.cacheHits += doubles[at + figures.cacheHits]!
  into.cacheMisses += doubles[at + figures.cacheMisses]!
  into.cacheOther += doubles[at + figures.cacheOther]!
  into.addStatus(0, doubles[at + figures.statusUnknown]!)
  moveStatuses(into, slot)
  for (let state = 0; state < states.length; state++) {
    const of = at + figures.durations + state * durations.width
    if (doubles[of + durations.values]! > 0) moveDurations(into, states[state]!, doubles, of)
  }
}

/** The statuses alone; they are still in the slot. */
export function moveStatuses(into: Rollup, slot: number): void {
  const { doubles } = memory()
  const at = first + slot * width
  let status = at + figures.statuses
  for (let left = doubles[at + figures.statusCount]!; left > 0; left--, status += 2)
    into.addStatus(doubles[status]!, doubles[status + 1]!)
}

function moveDurations(into: Rollup, state: number, doubles: Float64Array, of: number): void {
  const distribution = into.durationsOf(state)
  const { sketch } = distribution
  const zeros = doubles[of + durations.zeros]!
  const values = doubles[of + durations.values]! - zeros
  distribution.addFigures(
    doubles[of + durations.least]!,
    doubles[of + durations.greatest]!,
    doubles[of + durations.nanoseconds]!,
  )
  distribution.addWholeSeconds(doubles[of + durations.seconds]!)
  sketch.addZeros(zeros)
  if (values === 0) return
  const low = doubles[of + durations.low]!
  const high = doubles[of + durations.high]!
  const counts = doubles[of + durations.counts]! / 8
  sketch.addCounts(minBucket + low, doubles.subarray(counts + low, counts + high + 1), values)
}
