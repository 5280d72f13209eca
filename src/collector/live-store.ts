import type { RequestBatch, RequestFilter, Rollup, Snapshot, SystemSample, Window } from '../model/index.ts'
import { ChartCell } from './chart-cell.ts'
import { chartOf, type Held, type HeldChart, type HeldGroup, type HeldStretch, noWindow } from './held.ts'
import { type CollectorOptions, liveWithin, recentSeconds, type SnapshotRequest } from './options.ts'
import { cellOf, Ring, rollupIn, seriesOfCell, sourceOfCell } from './ring.ts'
import type { RowMapper } from './row-mapper.ts'
import { filteredSeries, type Rows } from './rows.ts'
import type { Shared } from './shared.ts'
import { heldGroups } from './shared.ts'
import type { SystemStore } from './system-store.ts'
import { Totals } from './totals.ts'

const secondsHeld = 900
const minutesHeld = 1440

/** Cells over time of all endpoints together in the totals since the start. */
const endpointCells = 6000

/** Rings of time that forget, and totals since the start that do not. */
export class LiveStore {
  /** Older than the oldest bucket; counted in the totals since the start all the same. */
  late = 0
  readonly #options: CollectorOptions
  readonly #shared: Shared
  readonly #seconds: Ring = new Ring(1, secondsHeld)
  readonly #minutes: Ring = new Ring(60, minutesHeld)
  readonly #totals: Totals
  #newest: number = Number.NEGATIVE_INFINITY
  #live = false

  constructor(options: CollectorOptions, shared: Shared) {
    this.#options = options
    this.#shared = shared
    const { messages, clients, groups } = shared
    this.#totals = new Totals({ messages, clients, groups: groups !== null, charts: true, endpointCells })
  }

  get counts(): { requests: number; filtered: number; folded: number } {
    const { requests, filtered, folded } = this.#totals
    return { requests, filtered, folded }
  }

  /** What needs the texts of the batch just mapped. */
  look(_batch: RequestBatch, mapper: RowMapper): void {
    if (mapper.newest > this.#newest) this.#newest = mapper.newest
    if (!this.#live && this.#newest >= this.#options.clock.now() - liveWithin) this.#live = true
  }

  add(rows: Rows): void {
    this.#totals.add(rows)
    for (let i = 0; i < rows.length; i++) {
      if (rows.series[i] === filteredSeries) continue
      const time = rows.timestamp[i]!
      const minute = this.#minutes.at(time)
      if (minute === null) {
        this.late++
        continue
      }
      const cell = cellOf(rows.source[i]!, rows.series[i]!)
      const second = this.#seconds.at(time)
      if (second !== null) this.#addRow(rollupIn(second, cell), rows, i)
      this.#addRow(rollupIn(minute, cell), rows, i)
    }
  }

  hold(system: SystemStore, request: SnapshotRequest, now: number): Held {
    const mode = request.mode ?? (request.end != null ? 'history' : this.#live ? 'live' : 'replay')
    const end = request.end ?? (mode === 'live' ? Math.max(now, this.#newest) : this.#newest)
    const empty = !Number.isFinite(end)
    const cumulative = request.cumulative === true || request.windowSeconds === null
    const filter = request.filter ?? null
    const window = empty
      ? noWindow
      : cumulative
        ? this.#everything()
        : this.#windowBefore(end, request.windowSeconds!)
    const stretch = (of: Window): HeldStretch => this.#stretch(of, filter, system, mode)
    const recentWindow = empty ? noWindow : this.#recentOf(window, end)
    return {
      mode,
      main: cumulative && !empty ? this.#cumulative(window, system, mode) : stretch(window),
      recent: stretch(recentWindow),
      previous: cumulative || empty ? null : this.#previous(window, stretch),
      chart: cumulative ? chartOf(this.#totals.charts!.total, 0) : this.#chart(window, filter),
      endpointChart: series =>
        cumulative ? chartOf(this.#totals.charts!.endpoints, series) : this.#chart(window, filter, series),
      bySource: this.#bySource(window, filter, cumulative),
      groups: this.#totals.groups && heldGroups(this.#shared, this.#totals.groups.rollups),
      newest: Number.isFinite(this.#newest) ? this.#newest : null,
      recentRequests: [],
      slowest: [],
      filter: filter?.text ?? this.#options.filter?.text ?? null,
      filterCoversFrom: null,
    }
  }

  #addRow(rollup: Rollup, rows: Rows, i: number): void {
    rollup.addBucketed(rows.status[i]!, rows.duration[i]!, rows.bucket[i]!, rows.cache[i]!)
    const message = rows.message[i]!
    if (message >= 0) rollup.addErrorKey(this.#shared.messages.texts[message]!)
    const client = rows.client === null ? -1 : rows.client[i]!
    if (client >= 0) rollup.addClient(this.#shared.clients!.texts[client]!)
  }

  /** Whole buckets: of a second as far back as they reach, of a minute beyond. */
  #windowBefore(end: number, seconds: number): Window {
    const from = Math.floor(end) + 1 - seconds
    const start = from >= this.#seconds.heldFrom ? Math.ceil(from) : Math.ceil(from / 60) * 60
    return { from: start, to: end, seconds: end - start }
  }

  #everything(): Window {
    const { oldest, newest } = this.#totals
    return Number.isFinite(oldest) ? { from: oldest, to: newest, seconds: newest - oldest } : noWindow
  }

  #recentOf(window: Window, end: number): Window {
    const from = Math.floor(end) + 1 - recentSeconds
    return window.from !== null && window.from >= from ? window : { from, to: end, seconds: recentSeconds }
  }

  #previous({ from, to }: Window, stretch: (of: Window) => HeldStretch): HeldStretch | null {
    const length = Math.floor(to!) + 1 - from!
    const start = from! - length
    const held = stretch({ from: start, to: from, seconds: length })
    return held.rollups.length === 0 ? null : held
  }

  #ring(from: number): Ring {
    return from >= this.#seconds.heldFrom ? this.#seconds : this.#minutes
  }

  *#cells(
    window: Window,
    filter: RequestFilter | null,
  ): Generator<[time: number, cell: number, rollup: Rollup]> {
    if (window.from === null || window.to === null) return
    const passes = this.#passes(filter)
    const end = window.seconds === window.to - window.from ? Math.floor(window.to) + 1 : Math.ceil(window.to)
    for (const [time, cells] of this.#ring(window.from).between(window.from, end))
      for (const [cell, rollup] of cells) if (passes(cell)) yield [time, cell, rollup]
  }

  #passes(filter: RequestFilter | null): (cell: number) => boolean {
    if (filter === null) return () => true
    const { keys } = this.#shared.series
    return cell => {
      const { method, endpoint } = keys[seriesOfCell(cell)]!
      const source = this.#shared.sourceName(sourceOfCell(cell))
      const values: Record<string, string | null> = { method, endpoint, source, host: this.#shared.host }
      return filter.test({ get: field => values[field] ?? null })
    }
  }

  #stretch(
    window: Window,
    filter: RequestFilter | null,
    system: SystemStore,
    mode: Snapshot['mode'],
  ): HeldStretch {
    const rollups: (Rollup | undefined)[] = []
    const perSecond = new Map<number, number>()
    for (const [time, cell, rollup] of this.#cells(window, filter)) {
      const series = seriesOfCell(cell)
      const into = rollups[series]
      if (into === undefined) rollups[series] = rollup.copy()
      else into.merge(rollup)
      perSecond.set(time, (perSecond.get(time) ?? 0) + rollup.requests)
    }
    const [second, count] = [...perSecond].reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0])
    return {
      window,
      rollups,
      peak: count > 0 ? { second, count } : null,
      ...this.#samples(system, window, mode),
    }
  }

  #cumulative(window: Window, system: SystemStore, mode: Snapshot['mode']): HeldStretch {
    const { rollups, seconds } = this.#totals
    return { window, rollups, peak: seconds.peak(), ...this.#samples(system, window, mode) }
  }

  #chart(window: Window, filter: RequestFilter | null, only?: number): HeldChart | null {
    if (window.from === null) return null
    const cells: [number, ChartCell][] = []
    for (const [time, cell, rollup] of this.#cells(window, filter)) {
      if (only !== undefined && seriesOfCell(cell) !== only) continue
      const chartCell = new ChartCell()
      chartCell.mergeRollup(rollup)
      cells.push([time, chartCell])
    }
    return { step: this.#ring(window.from).step, cells }
  }

  #bySource(window: Window, filter: RequestFilter | null, cumulative: boolean): HeldGroup[] {
    const rollups = new Map<number, Rollup>()
    if (cumulative) for (const [source, rollup] of this.#totals.bySource()) rollups.set(source, rollup)
    else
      for (const [, cell, rollup] of this.#cells(window, filter))
        rollupIn(rollups, sourceOfCell(cell)).mergeFigures(rollup)
    return [...rollups].map(([source, rollup]) => ({ value: this.#shared.sourceName(source), rollup }))
  }

  /** Samples that came with the input go before those of this machine. */
  #samples(
    system: SystemStore,
    { from, to }: Window,
    mode: Snapshot['mode'],
  ): { samples: SystemSample[]; samplesCount: boolean } {
    const input = system.between(from ?? Number.NEGATIVE_INFINITY, to ?? Number.POSITIVE_INFINITY, 'input')
    if (input.length > 0) return { samples: input, samplesCount: true }
    if (mode !== 'replay')
      return {
        samples: system.between(from ?? Number.NEGATIVE_INFINITY, to ?? Number.POSITIVE_INFINITY, 'local'),
        samplesCount: true,
      }
    const newest = system.newest?.timestamp ?? 0
    const length = from === null || to === null ? recentSeconds : to - from
    return { samples: system.between(newest - length, newest, 'local'), samplesCount: false }
  }
}
