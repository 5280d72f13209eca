import {
  AppError,
  addIngest,
  type Clock,
  emptyIngest,
  type IngestCounters,
  type RequestFilter,
  type Snapshot,
  type SourceState,
  type StoredSeries,
  type StoredSource,
  type StoredStretch,
} from '../model/index.ts'
import { type HistoryRequest, historySnapshotNow, type ReaderNow } from './history-view.ts'
import type { ObserveRequest } from './observe-request.ts'

export interface PastOptions {
  /** `null` where there is no history yet. */
  readonly open: () => ReaderNow | null
  readonly clock: Clock
  /** `own`: of what this run reads. `all`: whatever anybody recorded. */
  readonly sources: 'own' | 'all'
  /** Always applied. */
  readonly filter: RequestFilter | null
  readonly onError: (error: AppError) => void
}

/** What a run itself knows. */
export interface Present {
  readonly now: number
  /** From when on it can tell by itself; `null`: it has not seen a request. */
  readonly heldFrom: number | null
  /** Its sources, by their names in history. */
  readonly own: ReadonlySet<string>
  readonly sources: readonly SourceState[]
  readonly ingest: () => IngestCounters
}

/** Seconds for which an answer stands as long as nothing was written: its window should move on. */
const unchangedGood = 2

/** Seconds between attempts to open a history that is not there, or cannot be read. */
const againAfter = 5

/** Windows that reach back before anything of this run. */
export class Past {
  readonly #options: PastOptions
  #reader: ReaderNow | null = null
  #triedAt: number = Number.NEGATIVE_INFINITY
  #answer: { readonly asked: HistoryRequest; readonly version: number; readonly snapshot: Snapshot } | null =
    null
  #more: { readonly question: string; readonly answer: boolean } | null = null

  constructor(options: PastOptions) {
    this.#options = options
  }

  /** `null`: the run knows as much by itself, or history cannot tell. */
  snapshot(request: ObserveRequest, present: Present): Snapshot | null {
    const { windowSeconds } = request
    if (windowSeconds === null || request.cumulative === true) return null
    const from = (request.end ?? present.now) - windowSeconds
    if (present.heldFrom !== null && from >= present.heldFrom) return null
    const filter = request.filter ?? this.#options.filter
    if (filter?.scope === 'row' || (request.filter != null && this.#options.filter !== null)) return null
    const own = this.#options.sources === 'own' ? present.own : null
    if (own?.size === 0) return null
    try {
      return this.#ask(request, windowSeconds, filter, own, present)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      this.#options.onError(error)
      this.close()
      return null
    }
  }

  close(): void {
    this.#reader?.close()
    this.#reader = null
  }

  #ask(
    request: ObserveRequest,
    windowSeconds: number,
    filter: RequestFilter | null,
    own: ReadonlySet<string> | null,
    present: Present,
  ): Snapshot | null {
    const reader = this.#open(present.now)
    if (reader === null) return null
    const { now, heldFrom } = present
    const end = request.end ?? null
    if (heldFrom !== null && !this.#knowsMore(reader, (end ?? now) - windowSeconds, heldFrom, own))
      return null
    const asked = { now, windowSeconds, end, filter, groupBy: null, sources: own }
    const version = reader.version()
    const snapshot = this.#recent(asked, version) ?? historySnapshotNow(reader, asked)
    if (snapshot === null) return null
    if (snapshot !== this.#answer?.snapshot) this.#answer = { asked, version, snapshot }
    const known = new Set([...present.own, ...present.sources.map(({ name }) => name)])
    const others = snapshot.sources.filter(({ name }) => !known.has(name))
    const ingest = this.#ingest(reader, snapshot, present, own)
    return { ...snapshot, sources: [...present.sources, ...others], ingest }
  }

  /** The last answer, as long as nobody could see the difference: of a day, a second is a pixel's 1,200th part. */
  #recent({ now, windowSeconds, end, filter, sources }: HistoryRequest, version: number): Snapshot | null {
    if (this.#answer === null) return null
    const { asked, snapshot } = this.#answer
    const unchanged = version === this.#answer.version ? unchangedGood : 0
    const good = Math.max(unchanged, Math.min(30, windowSeconds / 3600))
    const same =
      asked.windowSeconds === windowSeconds &&
      asked.end === end &&
      asked.filter === filter &&
      asked.sources?.size === sources?.size
    return same && now >= asked.now && now - asked.now < good ? snapshot : null
  }

  /** Of this run, unless it only looks at what others record: then theirs, since each source was first recorded. */
  #ingest(
    reader: ReaderNow,
    snapshot: Snapshot,
    present: Present,
    own: ReadonlySet<string> | null,
  ): IngestCounters {
    const seen = present.ingest()
    if (seen.lines > 0) return seen
    const total = emptyIngest()
    for (const { source, checkpoint } of reader.sources() as StoredSource[])
      if (own === null || own.has(source)) addIngest(total, checkpoint.ingest)
    if (total.requests < snapshot.requests.total) return snapshot.ingest
    total.outsideWindow = total.requests - snapshot.requests.total
    total.filtered = 0
    return total
  }

  /** Whether there was a request before the first one of this run; looked up only now and then. */
  #knowsMore(reader: ReaderNow, from: number, heldFrom: number, own: ReadonlySet<string> | null): boolean {
    const question = `${Math.floor(from / againAfter)} ${heldFrom} ${[...(own ?? [])].join()}`
    if (this.#more?.question === question) return this.#more.answer
    const where = own === null ? null : ({ source }: StoredSeries) => own.has(source)
    const before = (to: number): StoredStretch =>
      reader.query({ from, to, step: null, by: new Set<never>(), where, figuresOnly: true })
    // The bucket of its own first request is not from before it.
    const exact = before(Math.floor(heldFrom))
    const { rollups } = exact.to <= heldFrom ? exact : before(Math.floor(heldFrom / 60) * 60)
    const answer = rollups.some(({ rollup }) => rollup.requests > 0)
    this.#more = { question, answer }
    return answer
  }

  #open(now: number): ReaderNow | null {
    if (this.#reader !== null || Math.abs(now - this.#triedAt) < againAfter) return this.#reader
    this.#triedAt = now
    this.#reader = this.#options.open()
    return this.#reader
  }
}
