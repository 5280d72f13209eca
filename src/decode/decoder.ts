import {
  type DurationUnit,
  type RequestBatch,
  type SourceFormat,
  type SourcePosition,
  usageError,
} from '../model/index.ts'
import { nearest } from '../text/index.ts'
import { BatchBuilder } from './batch-builder.ts'
import { describeFormat, makePlan } from './describe.ts'
import { listFormats } from './formats/index.ts'
import { LineFramer, type LineSink } from './framing/lines.ts'
import { canReadExtras } from './kernel/keys.ts'
import { loadKernel } from './kernel/load.ts'
import { type GeneralState, ignoredSlots, LineScanner } from './kernel/scanner.ts'
import { TextParser } from './line/parse.ts'
import { LineReader } from './line/reader.ts'
import { Salvager } from './line/salvage.ts'
import { allColumns, type DecodeOptions, defaults } from './options.ts'
import type { DecodePlan } from './plan.ts'
import { ExtraFields } from './record/extra.ts'
import { KeyTree } from './record/key-tree.ts'
import { overridesOf } from './record/overrides.ts'
import { Evaluator } from './request/evaluate.ts'
import { Future } from './request/future.ts'
import type { Halves } from './request/joins.ts'
import { Observer } from './request/observer.ts'
import { RecordReader } from './request/records.ts'
import { UnitBook } from './units/book.ts'
import { makeZone, type Zone } from './values/zone.ts'

/** Bytes of one source → batches. Rows wait until their units are decided; then they flow. */
export interface Decoder {
  /** @param position of the byte after the chunk. Chunks may end anywhere. */
  write(bytes: Uint8Array, position: SourcePosition): RequestBatch[]
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

/** Bytes. A kernel takes 2 MiB and 10 ms to set up: of thousands of small logs, each goes without. */
const worthAKernel = 256 * 1024
/** Before the first chunk: no chunk continues this. */
const nowhere = -1
/** Good records that teach key orders, where there is no plan. */
const lessons = 256
/** Requests without any duration after which none is expected. */
const enoughRequests = 50

/** Throws a usage error for an unknown zone or format. */
export function createDecoder(options: DecodeOptions): Decoder {
  return new PlainDecoder(options, true)
}

/** The definition of decoding, in plain TypeScript. */
export class PlainDecoder implements Decoder {
  readonly #options: DecodeOptions
  readonly #builder: BatchBuilder
  readonly #framer: LineFramer
  readonly #lines: LineReader
  readonly #records: RecordReader
  readonly #book: UnitBook
  readonly #observer: Observer
  readonly #tree: KeyTree
  readonly #salvager: Salvager
  readonly #future: Future
  readonly #parser: TextParser
  readonly #zone: Zone
  readonly #timestampUnit: DurationUnit | null
  readonly #durationUnit: DurationUnit | null
  #scanner: LineScanner | null = null
  #kernelTried = false
  #written = 0
  readonly #ready: RequestBatch[] = []
  readonly #eager: boolean
  readonly #maxRows: number
  #identity = ''
  #offset = nowhere
  #accounted = 0
  #settled: boolean
  #plan: DecodePlan | null

  /** @param eager settle by itself as soon as enough was seen */
  constructor(options: DecodeOptions, eager: boolean) {
    this.#options = options
    this.#eager = eager
    this.#maxRows = options.maxBatchRows ?? defaults.maxBatchRows
    const plan = options.plan ?? null
    this.#plan = plan
    this.#settled = plan !== null
    const zone = makeZone(options.zone ?? null)
    const { overrides, durationUnit, timestampUnit } = overridesOf(options.map ?? [], options.units ?? {})
    const extra = new ExtraFields(options.extraFields ?? [])
    const named = formatOf(options.logFormat)
    this.#tree = new KeyTree(overrides)
    this.#salvager = new Salvager(plan?.templates)
    const parser = new TextParser(
      this.#salvager,
      plan !== null ? 0 : eager ? lessons : Number.POSITIVE_INFINITY,
    )
    this.#parser = parser
    this.#zone = zone
    this.#timestampUnit = timestampUnit
    this.#durationUnit = durationUnit
    this.#book = new UnitBook(durationUnit, plan?.units)
    this.#observer = new Observer(this.#tree, this.#book, named, eager)
    this.#observer.frozen = plan !== null
    this.#future = new Future(options.clock, options.rejectFuture === true, plan?.ahead ?? null)
    this.#builder = new BatchBuilder(options.source, extra.names, options.keepLines === true, options.columns)
    this.#records = new RecordReader({
      builder: this.#builder,
      evaluator: new Evaluator({
        tree: this.#tree,
        parser,
        zone,
        timestampUnit,
        durationUnit,
        maxDepth: options.maxDepth ?? defaults.maxDepth,
        mapped: overrides.length > 0,
      }),
      parser,
      observer: this.#observer,
      extra,
      clock: options.clock,
      zone,
      future: this.#future,
      joined: plan?.joins ?? null,
    })
    this.#lines = new LineReader(this.#records, parser, this.#observer, this.#builder)
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
    return this.#take()
  }

  boundary(complete: boolean): RequestBatch[] {
    this.#finishLine(complete)
    this.#lines.boundary()
    if (this.#settled && this.#builder.dirty) this.#push()
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
    this.#records.settleOrphans(this.#options.clock.now())
    if (this.#settled && this.#builder.dirty) this.#push()
    return this.#take()
  }

  end(): RequestBatch[] {
    this.#finishLine(true)
    this.#lines.boundary()
    this.#settle()
    this.#records.settleOrphans(Number.POSITIVE_INFINITY)
    if (this.#builder.dirty) this.#push()
    return this.#take()
  }

  get format(): SourceFormat {
    const format = describeFormat(this.#plan ?? this.#makePlan())
    const { note } = this.#records.losses
    return note === null ? format : { ...format, notes: [...format.notes, note] }
  }

  get settled(): boolean {
    return this.#settled
  }

  get plan(): DecodePlan | null {
    return this.#plan
  }

  halves(): Halves {
    this.#settle()
    return this.#records.takeHalves()
  }

  adopt(halves: Halves): RequestBatch[] {
    this.#records.adopt(halves)
    return this.#take()
  }

  #sink(): LineSink {
    return {
      line: (text, bytes, end) => {
        this.#builder.counters.lines++
        this.#lines.line(text, bytes)
        this.#advance(end)
      },
      rest: (text, bytes, end) => {
        this.#lines.rest(text, bytes)
        this.#advance(end)
      },
      scalar: end => {
        this.#builder.counters.lines++
        this.#builder.counters.rejected.notObject++
        this.#advance(end)
      },
      tooLong: end => {
        this.#builder.counters.lines++
        this.#builder.counters.rejected.tooLong++
        this.#advance(end)
      },
    }
  }

  /** Everything before `end` is accounted for. */
  #advance(end: number): void {
    this.#builder.counters.bytes += end - this.#accounted
    this.#accounted = end
    if (!this.#settled && this.#eager && this.#isRipe()) this.#settle()
    if (this.#settled && this.#builder.length >= this.#maxRows) this.#push()
  }

  /** Enough was seen to decide on units and format. */
  #isRipe(): boolean {
    const { requests, ripe } = this.#observer
    if (this.#builder.length >= mostHeld) return true
    return ripe || (requests >= enoughRequests && this.#book.undecided === 0)
  }

  #settle(): void {
    if (this.#settled) return
    this.#settled = true
    this.#book.settle()
    this.#records.joins.settle()
    this.#future.learn(this.#observer.times)
    this.#builder.counters.rejected.future += this.#builder.removeIf(time => this.#future.rejects(time))
    this.#plan = this.#makePlan()
    this.#observer.frozen = true
    if (this.#options.kernel === 'always') this.#attachScanner()
  }

  /** From here on the kernel reads the ordinary lines, where there is one. */
  #attachScanner(): void {
    if (this.#kernelTried || !this.#settled || !this.#eager) return
    this.#kernelTried = true
    const options = this.#options
    const extraFields = options.extraFields ?? []
    const kernel = options.kernel === 'off' || !canReadExtras(extraFields) ? null : loadKernel()
    if (kernel === null) return
    this.#scanner = new LineScanner(kernel, {
      tree: this.#tree,
      book: this.#book,
      builder: this.#builder,
      general: this.#generalState(),
      zone: this.#zone,
      timestampUnit: this.#timestampUnit,
      durationUnit: this.#durationUnit,
      extraFields,
      ignored: ignoredSlots(options.columns ?? allColumns),
      maxLineBytes: options.maxLineBytes ?? defaults.maxLineBytes,
      maxDepth: options.maxDepth ?? defaults.maxDepth,
      keepLines: options.keepLines === true,
    })
    this.#framer.attach(this.#scanner)
  }

  #generalState(): GeneralState {
    const decoder = this
    const records = this.#records
    const options = this.#options
    return {
      get ready() {
        return !decoder.#parser.learning && !records.piecesWait && !decoder.#lines.partsWait
      },
      get idsMatter() {
        return records.joins.startsWait
      },
      get latest() {
        return decoder.#future.latest
      },
      get lastTold() {
        return records.duplicates.lastTold
      },
      get requests() {
        return decoder.#builder.counters.requests - decoder.#builder.counters.salvaged
      },
      get others() {
        return decoder.#builder.counters.ignored.notRequest
      },
      get room() {
        return decoder.#maxRows - decoder.#builder.length
      },
      arrivalTime: () => {
        this.#observer.untimed = true
        return options.clock.now()
      },
      forgetLast: () => records.duplicates.forgetLast(),
      added: (requests, others, end) => {
        const { counters } = this.#builder
        counters.lines += requests + others
        counters.requests += requests
        counters.ignored.notRequest += others
        this.#advance(end)
      },
    }
  }

  #makePlan(): DecodePlan {
    return makePlan({
      options: this.#options,
      observer: this.#observer,
      book: this.#book,
      tree: this.#tree,
      templates: this.#salvager.templates(),
      joins: this.#records.joins.established,
      parallel: this.#observer.parallel && !this.#framer.spansLines,
      ahead: this.#future.ahead ?? 0,
      counters: this.#builder.counters,
    })
  }

  #finishLine(complete: boolean): void {
    const remainder = this.#framer.takeRemainder()
    const { counters } = this.#builder
    if (remainder !== null) {
      if (remainder === 'tooLong') {
        counters.lines++
        counters.rejected.tooLong++
      } else if ('partialBytes' in remainder) counters.partialBytes += remainder.partialBytes
      else if (!complete || !this.#lines.lastLine(remainder.text, remainder.bytes, remainder.isRest))
        counters.partialBytes += remainder.bytes.length
    }
    if (this.#offset > this.#accounted) this.#advance(this.#offset)
  }

  #push(): void {
    this.#ready.push(this.#builder.take({ identity: this.#identity, offset: this.#accounted }))
  }

  #take(): RequestBatch[] {
    return this.#ready.splice(0)
  }
}

/** `null` for `auto`. Throws a usage error for a name that `listFormats()` does not have. */
function formatOf(name: string | undefined): string | null {
  if (name === undefined || name === 'auto') return null
  const names = listFormats().map(format => format.name)
  if (names.includes(name)) return name
  const near = nearest(name, names)
  throw usageError('unknown log format', {
    place: name,
    hint: near === null ? '`inspect --list` prints the formats' : `did you mean ${near}?`,
  })
}
