import type { Collector } from '../collector/index.ts'
import {
  AppError,
  addIngest,
  type Checkpoint,
  type Clock,
  emptyIngest,
  type IngestCounters,
  type LeaseAnswer,
  type RollupWriter,
  type SourcePosition,
  type StoredSeries,
  type SystemSample,
} from '../model/index.ts'
import { Pending } from './pending.ts'

export interface HistoryRecorderOptions {
  readonly collector: Collector
  readonly writer: RollupWriter
  readonly clock: Clock
  readonly host: string
  /** What keeps it from storing; `null` when it does again. */
  readonly onTrouble: (error: AppError | null) => void
}

interface RecordedSource {
  /** Its name in the store. */
  readonly name: string
  /** `false`: it cannot be gone on with later, so there is nothing to remember. */
  readonly kept: boolean
  position: SourcePosition | null
  readonly ingest: IngestCounters
  changed: boolean
}

const everyMilliseconds = 1000
/** After a failure. */
const againMilliseconds = 2000
/** Seconds: others may take a recorder for dead that gives no sign of life for longer than twice this. */
const signEvery = 5
/** Seconds between samples of one machine that are kept. */
const sampleEvery = 10

/**
 * Stores what a collector counts, about once a second: requests together with the positions up to which they
 * were read, so that whoever goes on there counts each line once. What cannot be stored is kept until it can.
 */
export class HistoryRecorder {
  readonly #options: HistoryRecorderOptions
  readonly #sources = new Map<number, RecordedSource>()
  /** Series that the store has not heard of yet. */
  #series: (readonly [number, StoredSeries])[] = []
  readonly #pending = new Pending()
  readonly #latest = new Map<string, SystemSample>()
  #samples: SystemSample[] = []
  #trouble: AppError | null = null
  #signAt = 0
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | null = null
  #closed = false

  constructor(options: HistoryRecorderOptions) {
    this.#options = options
    this.#wait(everyMilliseconds)
  }

  /** Why nothing is stored at the moment. */
  get trouble(): AppError | null {
    return this.#trouble
  }

  /** Requests that were counted and will never be stored. */
  get lost(): number {
    return this.#pending.lost
  }

  acquire(name: string, begin: SourcePosition | null): Promise<LeaseAnswer> {
    return this.#options.writer.acquire(name, begin)
  }

  /** From here on, what comes from this source is stored. Without `kept` nothing is remembered of the source itself. */
  include(source: number, name: string, kept: boolean, checkpoint: Checkpoint | null): void {
    const ingest = emptyIngest()
    if (checkpoint !== null) addIngest(ingest, checkpoint.ingest)
    this.#sources.set(source, { name, kept, position: checkpoint?.position ?? null, ingest, changed: false })
    this.#options.collector.record(source)
  }

  /**
   * Lets the store know who records what is included already, and counts on from what was counted of it before.
   * Where somebody else goes by this name, or the store has trouble, all is as without it.
   */
  async goOn(source: number): Promise<void> {
    const known = this.#sources.get(source)
    if (known === undefined) return
    const answer = await this.acquire(known.name, null).catch(() => null)
    if (answer?.granted === true && answer.checkpoint !== null)
      addIngest(known.ingest, answer.checkpoint.ingest)
  }

  /** Everything of this source before `position` was handed to the collector. */
  reached(source: number, position: SourcePosition): void {
    const known = this.#sources.get(source)
    if (known === undefined) return
    known.position = position
    known.changed = true
  }

  count(source: number, delta: IngestCounters): void {
    const known = this.#sources.get(source)
    if (known === undefined) return
    addIngest(known.ingest, delta)
    known.changed = true
  }

  /** One in ten seconds of each machine is kept. */
  sample(sample: SystemSample): void {
    const key = `${sample.origin} ${sample.host ?? ''}`
    const before = this.#latest.get(key)
    this.#latest.set(key, sample)
    if (before !== undefined && slotOf(before) !== slotOf(sample)) this.#samples.push(before)
    if (this.#samples.length > mostSamples) this.#samples.splice(0, mostSamples / 2)
  }

  /** A sample that came with a source, if that source is recorded. */
  sampleOf(source: number, sample: SystemSample): void {
    if (this.#sources.has(source)) this.sample(sample)
  }

  /** Stores everything, gives the sources back and ends. Rejects when it could not be stored. */
  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#running
    try {
      this.#samples.push(...this.#latest.values())
      await this.#store()
    } finally {
      await this.#options.writer.close()
    }
  }

  #wait(milliseconds: number): void {
    if (this.#closed) return
    this.#timer = setTimeout(() => {
      this.#running = this.#tick()
    }, milliseconds)
    this.#timer.unref()
  }

  async #tick(): Promise<void> {
    try {
      await this.#store()
      this.#note(null)
      this.#wait(everyMilliseconds)
    } catch (error) {
      this.#note(error instanceof AppError ? error : new AppError((error as Error).message, { cause: error }))
      this.#wait(againMilliseconds)
    } finally {
      this.#running = null
    }
  }

  /** One commit: whatever there is at this moment, positions and counts alike. */
  async #store(): Promise<void> {
    const { collector, clock, writer, host } = this.#options
    const recorded = collector.takeRecorded()
    this.#pending.add(recorded.buckets)
    for (const [cell, { source, method, endpoint }] of recorded.series)
      this.#series.push([cell, { host, source: this.#sources.get(source)!.name, method, endpoint }])
    const changed = [...this.#sources.values()].filter(source => source.changed)
    const now = clock.now()
    const nothing = this.#pending.isEmpty && changed.length === 0 && this.#samples.length === 0
    if (nothing && now - this.#signAt < signEvery) return
    const checkpoints = changed.filter(({ kept }) => kept).map(checkpointOf)
    const samples = this.#samples
    this.#samples = []
    for (const source of changed) source.changed = false
    const buckets = this.#pending.buckets()
    try {
      await writer.commit({ at: now, series: this.#series, buckets, samples, checkpoints })
    } catch (error) {
      for (const source of changed) source.changed = true
      this.#samples = [...samples, ...this.#samples].slice(-mostSamples)
      throw error
    }
    this.#pending.clear()
    this.#series = []
    this.#signAt = now
  }

  #note(trouble: AppError | null): void {
    if (this.#trouble?.message === trouble?.message) return
    this.#trouble = trouble
    this.#options.onTrouble(trouble)
  }
}

const mostSamples = 100_000

function slotOf({ timestamp }: SystemSample): number {
  return Math.floor(timestamp / sampleEvery)
}

function checkpointOf({ name, position, ingest }: RecordedSource): Checkpoint {
  return { source: name, position, ingest: structuredClone(ingest) }
}
