import type { RequestBatch, RequestFilter, RequestRecord, SystemSample, Window } from '../model/index.ts'
import { CellFilter } from './cell-filter.ts'
import { chartOf, type Held, type HeldGroup, type HeldStretch, noWindow, windowOf } from './held.ts'
import { justBefore } from './just-before.ts'
import { LiveRings } from './live-rings.ts'
import type { LiveView } from './live-view.ts'
import { type LiveStretch, liveWindow, recentOf, stretchBefore } from './live-window.ts'
import { type CollectorOptions, liveWithin, recentSeconds, type SnapshotRequest } from './options.ts'
import { RawRing } from './raw-ring.ts'
import { RingView } from './ring-view.ts'
import type { RowMapper } from './row-mapper.ts'
import { RowView } from './row-view.ts'
import type { Rows } from './rows.ts'
import type { Run } from './run.ts'
import type { RowSpan } from './run-reader.ts'
import { SecondCounts } from './second-counts.ts'
import type { SeriesKey } from './series-table.ts'
import { heldGroups, type Shared } from './shared.ts'
import { StatusView } from './status-view.ts'
import type { SystemStore } from './system-store.ts'
import { Totals, type TotalsOptions } from './totals.ts'

/** Cells over time of all endpoints together, in the totals since the start and in what a filter shows. */
const endpointCells = 4000

const defaultRawBytes = 64 * 2 ** 20
const recentShown = 100
const day = 86_400

type Mode = Held['mode']

/** Rings of time that forget, the newest requests as they were, and totals since the start. */
export class LiveStore {
  readonly #options: CollectorOptions
  readonly #shared: Shared
  readonly #rings: LiveRings
  readonly #raw: RawRing
  readonly #totals: Totals
  readonly #seconds: SecondCounts = new SecondCounts()
  readonly #plain: RingView
  #filtered: { readonly filter: RequestFilter; readonly rings: RingView } | null = null
  #newest: number = Number.NEGATIVE_INFINITY
  #live = false

  constructor(options: CollectorOptions, shared: Shared) {
    this.#options = options
    this.#shared = shared
    this.#rings = new LiveRings(shared)
    if (options.newestAtLeast != null) this.#rings.expect(options.newestAtLeast)
    const optional = { clients: shared.clients !== null, groups: shared.groups !== null }
    this.#raw = new RawRing(options.rawBytes ?? defaultRawBytes, optional, shared)
    this.#totals = new Totals(this.#totalsOptions)
    this.#plain = new RingView(this.#rings, this.#seconds, null)
  }

  /** Since the start. */
  get counts(): { requests: number; filtered: number; folded: number } {
    const { requests, filtered, folded } = this.#totals
    return { requests, filtered, folded }
  }

  /** Older than the oldest bucket; counted in the totals since the start all the same. */
  get late(): number {
    return this.#rings.late
  }

  /** From when on everything that came is held by endpoint; `null` before the first request. */
  get heldFrom(): number | null {
    if (this.#totals.requests === 0) return null
    return Math.max(this.#totals.oldest, this.#rings.minutes.heldFrom)
  }

  /** What needs the texts of the batch just mapped. */
  look(batch: RequestBatch, mapper: RowMapper): void {
    if (mapper.newest > this.#newest) this.#newest = mapper.newest
    if (!this.#live && this.#newest >= this.#options.clock.now() - liveWithin) this.#live = true
    this.#raw.add(batch, mapper)
  }

  add(rows: Rows): void {
    this.#totals.add(rows)
    this.#rings.add(rows)
    this.#seconds.addRows(rows.timestamp, rows.key, rows.length)
    this.#noteAdded(rows)
  }

  /** Whether `rows` can be added as runs. */
  takesRuns({ summary }: Rows): boolean {
    return this.#rings.takesRuns(summary!.oldest)
  }

  beginRuns(rows: Rows, span: RowSpan): void {
    this.#totals.beginRuns(span)
    this.#rings.beginRuns(rows, span)
  }

  addRun(run: Run): void {
    this.#totals.addRun(run)
    this.#rings.addRun(run)
    this.#seconds.add(run.second, run.requests)
  }

  endRuns(rows: Rows): void {
    this.#rings.endRuns()
    this.#noteAdded(rows)
  }

  #noteAdded({ summary }: Rows): void {
    this.#plain.touch(summary!.oldest)
    this.#filtered?.rings.touch(summary!.oldest)
    this.#seconds.forget(this.#rings.newest - day)
  }

  hold(system: SystemStore, request: SnapshotRequest, now: number): Held {
    const mode = request.mode ?? (request.end != null ? 'history' : this.#live ? 'live' : 'replay')
    const end = request.end ?? (mode === 'live' ? Math.max(now, this.#newest) : this.#newest)
    if (!Number.isFinite(end)) return this.#nothing(system, mode)
    const cumulative = request.cumulative === true || request.windowSeconds === null
    return cumulative
      ? this.#holdAll(system, mode, end)
      : this.#holdWindow(system, mode, end, request.windowSeconds!, request.filter ?? null)
  }

  /** The last so many seconds alone: what is looked at every second has no need of charts and single requests. */
  holdStretch(system: SystemStore, seconds: number, now: number): HeldStretch {
    const mode = this.#live ? 'live' : 'replay'
    const end = this.#live ? Math.max(now, this.#newest) : this.#newest
    if (!Number.isFinite(end)) return this.#nothing(system, mode).main
    return this.#stretch(this.#plain, liveWindow(this.#rings, end, seconds), undefined, system, mode)
  }

  /** Newest first. */
  newestRequests(filter: RequestFilter | null): RequestRecord[] {
    return this.#raw.newest({ ...always, filter }, recentShown)
  }

  /** Newest first. */
  requestsOf(key: SeriesKey, limit: number): RequestRecord[] {
    const series = this.#shared.series.find(key)
    if (series === null) return []
    return this.#raw.newest({ ...always, series: new Set([series]) }, limit)
  }

  #holdWindow(
    system: SystemStore,
    mode: Mode,
    end: number,
    seconds: number,
    filter: RequestFilter | null,
  ): Held {
    const main = liveWindow(this.#rings, end, seconds)
    const view = this.#viewOf(filter, main.from)
    const covers = view.coversFrom !== null && view.coversFrom >= main.from ? view.coversFrom : null
    const seen = view.stretch(main.from, main.to)
    const recent = recentOf(this.#rings, main)
    const raw = { from: main.from, to: justBefore(main.to), filter }
    return {
      mode,
      main: this.#stretch(view, main, seen, system, mode),
      recent: this.#stretch(view, recent, recent.from === main.from ? seen : undefined, system, mode),
      previous: this.#previous(view, main, system, mode),
      charts: series => view.charts(main.from, main.to, series),
      bySource: [...seen.bySource].map(([source, rollup]) => ({
        value: this.#shared.sourceName(source),
        rollup,
      })),
      groups: this.#groups(raw),
      newest: this.#newest,
      recentRequests: this.#raw.newest(raw, recentShown),
      slowest: this.#raw.slowest(raw),
      filter: filter?.text ?? this.#options.filter?.text ?? null,
      filterCoversFrom: filter === null ? null : covers,
    }
  }

  /** Totals since the start, exact however long it ran. */
  #holdAll(system: SystemStore, mode: Mode, end: number): Held {
    const totals = this.#totals
    const window = totals.requests === 0 ? noWindow : windowOf(totals.oldest, totals.newest)
    const recent = recentOf(this.#rings, liveWindow(this.#rings, end, recentSeconds))
    return {
      ...this.#nothing(system, mode),
      main: {
        window,
        rollups: totals.rollups,
        peak: totals.seconds.peak(),
        ...this.#samples(system, noWindow, mode),
      },
      recent: this.#stretch(this.#plain, recent, undefined, system, mode),
      charts: () => ({
        total: chartOf(totals.charts!.total, 0),
        endpoint: series => chartOf(totals.charts!.endpoints, series),
      }),
      bySource: [...totals.bySource()].map(([source, rollup]) => ({
        value: this.#shared.sourceName(source),
        rollup,
      })),
      groups: totals.groups && heldGroups(this.#shared, totals.groups.rollups),
      newest: this.#newest,
      recentRequests: this.#raw.newest(always, recentShown),
      slowest: this.#raw.slowest(always),
    }
  }

  #nothing(system: SystemStore, mode: Mode): Held {
    const stretch = { window: noWindow, rollups: [], peak: null, ...this.#samples(system, noWindow, mode) }
    return {
      mode,
      main: stretch,
      recent: stretch,
      previous: null,
      charts: () => null,
      bySource: [],
      groups: this.#shared.groups && [],
      newest: null,
      recentRequests: [],
      slowest: [],
      filter: this.#options.filter?.text ?? null,
      filterCoversFrom: null,
    }
  }

  /** Rings where they can tell; the requests themselves where they reach far enough or nothing else can. */
  #viewOf(filter: RequestFilter | null, from: number): LiveView {
    if (filter === null) return this.#plain
    const rows = new RowView(this.#raw, filter, this.#totalsOptions)
    const covered = rows.coversFrom === null || rows.coversFrom < from
    if (filter.scope === 'row' || (covered && filter.scope === 'status')) return rows
    if (this.#filtered?.filter !== filter) {
      const rings = new RingView(this.#rings, this.#seconds, new CellFilter(filter, this.#shared))
      this.#filtered = { filter, rings }
    }
    return filter.scope === 'series' ? this.#filtered.rings : new StatusView(this.#filtered.rings, rows)
  }

  #stretch(
    view: LiveView,
    { from, to, window }: LiveStretch,
    known: ReturnType<LiveView['stretch']> | undefined,
    system: SystemStore,
    mode: Mode,
  ): HeldStretch {
    const { rollups, peak } = known ?? view.stretch(from, to)
    return { window, rollups, peak, ...this.#samples(system, window, mode) }
  }

  #previous(view: LiveView, main: LiveStretch, system: SystemStore, mode: Mode): HeldStretch | null {
    const before = stretchBefore(this.#rings, main)
    // Half a window would compare badly with a whole one.
    if (before.to - before.from < 0.9 * (main.to - main.from)) return null
    if (view.coversFrom !== null && view.coversFrom >= before.from) return null
    const held = this.#stretch(view, before, undefined, system, mode)
    return held.rollups.length === 0 ? null : held
  }

  #groups(query: Parameters<RawRing['rows']>[0]): HeldGroup[] | null {
    const { groups } = this.#shared
    if (groups === null) return null
    if (groups.values.texts.length < (this.#options.leastGroups ?? 0)) return []
    const totals = new Totals({ ...this.#totalsOptions, charts: false })
    totals.add(this.#raw.rows(query))
    return heldGroups(this.#shared, totals.groups!.rollups)
  }

  /** Samples that came with the input go before those of this machine. */
  #samples(
    system: SystemStore,
    { from, to }: Window,
    mode: Mode,
  ): { samples: SystemSample[]; samplesCount: boolean } {
    const [start, end] = [from ?? Number.NEGATIVE_INFINITY, to ?? Number.POSITIVE_INFINITY]
    const input = system.between(start, end, 'input')
    if (input.length > 0) return { samples: input, samplesCount: true }
    if (mode !== 'replay') return { samples: system.between(start, end, 'local'), samplesCount: true }
    const newest = system.newest?.timestamp ?? 0
    const seconds = from === null || to === null ? recentSeconds : to - from
    return { samples: system.between(newest - seconds, newest, 'local'), samplesCount: false }
  }

  get #totalsOptions(): TotalsOptions {
    const { messages, clients, groups } = this.#shared
    return { messages, clients, groups: groups !== null, charts: true, endpointCells, topCapacity: 16 }
  }
}

const always = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY, filter: null } as const
