import {
  emptyIngest,
  type IngestCounters,
  notGiven,
  type RequestBatch,
  type SourcePosition,
  type SystemSample,
  type TalliedCell,
  type Tally,
  type UnseenRequests,
} from '../model/index.ts'
import type { BatchPool } from './batch-pool.ts'
import { type Columns, copyInto } from './columns.ts'
import { Dictionary } from './dictionary.ts'
import { LineKeeper } from './line-keeper.ts'
import { allColumns, type OptionalColumn } from './options.ts'
import { Repeats } from './repeats.ts'
import type { Row } from './row.ts'
import type { UnitEntry } from './units/book.ts'

const smallest = 256

/** Collects rows into columns. Durations whose unit is still open are converted when the batch is taken. */
export class BatchBuilder {
  readonly #source: number
  readonly #extraNames: readonly string[]
  readonly #keepLines: boolean
  #capacity = 0
  #length = 0
  #lastLength = 0
  #timestamp: Float64Array = new Float64Array(0)
  #duration: Float64Array = new Float64Array(0)
  #status: Uint16Array = new Uint16Array(0)
  #cache: Int8Array = new Int8Array(0)
  #texts: Int32Array[] = []
  readonly #dictionary = new Dictionary()
  readonly #pool: BatchPool | null
  readonly #wanted: readonly boolean[]
  #open: { row: number; unit: UnitEntry }[] = []
  #samples: SystemSample[] = []
  #tallies: Tally[] = []
  #talliedCells: TalliedCell[] = []
  #unseen: UnseenRequests | null = null
  /** Rows before were visited. */
  #visited = 0
  #lines: LineKeeper | null
  /** Requests like rows of this batch but for their times; they are none of its rows. */
  readonly repeats: Repeats = new Repeats()
  counters: IngestCounters = emptyIngest()

  constructor(
    source: number,
    extraNames: readonly string[],
    keepLines: boolean,
    columns: readonly OptionalColumn[] = allColumns,
    pool: BatchPool | null = null,
  ) {
    this.#pool = pool
    this.#source = source
    this.#wanted = allColumns.map(name => columns.includes(name))
    this.#extraNames = extraNames
    this.#keepLines = keepLines
    this.#lines = keepLines ? new LineKeeper() : null
  }

  get length(): number {
    return this.#length
  }

  /** Rows, samples or counts that nobody has been told yet. */
  get dirty(): boolean {
    return (
      this.#length > 0 || this.#samples.length > 0 || this.counters.bytes > 0 || this.counters.lines !== 0
    )
  }

  add(row: Row, line: Uint8Array | null): void {
    if (this.#length === this.#capacity) this.#grow()
    const at = this.#length++
    this.#timestamp[at] = row.timestamp
    this.#duration[at] = row.duration
    if (row.unit !== null) {
      if (row.unit.decision === null) this.#open.push({ row: at, unit: row.unit })
      else this.#duration[at] = row.duration / row.unit.perSecond
    }
    this.#status[at] = row.status
    this.#cache[at] = row.cache
    const texts = this.#texts
    texts[0]![at] = this.#id(row.method)
    texts[1]![at] = this.#id(row.endpoint)
    texts[2]![at] = this.#id(row.route)
    texts[3]![at] = this.#wanted[0] ? this.#id(row.client) : notGiven
    texts[4]![at] = this.#wanted[1] ? this.#id(row.userAgent) : notGiven
    texts[5]![at] = this.#wanted[2] ? this.#id(row.errorMessage) : notGiven
    for (let i = 0; i < this.#extraNames.length; i++) texts[6 + i]![at] = this.#id(row.extra[i] ?? null)
    this.#lines?.add(at, line)
  }

  /**
   * Rows that are ready for their columns but for texts whose number was not known.
   * @param numberOf what a number below −1 stands for; `null` when there is none
   */
  addColumns(columns: Columns, rows: number, numberOf: ((unknown: number) => number) | null): void {
    if (this.#length + rows > this.#capacity) this.#grow(this.#length + rows)
    const at = this.#length
    this.#timestamp.set(columns.timestamp.subarray(0, rows), at)
    this.#duration.set(columns.duration.subarray(0, rows), at)
    this.#status.set(columns.status.subarray(0, rows), at)
    this.#cache.set(columns.cache.subarray(0, rows), at)
    for (const [i, column] of this.#texts.entries()) {
      const from = columns.texts[i]!
      column.set(from.subarray(0, rows), at)
      if (numberOf === null) continue
      for (let row = at; row < at + rows; row++)
        if (column[row]! < notGiven) column[row] = numberOf(column[row]!)
    }
    this.#length += rows
  }

  /**
   * Lines of the rows that were added last, at these places in `bytes`.
   * @param sparse most of what lies between them is of no row
   */
  addLines(
    bytes: Uint8Array,
    offsets: Uint32Array,
    lengths: Uint32Array,
    rows: number,
    sparse: boolean,
  ): void {
    const first = this.#length - rows
    if (!sparse) this.#lines?.addAll(first, bytes, offsets, lengths, rows)
    else
      for (let i = 0; i < rows; i++)
        this.#lines?.add(first + i, bytes.subarray(offsets[i]!, offsets[i]! + lengths[i]!))
  }

  /** Time and duration of a row, in seconds as far as its unit is decided. */
  timesOf(row: number): readonly [timestamp: number, duration: number] {
    return [this.#timestamp[row]!, this.#duration[row]!]
  }

  /** The strings of batches; another array than before when their numbers have begun again. */
  get strings(): readonly string[] {
    return this.#dictionary.strings
  }

  numberOf(text: string): number {
    return this.#dictionary.numberOf(text)
  }

  /** The rows that it was not called for before, with the numbers of their texts. */
  visitNew(visit: (time: number, method: number, endpoint: number, route: number) => void): void {
    const [method, endpoint, route] = this.#texts
    for (; this.#visited < this.#length; this.#visited++) {
      const row = this.#visited
      visit(this.#timestamp[row]!, method![row]!, endpoint![row]!, route![row]!)
    }
  }

  addTally(tally: Tally): void {
    this.#tallies.push(tally)
  }

  addTalliedCell(cell: TalliedCell): void {
    this.#talliedCells.push(cell)
  }

  addUnseen({ requests, newest }: UnseenRequests): void {
    const { requests: before, newest: known } = this.#unseen ?? { requests: 0, newest }
    this.#unseen = { requests: before + requests, newest: Math.max(known, newest) }
  }

  get hasTallies(): boolean {
    return this.#tallies.length + this.#talliedCells.length > 0
  }

  addSample(sample: SystemSample): void {
    this.#samples.push(sample)
  }

  /** Takes rows out again, by their time; sends nothing. @returns how many */
  removeIf(test: (timestamp: number) => boolean): number {
    const kept: number[] = []
    for (let at = 0; at < this.#length; at++) if (!test(this.#timestamp[at]!)) kept.push(at)
    const removed = this.#length - kept.length
    if (removed === 0) return 0
    for (const column of [this.#timestamp, this.#duration, this.#status, this.#cache, ...this.#texts])
      for (const [to, from] of kept.entries()) column[to] = column[from]!
    const places = new Map(kept.map((from, to) => [from, to]))
    this.#open = this.#open.flatMap(({ row, unit }) =>
      places.has(row) ? [{ row: places.get(row)!, unit }] : [],
    )
    this.#lines?.keepRows(kept)
    this.#length = kept.length
    this.counters.requests -= removed
    return removed
  }

  /** Everything collected, as a batch that speaks up to `position`; the builder starts afresh. */
  take(position: SourcePosition): RequestBatch {
    for (const { row, unit } of this.#open) this.#duration[row] = this.#duration[row]! / unit.perSecond
    const [method, endpoint, route, client, userAgent, errorMessage, ...extra] = this.#texts
    const none = new Int32Array(0)
    const batch: RequestBatch = {
      source: this.#source,
      length: this.#length,
      timestamp: this.#timestamp,
      duration: this.#duration,
      status: this.#status,
      method: method ?? none,
      endpoint: endpoint ?? none,
      route: route ?? none,
      client: client ?? none,
      userAgent: userAgent ?? none,
      errorMessage: errorMessage ?? none,
      cache: this.#cache,
      extra: new Map(this.#extraNames.map((name, i) => [name, extra[i] ?? none])),
      strings: this.#dictionary.strings,
      line: this.#lines?.take() ?? null,
      repeats: this.repeats.take(),
      tallies: this.#tallies,
      talliedCells: this.#talliedCells,
      unseen: this.#unseen,
      samples: this.#samples,
      counters: this.counters,
      position,
    }
    this.#reset()
    return batch
  }

  #id(text: string | null): number {
    return text === null ? notGiven : this.#dictionary.numberOf(text)
  }

  /** To twice the size, or to what is needed; a new batch begins with the size of the last one. */
  #grow(needed = 0): void {
    if (this.#capacity === 0) this.#useSpare()
    if (this.#capacity > this.#length && this.#capacity >= needed) return
    this.#capacity = Math.max(
      smallest,
      this.#capacity * 2,
      needed,
      this.#capacity === 0 ? this.#lastLength : 0,
    )
    this.#timestamp = copyInto(new Float64Array(this.#capacity), this.#timestamp)
    this.#duration = copyInto(new Float64Array(this.#capacity), this.#duration)
    this.#status = copyInto(new Uint16Array(this.#capacity), this.#status)
    this.#cache = copyInto(new Int8Array(this.#capacity), this.#cache)
    const count = 6 + this.#extraNames.length
    this.#texts = Array.from({ length: count }, (_, i) =>
      copyInto(new Int32Array(this.#capacity), this.#texts[i] ?? new Int32Array(0)),
    )
  }

  #useSpare(): void {
    const spare = this.#pool?.take()
    if (spare == null || spare.extra.size !== this.#extraNames.length) return
    const { timestamp, duration, status, cache, extra, line, repeats } = spare
    this.#timestamp = timestamp
    this.#duration = duration
    this.#status = status
    this.#cache = cache
    const { method, endpoint, route, client, userAgent, errorMessage } = spare
    this.#texts = [method, endpoint, route, client, userAgent, errorMessage, ...extra.values()]
    this.#capacity = timestamp.length
    if (line !== null) this.#lines?.reuse(line)
    if (repeats) this.repeats.reuse(repeats)
  }

  #reset(): void {
    this.#lastLength = this.#length
    this.#capacity = 0
    this.#length = 0
    this.#timestamp = new Float64Array(0)
    this.#duration = new Float64Array(0)
    this.#status = new Uint16Array(0)
    this.#cache = new Int8Array(0)
    this.#texts = []
    this.#dictionary.renew()
    this.#open = []
    this.#samples = []
    this.#tallies = []
    this.#talliedCells = []
    this.#unseen = null
    this.#visited = 0
    this.#lines = this.#keepLines ? new LineKeeper() : null
    this.counters = emptyIngest()
  }
}
