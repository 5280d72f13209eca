import { Cache, Distribution, nanosecondsOf, noBucket, type Rollup, zeroBucket } from '../model/index.ts'
import type { ChartCell } from './chart-cell.ts'
import type { Rows } from './rows.ts'

/** Durations from here on are added to sums one by one: 65,536 shorter ones stay below 2^53 ns together. */
const long = 100

/** Rows that figures are made of at most. */
export const mostRows = 65_536

/** Sketch buckets among which requests are counted once for all cells: from 1 µs to an hour there are 1,024. */
const mostWidth = 1024

/** Sketch buckets of the rows read since `begin`, which figures point into. */
const buckets: Int16Array = new Int16Array(mostRows)
let bucketsUsed = 0

/**
 * Figures of rows that go into the same cells: read once, then added to each cell in a few steps. Those of
 * several runs that stand together can be put together for a wider cell, without reading the rows again.
 */
export class Figures {
  requests = 0
  #hits = 0
  #misses = 0
  #others = 0
  /** Status codes, 0 = unknown among them, and how often by code. */
  readonly #codes: number[] = []
  readonly #codeCounts = new Uint32Array(65_536)
  /** Where their buckets stand. */
  #first = 0
  #end = 0
  #zeros = 0
  #lowest = 0
  #highest = 0
  #min = 0
  #max = 0
  #nanoseconds = 0
  readonly #longs: number[] = []
  /** Requests by bucket from the lowest on, as far as that was worth it. */
  #counted: Uint32Array | null = null
  #countedEnd = -1

  /** Forgets the buckets of everything read before. */
  static begin(): void {
    bucketsUsed = 0
  }

  /** No rows, ahead of those that are read next. */
  clear(): void {
    this.requests = this.#hits = this.#misses = this.#others = 0
    for (const code of this.#codes) this.#codeCounts[code] = 0
    this.#codes.length = 0
    this.#longs.length = 0
    this.#first = this.#end = bucketsUsed
    this.#countedEnd = -1
    this.#zeros = this.#nanoseconds = 0
    this.#lowest = 32767
    this.#highest = -32768
    this.#min = Number.POSITIVE_INFINITY
    this.#max = Number.NEGATIVE_INFINITY
  }

  /** Reads rows `order[start]` … `order[end − 1]`, all of one cache state. */
  read(rows: Rows, order: Int32Array, start: number, end: number, cache: number): void {
    this.clear()
    this.requests = end - start
    if (cache === Cache.hit) this.#hits = this.requests
    else if (cache === Cache.miss) this.#misses = this.requests
    else if (cache === Cache.notALookup) this.#others = this.requests
    this.#readCodes(rows.status, order, start, end)
    this.#readDurations(rows, order, start, end)
  }

  /** Adds the figures of rows that were read just after these. */
  append(next: Figures): void {
    this.#countedEnd = -1
    this.requests += next.requests
    this.#hits += next.#hits
    this.#misses += next.#misses
    this.#others += next.#others
    for (const code of next.#codes) this.#addCode(code, next.#codeCounts[code]!)
    this.#end = next.#end
    this.#zeros += next.#zeros
    if (next.#lowest < this.#lowest) this.#lowest = next.#lowest
    if (next.#highest > this.#highest) this.#highest = next.#highest
    if (next.#min < this.#min) this.#min = next.#min
    if (next.#max > this.#max) this.#max = next.#max
    this.#nanoseconds += next.#nanoseconds
    for (const seconds of next.#longs) this.#longs.push(seconds)
  }

  /** @param cache of all rows */
  addToRollup(rollup: Rollup, cache: number): void {
    rollup.addRequests(this.requests, cache)
    for (const code of this.#codes) rollup.addStatus(code, this.#codeCounts[code]!)
    if (this.#hasDurations) this.#addDurationsTo(rollup.durationsOf(cache))
  }

  addToCell(cell: ChartCell): void {
    cell.requests += this.requests
    cell.cacheHits += this.#hits
    cell.cacheMisses += this.#misses
    for (const code of this.#codes) cell.addStatus(code, this.#codeCounts[code]!)
    if (this.#hasDurations) this.#addDurationsTo((cell.durations ??= new Distribution()))
  }

  get #hasDurations(): boolean {
    return this.#end > this.#first || this.#zeros > 0
  }

  #addDurationsTo(distribution: Distribution): void {
    distribution.addFigures(this.#min, this.#max, this.#nanoseconds)
    for (const seconds of this.#longs) distribution.addToSum(seconds)
    const { sketch } = distribution
    if (this.#zeros > 0) sketch.addZeros(this.#zeros)
    const values = this.#end - this.#first
    if (values === 0) return
    const width = this.#highest - this.#lowest + 1
    if (values >= 2 * width && width <= mostWidth) {
      sketch.addCounts(this.#lowest, this.#countsOnce(width), values)
      return
    }
    sketch.open(this.#lowest, this.#highest, values)
    count(sketch.counts, sketch.base, this.#first, this.#end)
  }

  /** Of many rows in few buckets: each cell then takes a step a bucket, not a step a row. */
  #countsOnce(width: number): Uint32Array {
    this.#counted ??= new Uint32Array(mostWidth)
    const counts = this.#counted.subarray(0, width)
    if (this.#countedEnd === this.#end) return counts
    counts.fill(0)
    count(counts, this.#lowest, this.#first, this.#end)
    this.#countedEnd = this.#end
    return counts
  }

  #addCode(code: number, requests: number): void {
    const known = this.#codeCounts[code]!
    if (known === 0) this.#codes.push(code)
    this.#codeCounts[code] = known + requests
  }

  /** Most rows have the status of the row before them. */
  #readCodes(status: Uint16Array, order: Int32Array, start: number, end: number): void {
    let code = status[order[start]!]!
    let first = start
    for (let p = start + 1; p < end; p++) {
      const next = status[order[p]!]!
      if (next === code) continue
      this.#addCode(code, p - first)
      code = next
      first = p
    }
    this.#addCode(code, end - first)
  }

  #readDurations({ duration, bucket }: Rows, order: Int32Array, start: number, end: number): void {
    let used = this.#first
    let zeros = 0
    let lowest = 32767
    let highest = -32768
    let min = Number.POSITIVE_INFINITY
    let max = Number.NEGATIVE_INFINITY
    let nanoseconds = 0
    for (let p = start; p < end; p++) {
      const row = order[p]!
      const b = bucket[row]!
      if (b === noBucket) continue
      const seconds = duration[row]!
      if (seconds < min) min = seconds
      if (seconds > max) max = seconds
      if (seconds < long) nanoseconds += nanosecondsOf(seconds)
      else this.#longs.push(seconds)
      if (b === zeroBucket) {
        zeros++
        continue
      }
      if (b < lowest) lowest = b
      if (b > highest) highest = b
      buckets[used++] = b
    }
    this.#end = bucketsUsed = used
    this.#zeros = zeros
    this.#lowest = lowest
    this.#highest = highest
    this.#min = min
    this.#max = max
    this.#nanoseconds = nanoseconds
  }
}

function count(counts: Uint32Array | Float64Array, base: number, first: number, end: number): void {
  for (let i = first; i < end; i++) counts[buckets[i]! - base]!++
}
