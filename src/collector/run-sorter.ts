import { filteredKey, type Rows } from './rows.ts'

/** In `RunSorter.key`: the row does not take part. */
export const skipped: typeof filteredKey = filteredKey

/**
 * Puts rows in order of (time bucket, series, cache state), so that those which go into the same cells stand
 * together: adding a run of rows costs a fifth of adding them one by one, wherever they come from.
 */
export class RunSorter {
  /** Row numbers in order; `count` of them. */
  order: Int32Array = new Int32Array(0)
  count = 0
  /** Rows that the filter kept out. */
  filtered = 0
  /** Of the rows in order: earliest and latest. */
  oldest = 0
  newest = 0
  /** By row: its key, or `skipped`. */
  key: Int32Array = new Int32Array(0)
  /** By row: time / step, rounded down. */
  bucket: Float64Array = new Float64Array(0)
  #ownKey: Int32Array = new Int32Array(0)
  #other: Int32Array = new Int32Array(0)
  #counts: Uint32Array = new Uint32Array(4096)

  /** Rows with from ≤ time ≤ to that passed the filter. */
  select(rows: Rows, from: number, to: number): void {
    if (this.order.length < rows.length) this.#resize(rows.length)
    const { timestamp, key, length } = rows
    let count = 0
    let filtered = 0
    let outside = 0
    let oldest = Number.POSITIVE_INFINITY
    let newest = Number.NEGATIVE_INFINITY
    for (let i = 0; i < length; i++) {
      const time = timestamp[i]!
      if (time < from || time > to) {
        outside++
        continue
      }
      if (key[i] === filteredKey) {
        filtered++
        continue
      }
      count++
      if (time < oldest) oldest = time
      if (time > newest) newest = time
    }
    this.count = count
    this.filtered = filtered
    this.oldest = oldest
    this.newest = newest
    this.key = outside === 0 ? key : this.#keysWithin(rows, from, to)
  }

  /** Orders what was selected. @param step seconds of a time bucket; 0 = time does not matter */
  sort(rows: Rows, step: number): void {
    this.#sortByKey(rows.length)
    const { bucket } = this
    if (step === 0 || Math.floor(this.oldest / step) === Math.floor(this.newest / step)) {
      bucket.fill(step === 0 ? 0 : Math.floor(this.oldest / step), 0, rows.length)
      return
    }
    this.#fillBuckets(rows, step)
    this.#sortByBucket(Math.floor(this.oldest / step), Math.floor(this.newest / step))
  }

  /** Where the run that starts at `order[start]` ends: rows of one cell, at most `longest` of them. */
  runEnd({ source }: Rows, start: number, longest: number): number {
    const { order, key, bucket } = this
    const first = order[start]!
    const last = Math.min(this.count, start + longest)
    let end = start + 1
    for (; end < last; end++) {
      const row = order[end]!
      if (key[row] !== key[first] || bucket[row] !== bucket[first] || source[row] !== source[first]) break
    }
    return end
  }

  #keysWithin({ timestamp, key, length }: Rows, from: number, to: number): Int32Array {
    const own = this.#ownKey
    for (let i = 0; i < length; i++) own[i] = timestamp[i]! < from || timestamp[i]! > to ? skipped : key[i]!
    return own
  }

  /** Counting sort; rows of one key keep their order. */
  #sortByKey(length: number): void {
    const { key, order } = this
    let last = 0
    for (let i = 0; i < length; i++) if (key[i]! > last) last = key[i]!
    const counts = this.#cleared(last + 2)
    for (let i = 0; i < length; i++) counts[key[i]! + 1]!++
    counts[0] = 0
    for (let k = 1; k <= last; k++) counts[k]! += counts[k - 1]!
    for (let i = 0; i < length; i++) {
      const k = key[i]!
      if (k !== skipped) order[counts[k]!++] = i
    }
  }

  #sortByBucket(first: number, last: number): void {
    const { bucket, order, count } = this
    const sorted = this.#other
    const counts = this.#cleared(last - first + 2)
    for (let p = 0; p < count; p++) counts[bucket[order[p]!]! - first + 1]!++
    for (let k = 1; k <= last - first; k++) counts[k]! += counts[k - 1]!
    for (let p = 0; p < count; p++) sorted[counts[bucket[order[p]!]! - first]!++] = order[p]!
    this.#other = order
    this.order = sorted
  }

  /** Most rows lie in the bucket of the row before them: a division costs more than two comparisons. */
  #fillBuckets({ timestamp, length }: Rows, step: number): void {
    const { bucket } = this
    let current = Number.NaN
    let start = Number.POSITIVE_INFINITY
    let end = Number.NEGATIVE_INFINITY
    for (let i = 0; i < length; i++) {
      const time = timestamp[i]!
      if (!(time >= start && time < end)) {
        current = Math.floor(time / step)
        start = current * step
        end = start + step
      }
      bucket[i] = current
    }
  }

  #cleared(size: number): Uint32Array {
    if (this.#counts.length < size) this.#counts = new Uint32Array(size * 2)
    else this.#counts.fill(0, 0, size)
    return this.#counts
  }

  #resize(length: number): void {
    const size = Math.ceil(length * 1.25)
    this.order = new Int32Array(size)
    this.#other = new Int32Array(size)
    this.#ownKey = new Int32Array(size)
    this.bucket = new Float64Array(size)
  }
}
