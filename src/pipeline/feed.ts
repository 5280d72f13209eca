import { setImmediate as breathe } from 'node:timers/promises'
import { type BatchPool, checkFieldMap, type DecodeOptions, type Decoder } from '../decode/index.ts'
import {
  AppError,
  addIngest,
  emptyIngest,
  type IngestCounters,
  type PushAnswer,
  type RequestBatch,
  type Source,
  type SourceEvent,
  type SourcePosition,
  type SourceState,
  sumCounts,
} from '../model/index.ts'

/** Where decoded requests go, and what became known on the way. */
export interface Sink {
  add(batch: RequestBatch): void
  countIngest(delta: IngestCounters): void
}

export interface FeedOptions {
  readonly source: Source
  readonly decoder: Decoder
  readonly sink: Sink
  /** Where the decoder has its memory from. The sink must not keep batches then. */
  readonly pool?: BatchPool
  /** A stream's format and units freeze this long after its first bytes. */
  readonly settleSeconds?: number
  /** Hand rows over after every read, so that they show at once: for followed inputs. */
  readonly eager?: boolean
  /** Give up the event loop at least this often, so that keys and timers are served during a backfill. */
  readonly sliceMilliseconds?: number
  readonly onError?: (error: AppError) => void
  /** So many bytes were read. */
  readonly onBytes?: ((bytes: number) => void) | undefined
  /** Everything before this position was handed to the sink. */
  readonly onReached?: (position: SourcePosition) => void
  /** Fields by hand that the first lines are to have: without one of them the feed ends with a usage error. */
  readonly map?: DecodeOptions['map']
  /** Nothing was recognised to the end; told with the first bytes. */
  readonly onUnknown?: ((first: Uint8Array) => void) | undefined
  /** Read before the source itself, which goes on where this ends. */
  readonly prelude?: { readonly source: Source; readonly onEnd: () => void }
}

const newline = 10

/** Bytes in which a field that was named by hand must appear: what a program says as it starts is no request yet. */
const enoughToCheck = 256 * 1024

const streamPosition = { identity: '', offset: 0 }

const rejections: Readonly<Record<string, string>> = {
  notJson: 'not JSON',
  notObject: 'not a JSON object',
  tooLong: 'too long',
  tooDeep: 'nested too deeply',
  badField: 'status or timestamp unusable',
  future: 'timestamp in the future',
  notRequest: 'neither a request nor a system sample',
  notWhole: 'not whole, and no newline at its end',
}

/** One source on its way into the collector. Pulls: the next bytes are asked for when the last are accounted for. */
export class Feed {
  readonly #options: FeedOptions
  #state: SourceState['state'] = 'waiting'
  #message: string | null = null
  #rotations = 0
  #truncations = 0
  #gapBytes = 0
  #settle: NodeJS.Timeout | undefined
  /** Read up to here; whether in the middle of a line. */
  #position: SourcePosition | null = null
  #midLine = false
  /** What came first, as long as it may be looked at. */
  #first: Uint8Array[] | null
  #firstBytes = 0
  #checked: boolean

  constructor(options: FeedOptions) {
    this.#options = options
    this.#checked = (options.map ?? []).length === 0
    this.#first = this.#checked && options.onUnknown === undefined ? null : []
  }

  get state(): SourceState {
    const { source, decoder } = this.#options
    return {
      name: source.name,
      kind: source.kind,
      format: decoder.format,
      state: this.#state,
      message: this.#message,
      rotations: this.#rotations,
      truncations: this.#truncations,
      gapBytes: this.#gapBytes,
      lagBytes: source.lagBytes(),
    }
  }

  /** Ends when the source has ended or was closed. Faults of the source are reported, not thrown. */
  async run(): Promise<void> {
    const { source, sliceMilliseconds, prelude } = this.#options
    let sliceEnd = performance.now() + (sliceMilliseconds ?? Number.POSITIVE_INFINITY)
    try {
      for await (const event of prelude === undefined ? source : this.#bothOf(prelude, source)) {
        this.#handle(event)
        if (this.#firstBytes >= enoughToCheck) this.#check()
        if (sliceMilliseconds === undefined || performance.now() < sliceEnd) continue
        await breathe()
        sliceEnd = performance.now() + sliceMilliseconds
      }
      this.#check()
      this.#state = 'ended'
      this.#message = null
    } catch (error) {
      this.#fail(
        error instanceof AppError
          ? error
          : new AppError((error as Error).message, { place: source.name, cause: error }),
      )
      this.#state = 'failed'
    } finally {
      clearTimeout(this.#settle)
      this.#hand(this.#options.decoder.end())
      this.#midLine = false
      this.#tell()
      this.#tellUnknown()
    }
  }

  /** All the prelude's rows are handed over before the first of the source, and none of its positions is told. */
  async *#bothOf(prelude: NonNullable<FeedOptions['prelude']>, source: Source): AsyncGenerator<SourceEvent> {
    for await (const event of prelude.source) yield event
    const { decoder } = this.#options
    this.#hand(decoder.settle())
    this.#hand(decoder.flush())
    this.#position = null
    prelude.onEnd()
    yield* source
  }

  #tell(): void {
    const { decoder, onReached } = this.#options
    if (this.#position === null || this.#midLine || !decoder.settled) return
    onReached?.(this.#position)
    this.#position = null
  }

  #handle(event: SourceEvent): void {
    const { decoder, eager, source } = this.#options
    switch (event.type) {
      case 'data':
        if (this.#state === 'waiting') this.#state = 'reading'
        this.#settleSoon()
        this.#keep(event.bytes)
        this.#hand(decoder.write(event.bytes, event.position))
        this.#options.onBytes?.(event.bytes.length)
        if (eager === true && decoder.settled) this.#hand(decoder.flush())
        this.#position = event.position
        this.#midLine = event.bytes.at(-1) !== newline
        this.#tell()
        break
      case 'boundary':
        if (event.reason === 'rotated' || event.reason === 'replaced') this.#rotations++
        if (event.reason === 'truncated') this.#truncations++
        this.#hand(decoder.boundary(event.complete))
        this.#midLine = false
        this.#tell()
        break
      case 'body':
        event.answer(this.#decodeBody(event.bytes))
        break
      case 'requestBlock':
        this.#state = 'following'
        this.#settleSoon()
        this.#hand(decoder.block(event.bytes))
        this.#options.onBytes?.(event.bytes.length)
        if (eager === true && decoder.settled) this.#hand(decoder.flush())
        break
      case 'discarded': {
        const counters = { ...emptyIngest(), bytes: event.bytes, lines: 1 }
        counters.rejected.tooLong = 1
        this.#options.sink.countIngest(counters)
        break
      }
      case 'gap':
        this.#gapBytes += event.bytes
        this.#options.sink.countIngest({ ...emptyIngest(), gapBytes: event.bytes })
        break
      case 'caughtUp':
        this.#state = 'following'
        // All there is of a file: shown at once. A stream gets its second, so that its units rest on more.
        if (source.kind === 'file') this.#hand(decoder.settle())
        if (decoder.settled) this.#hand(decoder.flush())
        this.#tell()
        break
      case 'state':
        this.#state = event.state
        this.#message = event.message
        break
      case 'error':
        this.#fail(event.error)
        break
    }
  }

  /** Decodes one pushed body on its own, at once, since its sender waits for the counts. */
  #decodeBody(bytes: Uint8Array): PushAnswer {
    const { decoder } = this.#options
    this.#state = 'following'
    const total = emptyIngest()
    const hand = (batches: readonly RequestBatch[]) => {
      for (const { counters } of batches) addIngest(total, counters)
      this.#hand(batches)
    }
    hand(decoder.write(bytes, streamPosition))
    hand(decoder.boundary(true))
    hand(decoder.settle())
    hand(decoder.flush())
    const refused = {
      ...total.rejected,
      notRequest: total.ignored.notRequest,
      // A body ends where its sender ended it: there is no rest to wait for.
      notWhole: total.partialBytes > 0 ? 1 : 0,
    }
    return {
      accepted: total.requests + total.systemSamples,
      rejected: sumCounts(refused),
      errors: Object.entries(refused)
        .filter(([, count]) => count > 0)
        .map(
          ([reason, count]) => `${count} ${count === 1 ? 'line' : 'lines'}: ${rejections[reason] ?? reason}`,
        ),
    }
  }

  #keep(bytes: Uint8Array): void {
    if (this.#first === null || this.#firstBytes >= enoughToCheck) return
    this.#first.push(bytes.slice(0, enoughToCheck - this.#firstBytes))
    this.#firstBytes += bytes.length
  }

  #check(): void {
    if (this.#checked) return
    this.#checked = true
    const first = Buffer.concat(this.#first!)
    if (this.#options.onUnknown === undefined) this.#first = null
    checkFieldMap([first], this.#options.map!)
  }

  #tellUnknown(): void {
    const { decoder, onUnknown } = this.#options
    if (this.#first === null || this.#firstBytes === 0 || decoder.plan?.format != null) return
    onUnknown?.(Buffer.concat(this.#first))
  }

  #fail(error: AppError): void {
    this.#message = error.message
    this.#options.onError?.(error)
  }

  #hand(batches: readonly RequestBatch[]): void {
    const { sink, pool } = this.#options
    for (const batch of batches) {
      sink.add(batch)
      pool?.give(batch)
    }
  }

  #settleSoon(): void {
    const { decoder, settleSeconds } = this.#options
    if (settleSeconds === undefined || this.#settle !== undefined || decoder.settled) return
    this.#settle = setTimeout(() => {
      this.#hand(decoder.settle())
      this.#hand(decoder.flush())
      this.#tell()
    }, settleSeconds * 1000)
  }
}
