// What was counted in one cell after the other (`tally.ts`), together: what is not wanted by time is read once.
import { comboSums, comboTable, laneSize, laneTable, sumSize, sumTable, summedComboList, summedLaneList } from './layout'
import { open } from './lanes'

/** Beyond, sums of nanoseconds would no longer be exact. */
const mostNanoseconds: f64 = 9007199254740992
/** What a signed number of 32 bits counts. */
const mostRows: f64 = 2147483647

export let summedRows: f64 = 0
export let summedCombos: u32 = 0
export let summedLanes: u32 = 0
export let oldestSummed: f64 = Infinity
export let newestSummed: f64 = -Infinity
let nanoseconds: f64 = 0

/** Whether so much more still fits. */
export function fits(rows: f64, lanes: usize, count: u32): bool {
  let sum = nanoseconds
  for (let i: u32 = 0; i < count; i++) sum += load<f64>(<usize>load<u32>(lanes + (i << 2)))
  return sum <= mostNanoseconds && summedRows + rows <= mostRows
}

export function addTimes(rows: f64, oldest: f64, newest: f64): void {
  summedRows += rows
  oldestSummed = min(oldestSummed, oldest)
  newestSummed = max(newestSummed, newest)
}

export function addCombo(entry: usize): void {
  const sum = comboSums + ((entry - comboTable) >> 3)
  const before = load<u32>(sum)
  if (before == 0) store<u32>(summedComboList + (summedCombos++ << 2), <u32>entry)
  store<u32>(sum, before + load<u32>(entry, 24))
}

export function addLane(lane: usize): void {
  const sum = sumOf(lane)
  if (load<u32>(sum, 24) == 0) {
    store<u32>(summedLaneList + (summedLanes++ << 2), <u32>sum)
    open(sum)
  }
  nanoseconds += load<f64>(lane)
  store<f64>(sum, load<f64>(sum) + load<f64>(lane))
  store<f64>(sum, min(load<f64>(sum, 8), load<f64>(lane, 8)), 8)
  store<f64>(sum, max(load<f64>(sum, 16), load<f64>(lane, 16)), 16)
  store<u32>(sum, load<u32>(sum, 24) + load<u32>(lane, 24), 24)
  store<u32>(sum, load<u32>(sum, 28) + load<u32>(lane, 28), 28)
  const first = load<u32>(lane, 32)
  const last = load<u32>(lane, 36)
  if (first > last) return
  store<u32>(sum, min(load<u32>(sum, 32), first), 32)
  store<u32>(sum, max(load<u32>(sum, 36), last), 36)
  store<u32>(sum, load<u32>(sum, 40) + load<u32>(lane, 40), 40)
  let from = lane + 64 + (<usize>first << 1)
  let into = sum + 64 + (<usize>first << 2)
  for (let place = first; place <= last; place++) {
    store<u32>(into, load<u32>(into) + <u32>load<u16>(from))
    from += 2
    into += 4
  }
}

/** The lane's own. */
function sumOf(lane: usize): usize {
  return sumTable + ((lane - laneTable) / laneSize) * sumSize
}

/** Forgets them. */
export function clearSums(): void {
  for (let i: u32 = 0; i < summedCombos; i++) {
    const entry = <usize>load<u32>(summedComboList + (i << 2))
    store<u32>(comboSums + ((entry - comboTable) >> 3), 0)
  }
  for (let i: u32 = 0; i < summedLanes; i++)
    memory.fill(<usize>load<u32>(summedLaneList + (i << 2)), 0, sumSize)
  summedCombos = summedLanes = 0
  summedRows = nanoseconds = 0
  oldestSummed = Infinity
  newestSummed = -Infinity
}
