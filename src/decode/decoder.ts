import type { RequestBatch, SourceFormat, SourcePosition } from '../model/index.ts'
import { describeFormat, makePlan } from './describe.ts'
import { LineFramer, type LineSink } from './framing/lines.ts'
import { makeScanner } from './kernel/attach.ts'
import type { LineScanner } from './kernel/scanner.ts'
import { type DecodeOptions, defaults } from './options.ts'
import { makeParts, type Parts } from './parts.ts'
import type { DecodePlan } from './plan.ts'
import type { Halves } from './request/joins.ts'
import { BlockReader } from './request-blocks.ts'

/** Bytes of one source → batches. Rows wait until their units are decided; then they flow. */
export interface Decoder {
  /** @param position of the byte after the chunk. Chunks may end anywhere. */
  write(bytes: Uint8Array, position: SourcePosition): RequestBatch[]
  /** A block of requests, see `RequestBlock`. It stands by itself, at the beginning of a line. */
  block(bytes: Uint8Array): RequestBatch[]
  /** The next bytes do not continue the last ones. `complete`: an unfinished last line counts if it is whole. */
  boundary(complete: boolean): RequestBatch[]
  /**
   * Memory to read bytes into: `write` of a part of it takes them where they are. Its content is lost with the next
   * `write`. `null` while there is no such memory, which may change with every `write`.
   */
  inputBuffer(): Uint8Array | null
  /** Stops waiting for more values: units and format are frozen now. */
  settle(): RequestBatch[]
  /** Hands out the rows decoded so far. */
  flush(): RequestBatch[]
  /** End of the input: as `boundary(true)`; halves of two-line requests are settled. */
  end(): RequestBatch[]
  readonly format: SourceFormat
  readonly settled: boolean
  /** `null` until settled. */
  readonly plan: DecodePlan | null
  /** Hands over the halves that found no other, as plain data, and forgets them. Settles. */
  halves(): Halves
  /** Takes halves of another decoder of the same source, whose bytes came before. */
  adopt(halves: Halves): RequestBatch[]
}

/** Rows held back before units are frozen without being asked. */
const mostHeld = 2000

const rowsBesideTallies = 512

/** Bytes. A kernel takes 2 MiB and 10 ms to set up: of thousands of small logs, each goes without. */
const worthAKernel = 256 * 1024
/** Before the first chunk: no chunk continues this. */
const nowhere = -1
/** Requests without any duration after which none is expected. */
const enoughRequests = 50

/** Throws a usage error for an unknown zone or format. */
export function createDecoder(options: DecodeOptions): Decoder {
  return new PlainDecoder(options, true)
}

/** The definition of decoding, in plain TypeScript. */
export class PlainDecoder implements Decoder {
  readonly #parts: Parts
  readonly #framer: LineFramer
  readonly #ready: RequestBatch[] = []
  readonly #eager: boolean
  readonly #maxRows: number
  #scanner: LineScanner | null = null
  #blocks: BlockReader | null = null
  #kernelTried = false
  #written = 0
  #identity = ''
  #offset = nowhere
  #accounted = 0
  #settled: boolean
  #plan: DecodePlan | null

  /** @param eager settle by itself as soon as enough was seen */
  constructor(options: DecodeOptions, eager: boolean) {
    this.#eager = eager
    this.#maxRows = options.maxBatchRows ?? defaults.maxBatchRows
    this.#plan = options.plan ?? null
    this.#settled = this.#plan !== null
    this.#parts = makeParts(options, eager)
    this.#framer = new LineFramer(
      this.#sink(),
      options.maxLineBytes ?? defaults.maxLineBytes,
      options.keepLines === true,
    )
    if (options.kernel === 'always') this.#attachScanner()
  }

  write(bytes: Uint8Array, position: SourcePosition): RequestBatch[] {
    this.#written += bytes.length
    if (this.#written >= worthAKernel) this.#attachScanner()
    const base = position.offset - bytes.length
    if (position.identity !== this.#identity || base !== this.#offset) {
      this.#finishLine(false)
      this.#accounted = base
      this.#identity = position.identity
    }
    this.#offset = position.offset
    this.#framer.write(bytes, base)
    this.#handTallies()
    return this.#take()
  }

  block(bytes: Uint8Array): RequestBatch[] {
    this.#blocks ??= new BlockReader(this.#parts, lines => this.#readLines(lines))
    this.#blocks.read(bytes, this.#settled)
    if (this.#parts.builder.repeats.length >= this.#maxRows) this.#push()
    return this.#take()
  }

  #readLines(lines: Uint8Array): void {
    const offset = Math.max(0, this.#offset) + lines.length
    this.#ready.push(...this.write(lines, { identity: this.#identity, offset }))
  }

  boundary(complete: boolean): RequestBatch[] {
    this.#finishLine(complete)
    this.#parts.lines.boundary()
    if (this.#settled && this.#dirty) this.#push()
    this.#offset = nowhere
    return this.#take()
  }

  inputBuffer(): Uint8Array | null {
    this.#attachScanner()
    return this.#scanner?.inputBuffer() ?? null
  }

  settle(): RequestBatch[] {
    this.#settle()
    return this.flush()
  }

  flush(): RequestBatch[] {
    this.#parts.records.settleOverdue(this.#parts.options.clock.now())
    if (this.#settled && this.#dirty) this.#push()
    return this.#take()
  }

  end(): RequestBatch[] {
    this.#finishLine(true)
    this.#parts.lines.boundary()
    this.#settle()
    this.#parts.records.settleOverdue(Number.POSITIVE_INFINITY)
    if (this.#dirty) this.#push()
    return this.#take()
  }

  get format(): SourceFormat {
    const format = describeFormat(this.#plan ?? this.#makePlan())
    const { note } = this.#parts.records.losses
    return note === null ? format : { ...format, notes: [...format.notes, note] }
  }

  /** Lines so far that were no requests, and how many keys more there is room for: see `Shape.room`. */
  get variety(): { readonly others: number; readonly room: number } {
    const { counters } = this.#parts.builder
    return { others: counters.lines - counters.requests, room: this.#parts.tree.shape.room }
  }

  get settled(): boolean {
    return this.#settled
  }

  get plan(): DecodePlan | null {
    return this.#plan
  }

  halves(): Halves {
    this.#settle()
    return this.#parts.records.twoLines.takeHalves()
  }

  adopt(halves: Halves): RequestBatch[] {
    this.#parts.records.twoLines.adopt(halves)
    return this.#take()
  }

  #sink(): LineSink {
    return {
      line: (text, bytes, end) => {
        this.#parts.builder.counters.lines++
        this.#parts.lines.line(text, bytes)
        this.#advance(end)
      },
      rest: (text, bytes, end) => {
        this.#parts.lines.rest(text, bytes)
        this.#advance(end)
      },
      scalar: end => {
        this.#parts.builder.counters.lines++
        this.#parts.builder.counters.rejected.notObject++
        this.#advance(end)
      },
      tooLong: end => {
        this.#parts.builder.counters.lines++
        this.#parts.builder.counters.rejected.tooLong++
        this.#advance(end)
      },
    }
  }

  /** Everything before `end` is accounted for. */
  #advance(end: number): void {
    this.#parts.builder.counters.bytes += end - this.#accounted
    this.#accounted = end
    if (!this.#settled && this.#eager && this.#isRipe()) this.#settle()
    if (this.#settled && this.#parts.builder.length >= this.#maxRows) this.#push()
  }

  /** Enough was seen to decide on units and format. */
  #isRipe(): boolean {
    const { requests, ripe } = this.#parts.observer
    if (this.#parts.builder.length + this.#parts.records.calls.waiting >= mostHeld) return true
    return ripe || (requests >= enoughRequests && this.#parts.book.undecided === 0)
  }

  #settle(): void {
    if (this.#settled) return
    this.#settled = true
    this.#parts.book.settle()
    this.#parts.records.settle()
    this.#parts.records.twoLines.joins.settle()
    this.#parts.future.learn(this.#parts.observer.times)
    this.#parts.builder.counters.rejected.future += this.#parts.builder.removeIf(time =>
      this.#parts.future.rejects(time),
    )
    this.#plan = this.#makePlan()
    this.#parts.observer.frozen = true
    if (this.#parts.options.kernel === 'always') this.#attachScanner()
  }

  /** From here on the kernel reads the ordinary lines, where there is one. */
  #attachScanner(): void {
    if (this.#kernelTried || !this.#settled || !this.#eager) return
    this.#kernelTried = true
    this.#scanner = makeScanner(this.#parts, end => this.#advance(end))
    if (this.#scanner !== null) this.#framer.attach(this.#scanner)
  }

  #makePlan(): DecodePlan {
    const { options, observer, book, tree, salvager, records, future, builder } = this.#parts
    return makePlan({
      options,
      observer,
      book,
      tree,
      templates: salvager.templates(),
      joins: records.twoLines.joins.established,
      alone: records.twoLines.alone,
      told: records.retold.counted,
      callKeys: records.calls.keys,
      openings: records.openings.habits,
      parallel: observer.parallel && !this.#framer.spansLines,
      ahead: future.ahead ?? 0,
      counters: builder.counters,
    })
  }

  #finishLine(complete: boolean): void {
    const remainder = this.#framer.takeRemainder()
    const { counters } = this.#parts.builder
    if (remainder !== null) {
      if (remainder === 'tooLong') {
        counters.lines++
        counters.rejected.tooLong++
      } else if ('partialBytes' in remainder) counters.partialBytes += remainder.partialBytes
      else if (!complete || !this.#parts.lines.lastLine(remainder.text, remainder.bytes, remainder.isRest))
        counters.partialBytes += remainder.bytes.length
    }
    if (this.#offset > this.#accounted) this.#advance(this.#offset)
  }

  get #dirty(): boolean {
    return this.#parts.builder.dirty || this.#scanner?.tallier?.waiting === true
  }

  /** What was counted is handed over soon, and a few rows: they decide which ones are wanted from then on. */
  #handTallies(): void {
    if (this.#scanner?.tallier == null) return
    const { builder } = this.#parts
    if (builder.hasTallies || builder.length >= rowsBesideTallies) this.#handRows()
  }

  /** Everything so far. */
  #push(): void {
    this.#scanner?.tallier?.flush()
    this.#handRows()
  }

  #handRows(): void {
    this.#ready.push(this.#parts.builder.take({ identity: this.#identity, offset: this.#accounted }))
  }

  #take(): RequestBatch[] {
    return this.#ready.splice(0)
  }
}
