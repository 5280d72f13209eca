import {
  baseOf,
  Cache,
  Distribution,
  type Rollup,
  sizeOf,
  type TalliedCell,
  type TalliedDurations,
  type TalliedMoment,
  type Tally,
} from '../model/index.ts'
import type { ChartCell } from './chart-cell.ts'

/** Adds what was counted to the rollups of its series. */
export function addTallyToRollups(
  { counts, durations, buckets }: Tally,
  rollupOf: (series: number) => Rollup,
): void {
  for (let i = 0; i < counts.length; i += 4) {
    const rollup = rollupOf(counts[i]!)
    rollup.addRequests(counts[i + 3]!, counts[i + 1]!)
    rollup.addStatus(counts[i + 2]!, counts[i + 3]!)
  }
  for (const each of durations) addDurations(rollupOf(each.series).durationsOf(each.cache), each, buckets)
}

/** The same for the cells of endpoints' charts. */
export function addTallyToCells(
  { counts, durations, buckets }: TalliedCell,
  cellOf: (series: number) => ChartCell,
): void {
  for (let i = 0; i < counts.length; i += 4)
    addRequests(cellOf(counts[i]!), counts[i + 1]!, counts[i + 2]!, counts[i + 3]!)
  const room = new Room(durations)
  for (const each of durations) {
    const cell = cellOf(each.series)
    cell.durations ??= room.distribution(each)
    addDurations(cell.durations, each, buckets)
  }
}

/** Memory for the counts of many new distributions: one array for each is a quarter of what counting them takes. */
class Room {
  readonly #counts: Uint32Array
  #taken = 0

  constructor(durations: readonly TalliedDurations[]) {
    let size = 0
    for (const { bucket, start, end } of durations)
      if (end > start) size += sizeOf(baseOf(bucket), bucket + end - start - 1)
    this.#counts = new Uint32Array(size)
  }

  distribution({ bucket, start, end }: TalliedDurations): Distribution {
    const distribution = new Distribution()
    if (end === start) return distribution
    const base = baseOf(bucket)
    const from = this.#taken
    this.#taken += sizeOf(base, bucket + end - start - 1)
    distribution.sketch.settle(base, this.#counts.subarray(from, this.#taken))
    return distribution
  }
}

/** A part of a tally, to the cell of the chart of all that it lies in. */
export function addMomentToCell(moment: TalliedMoment, buckets: Uint16Array, cell: ChartCell): void {
  const { requests } = moment
  for (let i = 0; i < requests.length; i++)
    if (requests[i]! > 0) addRequests(cell, cacheStates[i & 3]!, statusOfClass[i >> 2]!, requests[i]!)
  if (moment.zeros + moment.others > 0) addDurations((cell.durations ??= new Distribution()), moment, buckets)
}

/** By the lowest two bits of its number. */
const cacheStates = [Cache.miss, Cache.hit, Cache.notALookup, Cache.unknown]
const statusOfClass = [0, 100, 200, 300, 400, 500]

function addRequests(cell: ChartCell, cache: number, status: number, requests: number): void {
  cell.requests += requests
  if (cache === Cache.hit) cell.cacheHits += requests
  else if (cache === Cache.miss) cell.cacheMisses += requests
  cell.addStatus(status, requests)
}

function addDurations(
  distribution: Distribution,
  { min, max, nanoseconds, zeros, others, bucket, start, end }: TalliedDurations,
  buckets: Uint16Array | Uint32Array,
): void {
  distribution.addFigures(min, max, nanoseconds)
  const { sketch } = distribution
  if (zeros > 0) sketch.addZeros(zeros)
  if (others === 0) return
  sketch.open(bucket, bucket + end - start - 1, others)
  addCounts(sketch.counts, buckets, start, end, bucket - sketch.base - start)
}

function addCounts(
  into: Uint32Array | Float64Array,
  counts: Uint16Array | Uint32Array,
  start: number,
  end: number,
  shift: number,
): void {
  for (let i = start; i < end; i++) into[i + shift]! += counts[i]!
}
