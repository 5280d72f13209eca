import type {
  RequestBatch,
  RequestRecord,
  SystemSample,
  TalliedCell,
  Tally,
  TallyGuide,
  Window,
} from '../model/index.ts'
import { chartOf, type Held, type HeldStretch, noWindow, windowOf } from './held.ts'
import { justBefore } from './just-before.ts'
import { LatestRows, type LatestRowsState } from './latest-rows.ts'
import { type CollectorOptions, expectedTimes, type TimeRange } from './options.ts'
import { firstRecentSecond, RecentTallies } from './recent-tallies.ts'
import type { RowMapper } from './row-mapper.ts'
import type { Rows } from './rows.ts'
import { heldGroups, type Shared } from './shared.ts'
import { cellOf, seriesOfCell, sourceOfCell } from './slot.ts'
import { SlowestList, SlowestOfLatest, slowestKept } from './slowest.ts'
import { addSlowest, addSlowestOfLatest } from './slowest-rows.ts'
import type { SystemStore } from './system-store.ts'
import { topCapacity } from './top-capacity.ts'
import { Totals } from './totals.ts'
import { absorbTotals, type Numbering, type TotalsState, totalsState } from './totals-state.ts'

/** Cells over time of all endpoints together: 30,000 of up to 2 KB. */
const endpointCells = 30_000

const always: TimeRange = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }

/** As another thread can take it. */
export interface ReportState {
  readonly newest: number
  readonly totals: TotalsState | null
  readonly previous: TotalsState | null
  readonly recent: TotalsState | null
  readonly tail: LatestRowsState
  readonly slowest: readonly RequestRecord[]
}

/** A window with its totals. */
interface Counted {
  readonly totals: Totals
  readonly window: Window
}

/**
 * One window, exact to the request. Where the window is known (everything, or a range), requests are counted
 * as they come; where only the end of the input tells it (the last hour of a stream), rows are kept until then.
 */
export class ReportStore {
  readonly #options: CollectorOptions
  readonly #shared: Shared
  readonly #range: TimeRange
  /** `null` when the window moves. */
  readonly #totals: Totals | null
  readonly #previous: Totals | null
  readonly #tail: LatestRows
  readonly #recentTallies: RecentTallies
  readonly #slowest: SlowestList = new SlowestList()
  readonly #slowestOfLatest: SlowestOfLatest = new SlowestOfLatest()
  #newest: number = Number.NEGATIVE_INFINITY

  constructor(options: CollectorOptions, shared: Shared) {
    this.#options = options
    this.#shared = shared
    this.#range = options.range ?? always
    this.#totals = options.windowSeconds == null ? this.#newTotals(true) : null
    for (const time of expectedTimes(options)) this.#totals?.expect(time)
    this.#previous = options.previousRange ? this.#newTotals(false) : null
    this.#tail = new LatestRows(
      shared,
      { wanted: newest => this.#horizon(newest, 2), needed: newest => this.#horizon(newest, 1) },
      options.windowBytes,
    )
    if (options.newestAtLeast != null) this.#tail.expect(options.newestAtLeast)
    const newest = Number.isFinite(this.#range.to) ? this.#range.to : (options.newestAtLeast ?? null)
    const known = newest !== null && options.newestAtLeast != null && options.tallyRecent !== false
    this.#recentTallies = new RecentTallies(known ? firstRecentSecond(newest) : null, this.#newTotals(false))
  }

  /** What needs the texts of the batch just mapped. */
  look(batch: RequestBatch, mapper: RowMapper): void {
    this.noteTime(mapper.newest)
    if (this.#totals === null) addSlowestOfLatest(this.#slowestOfLatest, batch, mapper, this.#shared)
    else addSlowest(this.#slowest, batch, mapper, this.#range, this.#shared)
  }

  add(rows: Rows): void {
    this.#totals?.add(rows, this.#range.from, this.#range.to)
    if (this.#previous !== null) {
      const { from, to } = this.#options.previousRange!
      this.#previous.add(rows, from, Math.min(to, justBefore(this.#range.from)))
    }
    this.#tail.add(rows)
  }

  /**
   * What may be counted before it comes here: what is not among the slowest requests and lies in the window or in
   * the stretch it is compared with. `null`: nothing.
   */
  tallyGuide(seriesOf: TallyGuide['seriesOf']): TallyGuide | null {
    const totals = this.#totals
    const { newestAtLeast, previousRange } = this.#options
    const { clients, groups } = this.#shared
    if (totals === null || newestAtLeast == null || clients !== null || groups !== null) return null
    const slowest = this.#slowest
    const { from, to } = this.#range
    const recentFrom = this.#recentTallies.from
    return {
      get step() {
        return totals.charts!.endpoints.step
      },
      get momentStep() {
        return totals.charts!.total.step
      },
      slowest: slowestKept,
      get slowFrom() {
        return slowest.threshold
      },
      shownSince: from,
      cuts: [from, recentFrom ?? to].sort((a, b) => a - b),
      rowsFrom: recentFrom === null ? Math.min(this.#horizon(newestAtLeast, 1), to) : to,
      unseenBefore: previousRange?.from ?? from,
      unseenAfter: to,
      seriesOf,
    }
  }

  /** A request had this time. */
  noteTime(time: number): void {
    if (time > this.#newest) this.#newest = time
  }

  addTally(tally: Tally, source: number): void {
    this.noteTime(tally.newest)
    if (tally.oldest < this.#range.from) {
      this.#previous!.addTally(tally, source)
      return
    }
    this.#totals!.addTally(tally, source)
    this.#recentTallies.add(tally, source)
  }

  addTalliedCell(cell: TalliedCell): void {
    this.#totals!.addTalliedCell(cell)
  }

  get recentIsExact(): boolean {
    return this.#recentTallies.isExact(this.#counted().window, from => this.#tail.boundary(from))
  }

  /** Of the window: requests counted, those the filter kept out, those under `(other)`. */
  get counts(): { requests: number; filtered: number; folded: number } {
    const { requests, filtered, folded } = this.#counted().totals
    return { requests, filtered, folded }
  }

  state(): ReportState {
    return {
      newest: this.#newest,
      totals: this.#totals && totalsState(this.#totals, this.#shared),
      previous: this.#previous && totalsState(this.#previous, this.#shared),
      recent:
        this.#recentTallies.from === null ? null : totalsState(this.#recentTallies.totals, this.#shared),
      tail: this.#tail.state(),
      slowest: this.#totals === null ? this.#slowestOfLatest.all() : this.#slowest.list(),
    }
  }

  /** Adds what another thread counted; `tail.rows` are numbered as here already. */
  absorb(state: ReportState, numbering: Numbering): void {
    this.#newest = Math.max(this.#newest, state.newest)
    if (this.#totals !== null && state.totals !== null) absorbTotals(this.#totals, state.totals, numbering)
    if (this.#previous !== null && state.previous !== null)
      absorbTotals(this.#previous, state.previous, numbering)
    if (state.recent !== null) absorbTotals(this.#recentTallies.totals, state.recent, numbering)
    this.#tail.absorb(state.tail, cell => cellOf(sourceOfCell(cell), numbering.series(seriesOfCell(cell))))
    const slowest = this.#totals === null ? this.#slowestOfLatest : this.#slowest
    for (const record of state.slowest) slowest.add(record)
  }

  hold(system: SystemStore): Held {
    const { totals, window } = this.#counted()
    return {
      mode: 'replay',
      main: {
        window,
        rollups: totals.rollups,
        peak: totals.seconds.peak(),
        ...this.#samples(system, window),
      },
      recent: this.#recent(window, system),
      previous: this.#previousStretch(window, system),
      charts: () => ({
        total: chartOf(totals.charts!.total, 0),
        endpoint: series => chartOf(totals.charts!.endpoints, series),
      }),
      bySource: [...totals.bySource()].map(([source, rollup]) => ({
        value: this.#shared.sourceName(source),
        rollup,
      })),
      groups: totals.groups && heldGroups(this.#shared, totals.groups.rollups),
      newest: Number.isFinite(this.#newest) ? this.#newest : null,
      recentRequests: [],
      slowest: this.#totals === null ? this.#slowestOfLatest.list(window.from ?? 0) : this.#slowest.list(),
      filter: this.#options.filter?.text ?? null,
      filterCoversFrom: null,
    }
  }

  #counted(): Counted {
    if (this.#totals === null) return this.#movingWindow()
    const { oldest, newest } = this.#totals
    const from = Number.isFinite(this.#range.from) ? this.#range.from : oldest
    const to = Number.isFinite(this.#range.to) ? this.#range.to : newest
    const known = Number.isFinite(from) && Number.isFinite(to)
    return { totals: this.#totals, window: known ? windowOf(from, to) : noWindow }
  }

  #movingWindow(): Counted {
    const totals = this.#newTotals(true)
    if (!Number.isFinite(this.#newest)) return { totals, window: noWindow }
    const from = this.#tail.boundary(this.#newest - this.#options.windowSeconds!)
    for (const time of [from, this.#newest]) totals.expect(time)
    this.#tail.addTo(totals, from, this.#newest)
    return { totals, window: windowOf(from, this.#newest) }
  }

  #recent({ from, to, seconds }: Window, system: SystemStore): HeldStretch {
    const totals = this.#newTotals(false)
    if (from === null || to === null) return this.#stretch(noWindow, totals, system)
    const start = this.#tail.boundary(Math.max(from, firstRecentSecond(to)))
    this.#tail.addTo(totals, start, to)
    totals.addTotals(this.#recentTallies.totals)
    const whole = start > from ? Math.floor(to) + 1 - start : seconds
    return this.#stretch({ from: start, to, seconds: whole }, totals, system)
  }

  /** As much time just before the window, unless there is nothing in its first half. */
  #previousStretch({ from }: Window, system: SystemStore): HeldStretch | null {
    if (from === null) return null
    const window = this.#previousWindow(from)
    if (window === null) return null
    const totals = this.#previous ?? this.#newTotals(false)
    if (this.#previous === null) this.#tail.addTo(totals, window.from!, justBefore(from))
    const late = totals.oldest > window.from! + window.seconds! / 2
    return totals.requests === 0 || late ? null : this.#stretch(window, totals, system)
  }

  #previousWindow(from: number): Window | null {
    const { previousRange, windowSeconds } = this.#options
    if (previousRange) return windowOf(previousRange.from, Math.min(previousRange.to, from))
    if (windowSeconds == null || !this.#tail.complete) return null
    return windowOf(this.#tail.boundary(from - windowSeconds), from)
  }

  #stretch(window: Window, totals: Totals, system: SystemStore): HeldStretch {
    const { rollups, seconds } = totals
    return { window, rollups, peak: seconds.peak(), ...this.#samples(system, window) }
  }

  /** A report of everything takes the samples after the last request too. */
  #samples(system: SystemStore, { from, to }: Window): { samples: SystemSample[]; samplesCount: boolean } {
    const everything = this.#options.range == null && this.#options.windowSeconds == null
    return {
      samples: system.between(
        from === null || (everything && to !== null && from === this.#totals?.oldest)
          ? Number.NEGATIVE_INFINITY
          : from,
        everything || to === null ? Number.POSITIVE_INFINITY : to,
        'input',
      ),
      samplesCount: true,
    }
  }

  #newTotals(charts: boolean): Totals {
    const { messages, clients, groups } = this.#shared
    return new Totals({
      messages,
      clients,
      groups: charts && groups !== null,
      charts,
      endpointCells,
      topCapacity,
    })
  }

  /** Earliest time that a row must have to be wanted still, for so many windows one before the other. */
  #horizon(newest: number, windows: number): number {
    const { windowSeconds } = this.#options
    if (windowSeconds != null) return Math.min(newest - windows * windowSeconds, firstRecentSecond(newest))
    return firstRecentSecond(Number.isFinite(this.#range.to) ? this.#range.to : newest)
  }
}
