import { Distribution, nanosecondsOf, noBucket, type Rollup, zeroBucket } from '../model/index.ts'
import type { ChartCell } from './chart-cell.ts'
import type { Rows } from './rows.ts'
import type { Shared } from './shared.ts'

/** Durations from here on are added to sums one by one: 65,536 shorter ones stay below 2^53 ns together. */
const long = 100
export const longestRun = 65_536

/**
 * Figures of some rows that go into the same cells: read once, then added to each cell in a few steps.
 * Reused from run to run.
 */
export class Run {
  requests = 0
  /** Status codes of the run, 0 = unknown among them, and how often by code. */
  readonly codes: number[] = []
  readonly codeCounts: Uint32Array = new Uint32Array(65_536)
  #values = 0
  #zeros = 0
  #lowest = 0
  #highest = 0
  #min = 0
  #max = 0
  #nanoseconds = 0
  #buckets: Int16Array = new Int16Array(longestRun)
  readonly #longs: number[] = []

  /** Rows `order[start]` … `order[end − 1]`, at most `longestRun`. */
  read(rows: Rows, order: Int32Array, start: number, end: number): void {
    this.requests = end - start
    this.#readCodes(rows, order, start, end)
    this.#readDurations(rows, order, start, end)
  }

  /** @param cache of all rows of the run */
  addToRollup(rollup: Rollup, cache: number): void {
    rollup.addRequests(this.requests, cache)
    for (const code of this.codes) rollup.addStatus(code, this.codeCounts[code]!)
    if (this.#hasDurations) this.#addDurationsTo(rollup.durationsOf(cache))
  }

  addToCell(cell: ChartCell, cache: number): void {
    cell.addRequests(this.requests, cache)
    for (const code of this.codes) cell.addStatus(code, this.codeCounts[code]!)
    if (this.#hasDurations) this.#addDurationsTo((cell.durations ??= new Distribution()))
  }

  get #hasDurations(): boolean {
    return this.#values + this.#zeros > 0
  }

  #addDurationsTo(distribution: Distribution): void {
    distribution.addFigures(this.#min, this.#max, this.#nanoseconds)
    for (const seconds of this.#longs) distribution.addToSum(seconds)
    const { sketch } = distribution
    sketch.addZeros(this.#zeros)
    if (this.#values === 0) return
    sketch.open(this.#lowest, this.#highest, this.#values)
    count(sketch.counts, sketch.base, this.#buckets, this.#values)
  }

  #readCodes({ status }: Rows, order: Int32Array, start: number, end: number): void {
    const { codes, codeCounts } = this
    for (const code of codes) codeCounts[code] = 0
    codes.length = 0
    for (let p = start; p < end; p++) {
      const code = status[order[p]!]!
      if (codeCounts[code]!++ === 0) codes.push(code)
    }
  }

  #readDurations({ duration, bucket }: Rows, order: Int32Array, start: number, end: number): void {
    const buckets = this.#buckets
    let values = 0
    let zeros = 0
    let lowest = 32767
    let highest = -32768
    let min = Number.POSITIVE_INFINITY
    let max = Number.NEGATIVE_INFINITY
    let nanoseconds = 0
    this.#longs.length = 0
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
      buckets[values++] = b
    }
    this.#values = values
    this.#zeros = zeros
    this.#lowest = lowest
    this.#highest = highest
    this.#min = min
    this.#max = max
    this.#nanoseconds = nanoseconds
  }
}

function count(counts: Uint32Array | Float64Array, base: number, buckets: Int16Array, values: number): void {
  for (let i = 0; i < values; i++) counts[buckets[i]! - base]!++
}

/** Messages and clients of rows that go into one rollup. */
export function addTexts(
  rollup: Rollup,
  { message, client }: Rows,
  order: Int32Array,
  start: number,
  end: number,
  { messages, clients }: Pick<Shared, 'messages' | 'clients'>,
): void {
  for (let p = start; p < end; p++) {
    const row = order[p]!
    if (message[row]! >= 0) rollup.addErrorKey(messages.texts[message[row]!]!)
    if (client !== null && client[row]! >= 0) rollup.addClient(clients!.texts[client[row]!]!)
  }
}
