import { resolve } from 'node:path'
import { Collector, type CollectorOptions } from '../collector/index.ts'
import { BatchPool, createDecoder, type DecodeOptions, type DecodePlan } from '../decode/index.ts'
import type { InsightOptions } from '../insight/index.ts'
import {
  type AppError,
  type Checkpoint,
  type Clock,
  emptyIngest,
  type Health,
  type IngestCounters,
  type Observation,
  type Recorder,
  type RequestBatch,
  type RequestCounter,
  type RequestRecord,
  type RollupWriter,
  type Source,
  type SourceState,
  type SpikeExplanation,
  type Stretch,
} from '../model/index.ts'
import { openFollower, readFileRange } from '../sources/index.ts'
import { openSampler, type Sampler } from '../system/index.ts'
import { Feed, type Sink } from './feed.ts'
import { type FollowFrom, type FollowStart, followStart } from './follow-start.ts'
import { usualInstanceField } from './instances.ts'
import type { ObserveRequest } from './observe-request.ts'
import { Observer } from './observer.ts'
import type { Past } from './past.ts'
import { beginningOf, recordedRange } from './recorded-range.ts'
import { HistoryRecorder } from './recorder.ts'

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
  /** Where what is read is recorded. Without it, nothing is. */
  readonly writer?: RollupWriter | null
  /** Whether a file is recorded by somebody else; it is read all the same, but not recorded. */
  readonly onTaken?: (path: string, holder: Recorder) => void
  /** What keeps it from recording; `null` when it does again. */
  readonly onRecordTrouble?: (error: AppError | null) => void
  /** What was recorded before: fills the time before the first request of this run. */
  readonly past?: Past | null
}

export interface AddOptions {
  readonly plan?: DecodePlan | null
  /** Its name in history; `null`: not recorded. */
  readonly recordAs?: string | null
  /** Whether history remembers the source itself: not of stdin, which is another one each time. */
  readonly kept?: boolean
  readonly checkpoint?: Checkpoint | null
  /** Read before, but not recorded: it was already. */
  readonly prelude?: Source | null
}

/**
 * The live pipeline without a screen: sources → decode → collector, with this machine's samples beside it.
 * Whoever wants to look asks `observe`.
 */
export class Monitor {
  readonly #options: MonitorOptions
  readonly #collector: Collector
  readonly #observer: Observer
  /** Nobody asked for groups, so they tell instances apart. */
  readonly #byInstance: boolean
  readonly #feeds: Feed[] = []
  readonly #sources: Source[] = []
  readonly #sampler: Sampler | null
  readonly #recorder: HistoryRecorder | null
  readonly #runs: Promise<void>[] = []
  readonly #preludes: Source[] = []
  readonly #pool = new BatchPool()
  /** Of files, as history knows them. */
  readonly #names = new Set<string>()
  #closing = false

  constructor(options: MonitorOptions) {
    this.#options = options
    this.#byInstance = options.collector.groupBy == null
    this.#collector = new Collector({
      ...options.collector,
      ...(this.#byInstance && { groupBy: usualInstanceField, leastGroups: 2 }),
      clock: options.clock,
      profile: 'live',
      recording: options.writer != null,
      host: options.host,
      sourceName: source => this.#sources[source]?.name ?? String(source),
    })
    this.#recorder =
      options.writer == null
        ? null
        : new HistoryRecorder({
            collector: this.#collector,
            writer: options.writer,
            clock: options.clock,
            host: options.host,
            onTrouble: options.onRecordTrouble ?? (() => {}),
          })
    this.#observer = new Observer({
      collector: this.#collector,
      clock: options.clock,
      insight: options.insight,
      byInstance: this.#byInstance,
      past: () => (this.#recorder?.trouble == null ? (options.past ?? null) : null),
      own: this.#names,
      sources: () => this.sources,
    })
    this.#sampler = options.system
      ? openSampler({
          clock: options.clock,
          host: options.host,
          onSample: sample => {
            this.#collector.addSample(sample)
            this.#recorder?.sample(sample)
          },
        })
      : null
  }

  /**
   * Follows a file from there on; its format is told from what it holds already. One that is recorded goes on
   * where history stopped; `seen` also reads what lies before that, for those who look, without recording it twice.
   */
  follow(path: string, from: FollowFrom, seen = true): void {
    this.#names.add(resolve(path))
    if (this.#recorder === null) this.#followOnly(path, from)
    else this.#runs.push(this.#followRecorded(this.#recorder, path, from, seen))
  }

  #followOnly(path: string, from: FollowFrom): void {
    this.#followFrom(path, followStart(path, from, this.#decodeOptions()), null)
  }

  #followFrom(path: string, start: FollowStart, recordAs: string | null): void {
    if (typeof start.from === 'number') {
      this.#collector.countIngest({ ...emptyIngest(), skippedBytes: start.from })
    }
    this.add(openFollower(path, { from: start.from }), { plan: start.plan, recordAs })
  }

  async #followRecorded(
    recorder: HistoryRecorder,
    path: string,
    from: FollowFrom,
    seen: boolean,
  ): Promise<void> {
    const name = resolve(path)
    const start = followStart(path, from, this.#decodeOptions())
    const answer = await recorder
      .acquire(name, beginningOf(path, start.from))
      .catch((error: AppError) => error)
    if (this.#closing) return
    if (answer instanceof Error || !answer.granted) {
      if (answer instanceof Error) this.#options.onRecordTrouble?.(answer)
      else this.#options.onTaken?.(path, answer.holder)
      this.#followOnly(path, from)
      return
    }
    const { checkpoint } = answer
    if (checkpoint?.position == null) {
      this.#followFrom(path, start, name)
      return
    }
    const before = seen ? recordedRange(path, start.from, checkpoint.position) : null
    if (before !== null) this.#collector.countIngest({ ...emptyIngest(), skippedBytes: before.from })
    this.add(openFollower(path, { from: 'start', resume: checkpoint.position }), {
      plan: start.plan,
      recordAs: name,
      checkpoint,
      prelude: before === null ? null : readFileRange(path, before.from, before.to),
    })
  }

  /** Starts to read one more source. */
  add(
    source: Source,
    { plan = null, recordAs = null, kept = true, checkpoint = null, prelude = null }: AddOptions = {},
  ): void {
    const { onError } = this.#options
    const options = this.#decodeOptions()
    const number = this.#feeds.length
    const decoder = createDecoder({ ...options, pool: this.#pool, ...(plan !== null && { plan }) })
    const recorder = recordAs === null ? null : this.#recorder
    const record = () => recorder?.include(number, recordAs!, kept, checkpoint)
    const feed = new Feed({
      source,
      decoder,
      sink: recorder === null ? this.#collector : this.#recordedSink(recorder, number),
      pool: this.#pool,
      settleSeconds: 1,
      eager: true,
      sliceMilliseconds: 12,
      onError,
      onReached: position => recorder?.reached(number, position),
      map: plan === null ? options.map : undefined,
      ...(prelude !== null && { prelude: { source: prelude, onEnd: record } }),
    })
    this.#feeds.push(feed)
    this.#sources.push(source)
    if (prelude === null) record()
    else this.#preludes.push(prelude)
    this.#runs.push(feed.run())
  }

  #recordedSink(recorder: HistoryRecorder, source: number): Sink {
    const collector = this.#collector
    return {
      add(batch: RequestBatch) {
        collector.add(batch)
        recorder.count(source, batch.counters)
        for (const sample of batch.samples) recorder.sampleOf(source, sample)
      },
      countIngest(delta) {
        collector.countIngest(delta)
        recorder.count(source, delta)
      },
    }
  }

  #decodeOptions(): DecodeOptions {
    const { clock, decode } = this.#options
    const extraFields = [...(decode.extraFields ?? []), ...(this.#byInstance ? [usualInstanceField] : [])]
    return { ...decode, extraFields, source: this.#feeds.length, clock, keepLines: true, rejectFuture: true }
  }

  /** A stream or socket that is recorded, where anything is: stdin only what comes, as it is another one each time. */
  addRecorded(source: Source): void {
    const kept = source.kind !== 'stdin'
    if (kept) this.#names.add(source.name)
    this.add(source, { recordAs: source.name, kept })
    if (kept) void this.#recorder?.goOn(this.#feeds.length - 1)
  }

  get sources(): SourceState[] {
    return this.#feeds.map(feed => feed.state)
  }

  get ingest(): IngestCounters {
    return this.#collector.ingest
  }

  /** Requests that were counted and will never be recorded. */
  get lost(): number {
    return this.#recorder?.lost ?? 0
  }

  /** Requests by endpoint and status since the start, where the collector was told to count them. */
  counters(): RequestCounter[] {
    return this.#collector.counters()
  }

  /** What there is to see, of all that was read or recorded. */
  observe(request: ObserveRequest): Observation {
    const observation = this.#observer.observe(request)
    if (this.#recorder === null) return observation
    const { trouble, lost } = this.#recorder
    return { ...observation, recording: { trouble: trouble?.message ?? null, lost } }
  }

  /** The figures of the last so many seconds and their score, without what they mean. */
  measure(seconds: number): { measured: Stretch; health: Health } {
    return this.#observer.measure(seconds)
  }

  /** The newest requests of one endpoint that are still kept, newest first. */
  requestsOf(endpoint: { method: string | null; endpoint: string }, limit: number): RequestRecord[] {
    return this.#collector.requestsOf(endpoint, limit)
  }

  /** Who made what happened between two times, against as long a time before; `null` when one of them is unknown. */
  explainSpike(from: number, to: number, request: ObserveRequest): SpikeExplanation | null {
    return this.#observer.explainSpike(from, to, request)
  }

  /** Resolves when every source added so far has ended. */
  async finished(): Promise<void> {
    for (let count = -1; count !== this.#runs.length; ) {
      count = this.#runs.length
      await Promise.all(this.#runs)
    }
  }

  /** Stops reading and stores the rest; what was read is still there to observe. */
  async close(): Promise<void> {
    this.#closing = true
    this.#sampler?.close()
    await Promise.all([...this.#preludes, ...this.#sources].map(source => source.close()))
    await this.finished()
    await this.#recorder?.close()
  }
}
