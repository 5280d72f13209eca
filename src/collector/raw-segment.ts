import {
  emptyIngest,
  type LineColumns,
  notGiven,
  type RequestBatch,
  type RequestFilter,
  sharedLine,
} from '../model/index.ts'
import { BatchRow, type BatchRowParts } from './batch-row.ts'
import { repeatColumn } from './repeats.ts'
import type { RowMapper } from './row-mapper.ts'
import { filteredKey, grown, RowColumns } from './rows.ts'
import { slowestRows } from './slowest-rows.ts'

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
  /** Of the batch's texts, and how many of them are looked up: their own numbers here. */
  #batchStrings: readonly string[] = []
  #known = 0
  #table: Int32Array = new Int32Array(0)
  readonly #texts: Record<(typeof textColumns)[number], Int32Array>
  readonly #extra = new Map<string, Int32Array>()
  #cache: Int8Array = new Int8Array(0)
  #chunk: Uint8Array = new Uint8Array(0)
  #chunkLength = 0
  #lineOffset: Uint32Array = new Uint32Array(0)
  #lineLength: Uint32Array = new Uint32Array(0)
  #hasLines = false
  /**
   * Rows from `at` on whose texts are those of others, from `first` on, which are looked up only when somebody asks:
   * most segments go as they came.
   */
  #repeats: { readonly at: number; readonly first: number; readonly row: Int32Array }[] = []
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
    this.forgetBatches()
    this.#textBytes = 0
    this.#extra.clear()
    this.#chunkLength = 0
    this.#hasLines = false
    this.#repeats = []
    this.#slowest = null
    this.#passes = null
  }

  /** Nothing more will be added: the dictionary of the last batch is let go, which may be megabytes. */
  forgetBatches(): void {
    this.#batchStrings = []
    this.#known = 0
    this.#table = new Int32Array(0)
  }

  /** Appends the rows just mapped: all at once where all are there, which takes a fifth of one by one. */
  add(batch: RequestBatch, mapper: RowMapper): void {
    const { rows, first, allThere } = mapper
    this.#useStrings(batch.strings)
    if (allThere) this.#addAll(batch, mapper)
    else
      for (let k = first; k < rows.length; k++)
        if (rows.key[k] !== filteredKey) this.#addRow(batch, mapper.originOf(k), rows, k)
  }

  #addAll(batch: RequestBatch, { rows, first }: RowMapper): void {
    const { length, repeats } = batch
    const to = this.rows.length
    const all = length + (repeats?.length ?? 0)
    this.#reserve(to + all)
    this.rows.copyRows(rows, first, first + all, to)
    this.rows.length = to + all
    for (let k = first; k < first + all; k++) this.#noteTime(rows.timestamp[k]!)
    this.#cache.set(batch.cache.subarray(0, length), to)
    for (const name of textColumns) this.#addTexts(this.#texts[name], batch[name], to, length)
    for (const [field, column] of batch.extra) this.#addTexts(this.#extraColumn(field), column, to, length)
    if (batch.line !== null && length > 0 && standTogether(batch.line, length))
      this.#addLines(batch.line, to, length)
    else for (let row = 0; row < length; row++) this.#addLine(batch, row, to + row)
    if (repeats) this.#repeats.push({ at: to + length, first: to, row: repeats.row.slice(0, repeats.length) })
  }

  #lookUpRepeats(): void {
    for (const { at, first, row } of this.#repeats) {
      const { length } = row
      for (const name of textColumns) repeatColumn(this.#texts[name], at, first, row, length)
      for (const column of this.#extra.values()) repeatColumn(column, at, first, row, length)
      for (let i = 0; i < length; i++) {
        const from = first + row[i]!
        this.#cache[at + i] = this.#cache[from]!
        this.#lineOffset[at + i] = this.#lineOffset[from]!
        this.#lineLength[at + i] = this.#lineLength[from]! | sharedLine
      }
    }
    this.#repeats = []
  }

  #addRow(batch: RequestBatch, from: number, rows: RowColumns, row: number): void {
    const to = this.rows.length
    this.#reserve(to + 1)
    this.rows.copyRow(rows, row, to)
    this.rows.length = to + 1
    this.#noteTime(rows.timestamp[row]!)
    this.#cache[to] = batch.cache[from]!
    for (const name of textColumns) this.#texts[name][to] = this.#text(batch[name][from]!)
    for (const [field, column] of batch.extra) this.#extraColumn(field)[to] = this.#text(column[from]!)
    this.#addLine(batch, from, to)
  }

  #noteTime(time: number): void {
    if (time < this.oldest) this.oldest = time
    if (time > this.newest) this.newest = time
  }

  /** All of it as one batch, which shares its columns. */
  batch(): RequestBatch {
    this.#lookUpRepeats()
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
    this.#slowest ??= slowestRows(this.rows)
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

  /** What was learnt of a dictionary holds as long as it only grows. */
  #useStrings(strings: readonly string[]): void {
    if (strings !== this.#batchStrings || strings.length < this.#known) this.#known = 0
    this.#batchStrings = strings
    if (strings.length > this.#table.length)
      this.#table = grown(this.#table, new Int32Array(Math.ceil(strings.length * 1.5)))
    this.#table.fill(notGiven, this.#known, strings.length)
    this.#known = strings.length
  }

  #addTexts(into: Int32Array, from: Int32Array, to: number, length: number): void {
    const table = this.#table
    for (let row = 0; row < length; row++) {
      const id = from[row]!
      const own = id < 0 ? notGiven : table[id]!
      into[to + row] = own === notGiven && id >= 0 ? this.#text(id) : own
    }
  }

  #text(id: number): number {
    if (id < 0) return notGiven
    if (this.#table[id] === notGiven) this.#table[id] = this.#numberOf(this.#batchStrings[id]!)
    return this.#table[id]!
  }

  #numberOf(text: string): number {
    let own = this.#ids.get(text)
    if (own === undefined) {
      own = this.#strings.push(text) - 1
      this.#ids.set(text, own)
      this.#textBytes += 2 * text.length + 100
    }
    return own
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
    const start = line.offset[from]!
    this.#addBytes(line.chunk.subarray(start, start + length))
  }

  #addLines({ chunk, offset, length }: LineColumns, to: number, rows: number): void {
    const start = offset[0]!
    const shift = this.#chunkLength - start
    for (let row = 0; row < rows; row++) this.#lineOffset[to + row] = offset[row]! + shift
    this.#lineLength.set(length.subarray(0, rows), to)
    this.#addBytes(chunk.subarray(start, offset[rows - 1]! + length[rows - 1]!))
  }

  #addBytes(bytes: Uint8Array): void {
    this.#hasLines = true
    const end = this.#chunkLength + bytes.length
    if (end > this.#chunk.length)
      this.#chunk = grown(this.#chunk, new Uint8Array(Math.max(end, this.#chunk.length * 2, 4096)))
    this.#chunk.set(bytes, this.#chunkLength)
    this.#chunkLength = end
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

/** Whether little but newlines lies between the lines, which stand in their order. */
function standTogether({ offset, length }: LineColumns, rows: number): boolean {
  let bytes = 0
  let end = offset[0]!
  for (let row = 0; row < rows; row++) {
    if (offset[row]! < end) return false
    end = offset[row]! + length[row]!
    bytes += length[row]!
  }
  return end - offset[0]! <= bytes + 2 * rows
}
