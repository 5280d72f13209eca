import {
  addIngest,
  emptyIngest,
  type IngestCounters,
  type RecordedBucket,
  type RequestBatch,
  type RequestCounter,
  type RequestFilter,
  type RequestRecord,
  type Snapshot,
  type Stretch,
  type SystemSample,
  type Tally,
  type TallyGuide,
  type UnseenRequests,
} from '../model/index.ts'
import { buildSnapshot, stretchOf } from './build-snapshot.ts'
import { type CollectorState, type Names, numberingOf, renumbered } from './collector-state.ts'
import type { Held } from './held.ts'
import { LiveStore } from './live-store.ts'
import { type CollectorOptions, defaultMaxEndpoints, rangesOf, type SnapshotRequest } from './options.ts'
import { Recording } from './recording.ts'
import { withoutRepeats } from './repeats.ts'
import { ReportStore } from './report-store.ts'
import { RequestCounts } from './request-counts.ts'
import { RowMapper } from './row-mapper.ts'
import type { Rows } from './rows.ts'
import { RunReader } from './run-reader.ts'
import type { SeriesKey } from './series-table.ts'
import { type Shared, sharedOf } from './shared.ts'
import { seriesOfCell, sourceOfCell } from './slot.ts'
import { SystemStore } from './system-store.ts'

export interface Recorded {
  readonly buckets: readonly RecordedBucket[]
  readonly series: readonly (readonly [cell: number, key: SeriesKey & { readonly source: number }])[]
}

/** So many rows are counted at a time, by endpoint, so that those of the same cells stand together. */
const rowsAtOnce = { least: 16_384, perSeries: 64, most: 65_536 }

/** Live, rows wait until the newest is so many seconds later (and never longer than the next snapshot). */
const liveDelay = 5

/**
 * Turns batches of requests and system samples into statistics over windows of time, in bounded memory.
 * Nothing leaves it but the immutable snapshot.
 */
export class Collector {
  readonly #options: CollectorOptions
  readonly #shared: Shared
  readonly #mapper: RowMapper
  readonly #store: ReportStore | LiveStore
  readonly #runs: RunReader
  readonly #system: SystemStore = new SystemStore()
  readonly #ingest: IngestCounters = emptyIngest()
  readonly #recording: Recording | null
  readonly #counts: RequestCounts | null
  #requests = 0
  /** Of the rows flushed so far. */
  #newestFlushed: number = Number.NEGATIVE_INFINITY

  constructor(options: CollectorOptions) {
    this.#options = options
    this.#shared = sharedOf(options)
    const ranges = options.profile === 'report' ? rangesOf(options) : null
    this.#mapper = new RowMapper({ ...this.#shared, filter: options.filter ?? null, ranges })
    this.#store =
      options.profile === 'report'
        ? new ReportStore(options, this.#shared)
        : new LiveStore(options, this.#shared)
    this.#runs = new RunReader(this.#shared)
    this.#recording = options.recording === true ? new Recording(this.#shared) : null
    this.#counts =
      options.counting === true ? new RequestCounts(options.maxEndpoints ?? defaultMaxEndpoints) : null
  }

  add(batch: RequestBatch): void {
    addIngest(this.#ingest, batch.counters)
    for (const sample of batch.samples) this.addSample(sample)
    for (const cell of batch.talliedCells ?? []) this.#report.addTalliedCell(cell)
    for (const tally of batch.tallies ?? []) this.#addTally(tally, batch.source)
    if (batch.unseen) this.#noteUnseen(batch.unseen)
    if (batch.length > 0) this.#addRows(batch)
  }

  #addRows(given: RequestBatch): void {
    const live = this.#store instanceof LiveStore
    const batch = live && this.#mapper.timesDoNotMatter ? given : withoutRepeats(given)
    this.#mapper.map(batch)
    this.#store.look(batch, this.#mapper)
    this.#requests += batch.length + (batch.repeats?.length ?? 0)
    // Only reports are given tallies.
    if (!live) this.#requests -= this.#mapper.dropCounted(batch)
    if (this.#isEnough) this.#flush()
  }

  /** By which a decoder may count requests itself; `null` where each has to be seen. */
  tallyGuide(): TallyGuide | null {
    return this.#store instanceof ReportStore && this.#options.filter == null
      ? this.#store.tallyGuide((...texts) => this.#mapper.seriesOf(...texts))
      : null
  }

  /**
   * `report`: whether what was counted beforehand tells the newest minutes apart. Not so where a request is newer
   * than expected; all has to be read again then, with `tallyRecent: false`.
   */
  get recentIsExact(): boolean {
    return !(this.#store instanceof ReportStore) || this.#store.recentIsExact
  }

  #addTally(tally: Tally, source: number): void {
    this.#requests += tally.requests
    this.#report.addTally(tally, source)
  }

  get #report(): ReportStore {
    if (this.#store instanceof ReportStore) return this.#store
    throw new TypeError('only a report takes what was counted before')
  }

  #noteUnseen({ requests, newest }: UnseenRequests): void {
    this.#requests += requests
    if (this.#store instanceof ReportStore) this.#store.noteTime(newest)
  }

  addSample(sample: SystemSample): void {
    this.#system.add(sample)
  }

  /** What sources counted themselves: gaps, bytes jumped over, events refused. */
  countIngest(delta: IngestCounters): void {
    addIngest(this.#ingest, delta)
  }

  /** `report`: all that was counted, for another thread to merge. Nothing may be added afterwards. */
  export(): CollectorState {
    if (!(this.#store instanceof ReportStore)) throw new TypeError('only a report can be merged')
    this.#flush()
    return {
      ...this.part,
      ingest: this.#ingest,
      requests: this.#requests,
      report: this.#store.state(),
      samples: this.#system.all(),
    }
  }

  /**
   * `report`: adds the other parts of the same input, each counted by a thread of its own with the same options: the
   * same as if this one had counted them all, in whatever order they are given (but see `endpointsToRepeat` and
   * `orderMatters`). Takes the parts over: they must not be used again.
   */
  absorb(parts: readonly CollectorState[]): void {
    this.#flush()
    for (const part of [...parts].sort((a, b) => a.place - b.place)) this.#absorb(part)
  }

  /** For `endpointsToRepeat` and `orderMatters`. */
  get part(): Names {
    const { series, messages, clients, groups } = this.#shared
    return {
      place: this.#options.place ?? 0,
      keys: series.keys,
      messages: messages.texts,
      clients: clients?.texts ?? null,
      groups: groups?.values.texts ?? null,
    }
  }

  /** Where every line went so far. */
  get ingest(): IngestCounters {
    this.#flush()
    return this.#ingestNow()
  }

  /** The newest requests of one endpoint as they were logged, newest first. None in a report. */
  requestsOf(key: SeriesKey, limit = 100): RequestRecord[] {
    return this.#store instanceof LiveStore ? this.#store.requestsOf(key, limit) : []
  }

  /** The newest requests that pass, as in a snapshot, whatever its window. None in a report. */
  newestRequests(filter: RequestFilter | null): RequestRecord[] {
    return this.#store instanceof LiveStore ? this.#store.newestRequests(filter) : []
  }

  /** `live`: from when on windows can be looked at; `null` before the first request. */
  get heldFrom(): number | null {
    this.#flush()
    return this.#store instanceof LiveStore ? this.#store.heldFrom : null
  }

  /** From here on, requests of this source are recorded. */
  record(source: number): void {
    this.#flush()
    this.#recording?.include(source)
  }

  /** What was recorded since the last time, and what those cells stand for that come for the first time. */
  takeRecorded(): Recorded {
    this.#flush()
    const { buckets, cells } = this.#recording?.take() ?? { buckets: [], cells: [] }
    const { keys } = this.#shared.series
    return {
      buckets,
      series: cells.map(cell => [cell, { ...keys[seriesOfCell(cell)]!, source: sourceOfCell(cell) }]),
    }
  }

  /** Requests by endpoint and status since the start; none without `counting`. */
  counters(): RequestCounter[] {
    this.#flush()
    return this.#counts?.counters(this.#shared.series.keys) ?? []
  }

  snapshot(request: SnapshotRequest): Snapshot {
    this.#flush()
    const now = this.#options.clock.now()
    const held: Held =
      this.#store instanceof ReportStore
        ? this.#store.hold(this.#system)
        : this.#store.hold(this.#system, request, now)
    return buildSnapshot(held, {
      now,
      keys: this.#shared.series.keys,
      ingest: this.#ingestNow(),
      sources: request.sources,
      heatmap: request.heatmap !== false,
    })
  }

  /** `live`: the last so many seconds, without filter, charts and requests: a fraction of the work. */
  stretch(seconds: number): Stretch {
    if (!(this.#store instanceof LiveStore)) throw new TypeError('only what is live has last seconds')
    this.#flush()
    const held = this.#store.holdStretch(this.#system, seconds, this.#options.clock.now())
    return stretchOf(held, this.#shared.series.keys)
  }

  #absorb(part: CollectorState): void {
    const numbering = numberingOf(part, this.#shared)
    addIngest(this.#ingest, part.ingest)
    this.#requests += part.requests
    for (const sample of part.samples) this.#system.add(sample)
    const store = this.#store as ReportStore
    store.absorb({ ...part.report, tail: renumbered(part, numbering, this.#shared) }, numbering)
  }

  get #isEnough(): boolean {
    const { length, summary } = this.#mapper.rows
    const { least, perSeries, most } = rowsAtOnce
    if (length >= Math.min(most, Math.max(least, this.#shared.series.keys.length * perSeries))) return true
    return (
      this.#store instanceof LiveStore &&
      summary !== null &&
      summary.newest - this.#newestFlushed >= liveDelay
    )
  }

  #flush(): void {
    const { rows } = this.#mapper
    if (rows.length === 0) return
    const now = this.#options.clock.now()
    if (!this.#addRuns(rows, now)) {
      this.#store.add(rows)
      this.#recording?.add(rows, now)
    }
    this.#counts?.add(rows)
    this.#newestFlushed = Math.max(this.#newestFlushed, rows.summary!.newest)
    this.#mapper.clear()
  }

  /** Live, what comes thick and fast is put in order and read once for all that counts it. @returns whether it was */
  #addRuns(rows: Rows, now: number): boolean {
    const store = this.#store
    const recording = this.#recording
    if (!(store instanceof LiveStore) || !this.#runs.suits(rows) || !store.takesRuns(rows)) return false
    if (recording?.takesRuns(rows, now) === false) return false
    store.beginRuns(rows, this.#runs.select(rows))
    this.#runs.read(rows, run => {
      store.addRun(run)
      recording?.addRun(run)
    })
    store.endRuns(rows)
    return true
  }

  #ingestNow(): IngestCounters {
    const ingest = emptyIngest()
    addIngest(ingest, this.#ingest)
    const { requests, filtered, folded } = this.#store.counts
    ingest.filtered += filtered
    ingest.folded += folded
    ingest.outsideWindow += this.#requests - requests - filtered
    if (this.#store instanceof LiveStore) ingest.late += this.#store.late
    return ingest
  }
}
