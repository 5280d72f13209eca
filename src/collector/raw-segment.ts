import { emptyIngest, noBucket, notGiven, type RequestBatch, type RequestFilter } from '../model/index.ts'
import { BatchRow, type BatchRowParts } from './batch-row.ts'
import type { RowMapper } from './row-mapper.ts'
import { filteredKey, grown, RowColumns } from './rows.ts'
import { slowestKept } from './slowest.ts'

const textColumns = ['method', 'endpoint', 'route', 'client', 'userAgent', 'errorMessage'] as const

const segmentRows = 4096
const segmentBytes = 2 ** 20

/** Some thousand requests of one source, copied from their batches: columns, texts and original lines. */
export class RawSegment {
  readonly rows: RowColumns
  source: number
  /** Times of its requests. */
  oldest: number = Number.POSITIVE_INFINITY
  newest: number = Number.NEGATIVE_INFINITY
  /** What its texts take, about. */
  #textBytes = 0
  readonly #strings: string[] = []
  readonly #ids = new Map<string, number>()
  readonly #texts: Record<(typeof textColumns)[number], Int32Array>
  readonly #extra = new Map<string, Int32Array>()
  #cache: Int8Array = new Int8Array(0)
  #chunk: Uint8Array = new Uint8Array(0)
  #chunkLength = 0
  #lineOffset: Uint32Array = new Uint32Array(0)
  #lineLength: Uint32Array = new Uint32Array(0)
  #hasLines = false
  #slowest: readonly number[] | null = null
  /** Which rows pass the filter asked last, as far as they were asked. */
  #passes: { filter: RequestFilter; known: number; yes: Uint8Array } | null = null

  constructor(source: number, optional: { clients: boolean; groups: boolean }) {
    this.source = source
    this.rows = new RowColumns(optional)
    const none = (): Int32Array => new Int32Array(0)
    this.#texts = {
      method: none(),
      endpoint: none(),
      route: none(),
      client: none(),
      userAgent: none(),
      errorMessage: none(),
    }
  }

  get full(): boolean {
    return this.rows.length >= segmentRows || this.#chunkLength + this.#textBytes >= segmentBytes
  }

  get bytes(): number {
    const perRow = this.rows.bytesPerRow + 4 * (textColumns.length + this.#extra.size) + 9
    return 2048 + this.rows.capacity * perRow + this.#chunk.length + this.#textBytes
  }

  /** Empty again, for another source: its memory is used once more instead of being left to be collected. */
  reuse(source: number): void {
    this.source = source
    this.rows.clear()
    this.oldest = Number.POSITIVE_INFINITY
    this.newest = Number.NEGATIVE_INFINITY
    this.#strings.length = 0
    this.#ids.clear()
    this.#textBytes = 0
    this.#extra.clear()
    this.#chunkLength = 0
    this.#hasLines = false
    this.#slowest = null
    this.#passes = null
  }

  /** Appends the rows just mapped. */
  add(batch: RequestBatch, mapper: RowMapper): void {
    const { rows, first } = mapper
    const table = new Int32Array(batch.strings.length).fill(notGiven)
    for (let k = first; k < rows.length; k++) {
      if (rows.key[k] === filteredKey) continue
      const to = this.rows.length
      this.#reserve(to + 1)
      this.rows.copyRow(rows, k, to)
      this.rows.length = to + 1
      const time = rows.timestamp[k]!
      if (time < this.oldest) this.oldest = time
      if (time > this.newest) this.newest = time
      const from = mapper.originOf(k)
      this.#cache[to] = batch.cache[from]!
      for (const name of textColumns) this.#texts[name][to] = this.#text(batch, table, batch[name][from]!)
      for (const [field, column] of batch.extra)
        this.#extraColumn(field)[to] = this.#text(batch, table, column[from]!)
      this.#addLine(batch, from, to)
    }
  }

  /** All of it as one batch, which shares its columns. */
  batch(): RequestBatch {
    const { timestamp, duration, status, length } = this.rows
    return {
      source: this.source,
      length,
      timestamp,
      duration,
      status,
      cache: this.#cache,
      ...this.#texts,
      extra: this.#extra,
      strings: this.#strings,
      line: this.#hasLines
        ? { chunk: this.#chunk, offset: this.#lineOffset, length: this.#lineLength }
        : null,
      samples: [],
      counters: emptyIngest(),
      position: { identity: '', offset: 0 },
    }
  }

  /** Rows that can be among the slowest of all, of a full segment: it does not change, and every picture asks. */
  get slowest(): readonly number[] {
    if (this.#slowest === null) {
      const { bucket, duration, length } = this.rows
      const timed: number[] = []
      for (let row = 0; row < length; row++) if (bucket[row] !== noBucket) timed.push(row)
      this.#slowest = timed.sort((a, b) => duration[b]! - duration[a]!).slice(0, slowestKept)
    }
    return this.#slowest
  }

  /** By row: 1 where it passes the filter. Asked once a row, however often it is shown. */
  passing(filter: RequestFilter, parts: BatchRowParts): Uint8Array {
    const { length, capacity } = this.rows
    if (this.#passes?.filter !== filter) this.#passes = { filter, known: 0, yes: new Uint8Array(capacity) }
    const passes = this.#passes
    if (passes.yes.length < length) passes.yes = grown(passes.yes, new Uint8Array(capacity))
    const row = new BatchRow(parts)
    row.use(this.batch())
    for (; passes.known < length; passes.known++)
      passes.yes[passes.known] = filter.test(row.at(passes.known)) ? 1 : 0
    return passes.yes
  }

  #text(batch: RequestBatch, table: Int32Array, id: number): number {
    if (id < 0) return notGiven
    if (table[id] === notGiven) {
      const text = batch.strings[id]!
      let own = this.#ids.get(text)
      if (own === undefined) {
        own = this.#strings.push(text) - 1
        this.#ids.set(text, own)
        this.#textBytes += 2 * text.length + 100
      }
      table[id] = own
    }
    return table[id]!
  }

  #extraColumn(field: string): Int32Array {
    let column = this.#extra.get(field)
    if (column === undefined) {
      column = new Int32Array(this.rows.capacity).fill(notGiven)
      this.#extra.set(field, column)
    }
    return column
  }

  #addLine({ line }: RequestBatch, from: number, to: number): void {
    const length = line === null ? 0 : line.length[from]!
    this.#lineOffset[to] = this.#chunkLength
    this.#lineLength[to] = length
    if (line === null) return
    this.#hasLines = true
    if (this.#chunkLength + length > this.#chunk.length) {
      const size = Math.max(this.#chunkLength + length, this.#chunk.length * 2, 4096)
      this.#chunk = grown(this.#chunk, new Uint8Array(size))
    }
    const start = line.offset[from]!
    this.#chunk.set(line.chunk.subarray(start, start + length), this.#chunkLength)
    this.#chunkLength += length
  }

  #reserve(rows: number): void {
    if (rows <= this.rows.capacity) return
    this.rows.reserve(Math.max(rows, 64, Math.min(segmentRows, this.rows.capacity * 2)))
    const { capacity } = this.rows
    for (const name of textColumns) this.#texts[name] = grown(this.#texts[name], new Int32Array(capacity))
    for (const [field, column] of this.#extra)
      this.#extra.set(field, grown(column, new Int32Array(capacity).fill(notGiven)))
    this.#cache = grown(this.#cache, new Int8Array(capacity))
    this.#lineOffset = grown(this.#lineOffset, new Uint32Array(capacity))
    this.#lineLength = grown(this.#lineLength, new Uint32Array(capacity))
  }
}
