import { Collector, type CollectorOptions, type SnapshotRequest } from '../collector/index.ts'
import { createDecoder, type DecodeOptions } from '../decode/index.ts'
import { analyse, type InsightOptions } from '../insight/index.ts'
import type { AppError, Clock, Observation, Source, SourceState } from '../model/index.ts'
import { openSampler, type Sampler } from '../system/index.ts'
import { Feed } from './feed.ts'

export interface MonitorOptions {
  readonly clock: Clock
  /** What this machine is called. */
  readonly host: string
  readonly decode: Omit<DecodeOptions, 'source' | 'clock' | 'plan'>
  readonly collector: Omit<CollectorOptions, 'clock' | 'profile'>
  readonly insight: InsightOptions
  /** Sample this machine. */
  readonly system: boolean
  readonly onError: (error: AppError) => void
}

/** Requests for a picture: which window, which filter, which moment. */
export type ObserveRequest = Omit<SnapshotRequest, 'sources'>

/**
 * The live pipeline without a screen: sources → decode → collector, with this machine's samples beside it.
 * Whoever wants to look asks `observe`.
 */
export class Monitor {
  readonly #options: MonitorOptions
  readonly #collector: Collector
  readonly #feeds: Feed[] = []
  readonly #sources: Source[] = []
  readonly #sampler: Sampler | null
  readonly #runs: Promise<void>[] = []

  constructor(options: MonitorOptions) {
    this.#options = options
    this.#collector = new Collector({ ...options.collector, clock: options.clock, profile: 'live' })
    this.#sampler = options.system
      ? openSampler({
          clock: options.clock,
          host: options.host,
          onSample: sample => this.#collector.addSample(sample),
        })
      : null
  }

  /** Starts to read one more source. */
  add(source: Source): void {
    const { clock, decode, onError } = this.#options
    const decoder = createDecoder({
      ...decode,
      source: this.#feeds.length,
      clock,
      keepLines: true,
      rejectFuture: true,
    })
    const feed = new Feed({
      source,
      decoder,
      sink: this.#collector,
      settleSeconds: 1,
      eager: true,
      sliceMilliseconds: 12,
      onError,
    })
    this.#feeds.push(feed)
    this.#sources.push(source)
    this.#runs.push(feed.run())
  }

  get sources(): SourceState[] {
    return this.#feeds.map(feed => feed.state)
  }

  observe(request: ObserveRequest): Observation {
    const snapshot = this.#collector.snapshot({ ...request, sources: this.sources })
    return { snapshot, insight: analyse(snapshot, this.#options.insight) }
  }

  /** Resolves when every source added so far has ended. */
  async finished(): Promise<void> {
    await Promise.all(this.#runs)
  }

  /** Stops reading; what was read is still there to observe. */
  async close(): Promise<void> {
    this.#sampler?.close()
    await Promise.all(this.#sources.map(source => source.close()))
    await this.finished()
  }
}
