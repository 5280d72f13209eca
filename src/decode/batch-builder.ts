import {
  emptyIngest,
  type IngestCounters,
  notGiven,
  type RequestBatch,
  type SourcePosition,
  type SystemSample,
} from '../model/index.ts'
import type { UnitEntry } from './units/book.ts'

/** One request, ready for its columns. */
export interface Row {
  readonly timestamp: number
  /** Seconds, or in the unit of `unit`; NaN = not given. */
  readonly duration: number
  readonly unit: UnitEntry | null
  /** 0 = unknown. */
  readonly status: number
  readonly method: string | null
  readonly endpoint: string | null
  readonly route: string | null
  readonly client: string | null
  readonly userAgent: string | null
  readonly errorMessage: string | null
  readonly cache: number
  readonly extra: readonly (string | null)[]
}

const smallest = 256

/** Collects rows into columns. Durations whose unit is still open are converted when the batch is taken. */
export class BatchBuilder {
  readonly #source: number
  readonly #extraNames: readonly string[]
  readonly #keepLines: boolean
  #capacity = 0
  #length = 0
  #timestamp = new Float64Array(0)
  #duration = new Float64Array(0)
  #status = new Uint16Array(0)
  #cache = new Int8Array(0)
  #texts: Int32Array[] = []
  #ids = new Map<string, number>()
  #strings: string[] = []
  #open: { row: number; unit: UnitEntry }[] = []
  #samples: SystemSample[] = []
  #lines: LineKeeper | null
  counters: IngestCounters = emptyIngest()

  constructor(source: number, extraNames: readonly string[], keepLines: boolean) {
    this.#source = source
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
    texts[3]![at] = this.#id(row.client)
    texts[4]![at] = this.#id(row.userAgent)
    texts[5]![at] = this.#id(row.errorMessage)
    for (let i = 0; i < this.#extraNames.length; i++) texts[6 + i]![at] = this.#id(row.extra[i] ?? null)
    this.#lines?.add(at, line)
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
      strings: this.#strings,
      line: this.#lines?.take() ?? null,
      samples: this.#samples,
      counters: this.counters,
      position,
    }
    this.#reset()
    return batch
  }

  #id(text: string | null): number {
    if (text === null) return notGiven
    let id = this.#ids.get(text)
    if (id === undefined) {
      id = this.#strings.length
      this.#strings.push(text)
      this.#ids.set(text, id)
    }
    return id
  }

  #grow(): void {
    this.#capacity = Math.max(smallest, this.#capacity * 2)
    this.#timestamp = copyInto(new Float64Array(this.#capacity), this.#timestamp)
    this.#duration = copyInto(new Float64Array(this.#capacity), this.#duration)
    this.#status = copyInto(new Uint16Array(this.#capacity), this.#status)
    this.#cache = copyInto(new Int8Array(this.#capacity), this.#cache)
    const count = 6 + this.#extraNames.length
    this.#texts = Array.from({ length: count }, (_, i) =>
      copyInto(new Int32Array(this.#capacity), this.#texts[i] ?? new Int32Array(0)),
    )
  }

  #reset(): void {
    this.#capacity = 0
    this.#length = 0
    this.#timestamp = new Float64Array(0)
    this.#duration = new Float64Array(0)
    this.#status = new Uint16Array(0)
    this.#cache = new Int8Array(0)
    this.#texts = []
    this.#ids = new Map()
    this.#strings = []
    this.#open = []
    this.#samples = []
    this.#lines = this.#keepLines ? new LineKeeper() : null
    this.counters = emptyIngest()
  }
}

function copyInto<T extends Float64Array | Int32Array | Uint16Array | Int8Array>(target: T, from: T): T {
  target.set(from)
  return target
}

/** The bytes of the rows' lines, one after the other in a buffer of their own. */
class LineKeeper {
  #bytes = new Uint8Array(4096)
  #used = 0
  #offset = new Uint32Array(smallest)
  #length = new Uint32Array(smallest)

  add(row: number, line: Uint8Array | null): void {
    if (row >= this.#offset.length) {
      this.#offset = copyWords(this.#offset)
      this.#length = copyWords(this.#length)
    }
    const size = line?.length ?? 0
    if (this.#used + size > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#used + size))
      grown.set(this.#bytes.subarray(0, this.#used))
      this.#bytes = grown
    }
    if (line !== null) this.#bytes.set(line, this.#used)
    this.#offset[row] = this.#used
    this.#length[row] = size
    this.#used += size
  }

  keepRows(rows: readonly number[]): void {
    for (const [to, from] of rows.entries()) {
      this.#offset[to] = this.#offset[from]!
      this.#length[to] = this.#length[from]!
    }
  }

  take(): RequestBatch['line'] {
    return { chunk: this.#bytes.subarray(0, this.#used), offset: this.#offset, length: this.#length }
  }
}

function copyWords(words: Uint32Array): Uint32Array<ArrayBuffer> {
  const grown = new Uint32Array(words.length * 2)
  grown.set(words)
  return grown
}
