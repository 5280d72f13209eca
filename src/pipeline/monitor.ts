import { Collector, type CollectorOptions, type SnapshotRequest } from '../collector/index.ts'
import { createDecoder, type DecodeOptions, type DecodePlan } from '../decode/index.ts'
import { Analyst, explainSpike, type InsightOptions } from '../insight/index.ts'
import {
  type AppError,
  type Clock,
  emptyIngest,
  type Observation,
  type RequestRecord,
  type Snapshot,
  type Source,
  type SourceState,
  type SpikeExplanation,
  type Stretch,
} from '../model/index.ts'
import { openFollower } from '../sources/index.ts'
import { openSampler, type Sampler } from '../system/index.ts'
import { Feed } from './feed.ts'
import { type FollowFrom, followStart } from './follow-start.ts'
import { usualInstanceField, withInstances } from './instances.ts'

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
  readonly #analyst: Analyst
  /** Nobody asked for groups, so they tell instances apart. */
  readonly #byInstance: boolean
  readonly #feeds: Feed[] = []
  readonly #sources: Source[] = []
  readonly #sampler: Sampler | null
  readonly #runs: Promise<void>[] = []

  constructor(options: MonitorOptions) {
    this.#options = options
    this.#analyst = new Analyst(options.insight)
    this.#byInstance = options.collector.groupBy == null
    this.#collector = new Collector({
      ...options.collector,
      ...(this.#byInstance && { groupBy: usualInstanceField }),
      clock: options.clock,
      profile: 'live',
      host: options.host,
      sourceName: source => this.#sources[source]?.name ?? String(source),
    })
    this.#sampler = options.system
      ? openSampler({
          clock: options.clock,
          host: options.host,
          onSample: sample => this.#collector.addSample(sample),
        })
      : null
  }

  /** Follows a file from there on; its format is told from what it holds already. */
  follow(path: string, from: FollowFrom): void {
    const start = followStart(path, from, this.#decodeOptions())
    if (typeof start.from === 'number') {
      this.#collector.countIngest({ ...emptyIngest(), skippedBytes: start.from })
    }
    this.add(openFollower(path, { from: start.from }), start.plan)
  }

  /** Starts to read one more source. */
  add(source: Source, plan: DecodePlan | null = null): void {
    const { onError } = this.#options
    const options = this.#decodeOptions()
    const decoder = createDecoder(plan === null ? options : { ...options, plan })
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

  #decodeOptions(): DecodeOptions {
    const { clock, decode } = this.#options
    const extraFields = [...(decode.extraFields ?? []), ...(this.#byInstance ? [usualInstanceField] : [])]
    return { ...decode, extraFields, source: this.#feeds.length, clock, keepLines: true, rejectFuture: true }
  }

  get sources(): SourceState[] {
    return this.#feeds.map(feed => feed.state)
  }

  observe(request: ObserveRequest): Observation {
    const snapshot = this.#snapshot(request)
    return { snapshot, insight: this.#analyst.analyse(snapshot) }
  }

  /** The newest requests of one endpoint that are still kept, newest first. */
  requestsOf(endpoint: { method: string | null; endpoint: string }, limit: number): RequestRecord[] {
    return this.#collector.requestsOf(endpoint, limit)
  }

  /** Who made what happened between two times, against as long a time before; `null` when one of them is unknown. */
  explainSpike(from: number, to: number, request: ObserveRequest): SpikeExplanation | null {
    const seconds = Math.max(1, to - from)
    const during = this.#snapshot({ ...request, windowSeconds: seconds, end: to })
    const before = this.#snapshot({ ...request, windowSeconds: baselineFactor * seconds, end: from })
    if (during.requests.total === 0 || before.requests.total === 0) return null
    return explainSpike(stretchOf(during), stretchOf(before))
  }

  #snapshot(request: ObserveRequest): Snapshot {
    const snapshot = this.#collector.snapshot({ ...request, sources: this.sources })
    return this.#byInstance ? withInstances(snapshot) : snapshot
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

/** The time before a spike is longer than the spike: a steadier measure. */
const baselineFactor = 4

function stretchOf({ window, requests, rate, endpoints, bySource, system }: Snapshot): Stretch {
  return { window, requests, rate, endpoints, bySource, system }
}
