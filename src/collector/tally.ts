import { Cache, Distribution, type Rollup, type TalliedDurations, type Tally } from '../model/index.ts'
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

/** The same for the cells of charts. @param ofAll of all series together */
export function addTallyToCells(
  { counts, durations, buckets }: Tally,
  ofAll: ChartCell,
  cellOf: (series: number) => ChartCell,
): void {
  for (let i = 0; i < counts.length; i += 4) {
    const [cache, status, requests] = [counts[i + 1]!, counts[i + 2]!, counts[i + 3]!]
    addRequests(ofAll, cache, status, requests)
    addRequests(cellOf(counts[i]!), cache, status, requests)
  }
  for (const each of durations) {
    addDurations((ofAll.durations ??= new Distribution()), each, buckets)
    addDurations((cellOf(each.series).durations ??= new Distribution()), each, buckets)
  }
}

function addRequests(cell: ChartCell, cache: number, status: number, requests: number): void {
  cell.requests += requests
  if (cache === Cache.hit) cell.cacheHits += requests
  else if (cache === Cache.miss) cell.cacheMisses += requests
  cell.addStatus(status, requests)
}

function addDurations(
  distribution: Distribution,
  { min, max, nanoseconds, zeros, others, bucket, start, end }: TalliedDurations,
  buckets: Uint16Array,
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
  counts: Uint16Array,
  start: number,
  end: number,
  shift: number,
): void {
  for (let i = start; i < end; i++) into[i + shift]! += counts[i]!
}
