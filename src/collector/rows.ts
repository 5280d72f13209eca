import { Cache } from '../model/index.ts'

/**
 * Requests as numbers, in columns: what everything that counts reads. Columns may be longer than `length`.
 * Texts are numbers of the collector (series, messages, clients, groups), not of a batch.
 */
export interface Rows {
  readonly length: number
  readonly timestamp: Float64Array
  readonly duration: Float64Array
  /** Sketch bucket of the duration, `zeroBucket` or `noBucket`. */
  readonly bucket: Int16Array
  readonly status: Uint16Array
  /** Series and cache state together: see `keyOf`. `filteredKey` where the filter said no and only the time matters. */
  readonly key: Int32Array
  readonly source: Uint16Array
  /** −1 = none. */
  readonly message: Int32Array
  readonly client: Int32Array | null
  readonly group: Int32Array | null
  /** What is known of all rows; `null`: they have to be looked at. */
  readonly summary: RowSummary | null
}

/** Of all rows, those that the filter kept out included. */
export interface RowSummary {
  oldest: number
  newest: number
  /** How many have `filteredKey`. */
  filtered: number
}

/** In the key column: the row did not pass the filter. */
export const filteredKey = -1

/** Rows of one key go into the same rollups and the same distributions. */
export function keyOf(series: number, cache: number): number {
  return series * 4 + (cache & 3)
}

export function seriesOfKey(key: number): number {
  return key >> 2
}

/** See `Cache`. */
export function cacheOfKey(key: number): number {
  return (key & 3) === 3 ? Cache.unknown : key & 3
}

/** Columns that grow. */
export class RowColumns implements Rows {
  length = 0
  timestamp: Float64Array = new Float64Array(0)
  duration: Float64Array = new Float64Array(0)
  bucket: Int16Array = new Int16Array(0)
  status: Uint16Array = new Uint16Array(0)
  key: Int32Array = new Int32Array(0)
  source: Uint16Array = new Uint16Array(0)
  message: Int32Array = new Int32Array(0)
  client: Int32Array | null
  group: Int32Array | null
  summary: RowSummary | null = null

  constructor(optional: { readonly clients: boolean; readonly groups: boolean }) {
    this.client = optional.clients ? new Int32Array(0) : null
    this.group = optional.groups ? new Int32Array(0) : null
  }

  clear(): void {
    this.length = 0
    this.summary = null
  }

  /** Takes note of the rows from `first` on, of which the filter kept out some. */
  noteAdded(first: number, filtered: number): void {
    const { timestamp, length, summary } = this
    let oldest = summary === null ? Number.POSITIVE_INFINITY : summary.oldest
    let newest = summary === null ? Number.NEGATIVE_INFINITY : summary.newest
    for (let i = first; i < length; i++) {
      const time = timestamp[i]!
      if (time < oldest) oldest = time
      if (time > newest) newest = time
    }
    this.summary = { oldest, newest, filtered: filtered + (summary?.filtered ?? 0) }
  }

  get capacity(): number {
    return this.timestamp.length
  }

  get bytesPerRow(): number {
    return 30 + (this.client === null ? 0 : 4) + (this.group === null ? 0 : 4)
  }

  reserve(rows: number): void {
    if (rows <= this.capacity) return
    const size = Math.max(rows, Math.ceil(this.capacity * 1.5), 1024)
    this.timestamp = grown(this.timestamp, new Float64Array(size))
    this.duration = grown(this.duration, new Float64Array(size))
    this.bucket = grown(this.bucket, new Int16Array(size))
    this.status = grown(this.status, new Uint16Array(size))
    this.key = grown(this.key, new Int32Array(size))
    this.source = grown(this.source, new Uint16Array(size))
    this.message = grown(this.message, new Int32Array(size))
    if (this.client !== null) this.client = grown(this.client, new Int32Array(size))
    if (this.group !== null) this.group = grown(this.group, new Int32Array(size))
  }

  /** The rows with from ≤ time < to: as long as nothing is added, and not for keeping. */
  part(from: number, to: number): RowColumns {
    const { timestamp, length } = this
    let start = length
    let end = 0
    let count = 0
    for (let i = 0; i < length; i++) {
      if (timestamp[i]! < from || timestamp[i]! >= to) continue
      if (count++ === 0) start = i
      end = i + 1
    }
    // Rows in order of time stand together and need no copy.
    if (count === 0 || count === end - start) return this.#view(Math.min(start, end), end)
    const part = this.#empty()
    part.reserve(count)
    for (let i = start; i < end; i++)
      if (timestamp[i]! >= from && timestamp[i]! < to) part.copyRow(this, i, part.length++)
    return part.#summed()
  }

  /** All rows, in memory of their own. */
  copy(): RowColumns {
    const copy = this.#empty()
    copy.reserve(this.length)
    copy.copyRows(this, 0, this.length, 0)
    copy.length = this.length
    return copy
  }

  #empty(): RowColumns {
    return new RowColumns({ clients: this.client !== null, groups: this.group !== null })
  }

  #view(start: number, end: number): RowColumns {
    const view = this.#empty()
    view.timestamp = this.timestamp.subarray(start, end)
    view.duration = this.duration.subarray(start, end)
    view.bucket = this.bucket.subarray(start, end)
    view.status = this.status.subarray(start, end)
    view.key = this.key.subarray(start, end)
    view.source = this.source.subarray(start, end)
    view.message = this.message.subarray(start, end)
    view.client = this.client?.subarray(start, end) ?? null
    view.group = this.group?.subarray(start, end) ?? null
    view.length = end - start
    return view.#summed()
  }

  #summed(): this {
    let filtered = 0
    for (let i = 0; i < this.length; i++) if (this.key[i] === filteredKey) filtered++
    this.noteAdded(0, filtered)
    return this
  }

  /** Row `from` of `rows` becomes row `to`; there must be room. */
  copyRow(rows: Rows, from: number, to: number): void {
    this.timestamp[to] = rows.timestamp[from]!
    this.duration[to] = rows.duration[from]!
    this.bucket[to] = rows.bucket[from]!
    this.status[to] = rows.status[from]!
    this.key[to] = rows.key[from]!
    this.source[to] = rows.source[from]!
    this.message[to] = rows.message[from]!
    if (this.client !== null && rows.client !== null) this.client[to] = rows.client[from]!
    if (this.group !== null && rows.group !== null) this.group[to] = rows.group[from]!
  }

  /** Rows [from, end) of `rows` become those from row `to` on; there must be room. */
  copyRows(rows: Rows, from: number, end: number, to: number): void {
    this.timestamp.set(rows.timestamp.subarray(from, end), to)
    this.duration.set(rows.duration.subarray(from, end), to)
    this.bucket.set(rows.bucket.subarray(from, end), to)
    this.status.set(rows.status.subarray(from, end), to)
    this.key.set(rows.key.subarray(from, end), to)
    this.source.set(rows.source.subarray(from, end), to)
    this.message.set(rows.message.subarray(from, end), to)
    if (this.client !== null && rows.client !== null) this.client.set(rows.client.subarray(from, end), to)
    if (this.group !== null && rows.group !== null) this.group.set(rows.group.subarray(from, end), to)
  }
}

export interface Settable<T> extends ArrayLike<number> {
  set(from: T): void
}

export function grown<T extends Settable<T>>(from: T, to: T): T {
  to.set(from)
  return to
}
