import { mostRows } from './figures.ts'
import { filteredKey, type Rows } from './rows.ts'

/** In `RunSorter.key`: the row does not take part. */
export const skipped: typeof filteredKey = filteredKey

/** Rows that stand together and lie in one bucket of time. */
export interface Segment {
  /** In `RunSorter.order`. */
  start: number
  end: number
  /** time / step, rounded down. */
  bucket: number
}

/** Beyond so many changes of the bucket the rows are not in order of time, and are sorted. */
const mostSegments = 64

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
  /** Whether all rows take part. */
  #all = false
  /** By row: its key, or `skipped`. */
  key: Int32Array = new Int32Array(0)
  #ownKey: Int32Array = new Int32Array(0)
  #byTime: Int32Array = new Int32Array(0)
  #counts: Uint32Array = new Uint32Array(4096)

  /** Rows with from ≤ time ≤ to that passed the filter. */
  select(rows: Rows, from: number, to: number): void {
    if (this.order.length < rows.length) this.#resize(rows.length)
    const { timestamp, key, length, summary } = rows
    this.#all = false
    if (summary?.filtered === 0 && summary.oldest >= from && summary.newest <= to) {
      this.#all = true
      this.count = length
      this.filtered = 0
      this.oldest = summary.oldest
      this.newest = summary.newest
      this.key = key
      return
    }
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

  /**
   * Orders what was selected. Each segment has at most `mostRows`; its rows are in order of their keys.
   * @param step seconds of a time bucket; 0 = time does not matter
   */
  *sort(rows: Rows, step: number): Generator<Segment> {
    const inOrder = this.#all ? this.#segmentsInOrder(rows, step) : null
    for (const segment of inOrder ?? this.#segmentsByTime(rows, step)) {
      if (inOrder !== null) this.#sortRows(segment)
      else this.#sortIndexed(segment)
      yield segment
    }
  }

  /** Runs of the segment just sorted: rows of one key, as [key, where it ends in `order`], in turn. */
  runs: Int32Array = new Int32Array(256)
  runCount = 0

  /** Where a part of a run ends that has one source. */
  sourceEnd({ source }: Rows, start: number, end: number): number {
    const { order } = this
    const first = source[order[start]!]
    let at = start + 1
    while (at < end && source[order[at]!] === first) at++
    return at
  }

  /** Segments of the rows as they stand; `null` where they are too far out of order of time. */
  #segmentsInOrder({ timestamp, length }: Rows, step: number): Segment[] | null {
    const segments: Segment[] = []
    for (let first = 0; first < length; ) {
      const bucket = step === 0 ? 0 : Math.floor(timestamp[first]! / step)
      const from = step === 0 ? Number.NEGATIVE_INFINITY : bucket * step
      const to = step === 0 ? Number.POSITIVE_INFINITY : from + step
      const last = Math.min(length, first + mostRows)
      let end = first + 1
      while (end < last && timestamp[end]! >= from && timestamp[end]! < to) end++
      segments.push({ start: first, end, bucket })
      if (segments.length > mostSegments) return null
      first = end
    }
    return segments
  }

  /** Segments in order of time: a counting sort, in which rows of one bucket keep their order. */
  #segmentsByTime({ timestamp, length }: Rows, step: number): Segment[] {
    const { key } = this
    const byTime = this.#byTime
    const bucketOf = (row: number): number => (step === 0 ? 0 : Math.floor(timestamp[row]! / step))
    const first = step === 0 ? 0 : Math.floor(this.oldest / step)
    const buckets = step === 0 ? 1 : Math.floor(this.newest / step) - first + 1
    const ends = this.#cleared(buckets + 1)
    for (let row = 0; row < length; row++) if (key[row] !== skipped) ends[bucketOf(row) - first + 1]!++
    for (let i = 1; i < buckets; i++) ends[i]! += ends[i - 1]!
    for (let row = 0; row < length; row++)
      if (key[row] !== skipped) byTime[ends[bucketOf(row) - first]!++] = row
    const segments: Segment[] = []
    let start = 0
    for (let i = 0; i < buckets; i++) {
      for (; start < ends[i]!; start = segments.at(-1)!.end)
        segments.push({ start, end: Math.min(ends[i]!, start + mostRows), bucket: first + i })
    }
    return segments
  }

  /** Counting sort of rows that stand where they are; those of one key keep their order. */
  #sortRows({ start, end }: Segment): void {
    const { key, order } = this
    let last = 0
    for (let row = start; row < end; row++) if (key[row]! > last) last = key[row]!
    const places = this.#cleared(last + 2)
    for (let row = start; row < end; row++) places[key[row]! + 1]!++
    places[0] = start
    for (let k = 1; k <= last; k++) places[k]! += places[k - 1]!
    for (let row = start; row < end; row++) order[places[key[row]!]!++] = row
    this.#noteRuns(places, last, start)
  }

  /** The same for rows that were put in order of time before. */
  #sortIndexed({ start, end }: Segment): void {
    const { key, order } = this
    const byTime = this.#byTime
    let last = 0
    for (let p = start; p < end; p++) if (key[byTime[p]!]! > last) last = key[byTime[p]!]!
    const places = this.#cleared(last + 2)
    for (let p = start; p < end; p++) places[key[byTime[p]!]! + 1]!++
    places[0] = start
    for (let k = 1; k <= last; k++) places[k]! += places[k - 1]!
    for (let p = start; p < end; p++) {
      const row = byTime[p]!
      order[places[key[row]!]!++] = row
    }
    this.#noteRuns(places, last, start)
  }

  /** After the sort, the place of a key is where its rows end. */
  #noteRuns(places: Uint32Array, last: number, start: number): void {
    if (this.runs.length < 2 * (last + 1)) this.runs = new Int32Array(4 * (last + 1))
    let before = start
    let count = 0
    for (let key = 0; key <= last; key++) {
      const end = places[key]!
      if (end === before) continue
      this.runs[2 * count] = key
      this.runs[2 * count + 1] = end
      before = end
      count++
    }
    this.runCount = count
  }

  #keysWithin({ timestamp, key, length }: Rows, from: number, to: number): Int32Array {
    const own = this.#ownKey
    for (let i = 0; i < length; i++) own[i] = timestamp[i]! < from || timestamp[i]! > to ? skipped : key[i]!
    return own
  }

  #cleared(size: number): Uint32Array {
    if (this.#counts.length < size) this.#counts = new Uint32Array(size * 2)
    return this.#counts.subarray(0, size).fill(0)
  }

  #resize(length: number): void {
    const size = Math.ceil(length * 1.25)
    this.order = new Int32Array(size)
    this.#ownKey = new Int32Array(size)
    this.#byTime = new Int32Array(size)
  }
}
