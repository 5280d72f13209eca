import { Rollup, type TalliedCell, type Tally, TopCounter, withStatus } from '../model/index.ts'
import { Breakdown } from './breakdown.ts'
import { Figures } from './figures.ts'
import { cacheOfKey, type Rows, seriesOfKey } from './rows.ts'
import type { Run } from './run.ts'
import type { RowSpan } from './run-reader.ts'
import { RunSorter, skipped } from './run-sorter.ts'
import { SecondCounts } from './second-counts.ts'
import { otherSeries } from './series-table.ts'
import { type Cells, rollupIn, type Slot, seriesOfCell, sourceOfCell } from './slot.ts'
import { SourceBreakdown } from './source-breakdown.ts'
import { addMomentToCell, addTallyToCells, addTallyToRollups } from './tally.ts'
import type { Interner } from './text-bounds.ts'
import { TimeGrid } from './time-grid.ts'

const gridCells = 800
const endpointGridCells = 120

export interface TotalsOptions {
  readonly messages: Interner
  readonly clients: Interner | null
  readonly groups: boolean
  /** Whether charts over time are made. */
  readonly charts: boolean
  /** Cells over time of all endpoints together: what bounds the memory of their charts. */
  readonly endpointCells: number
  /** Distinct error messages and clients kept per endpoint; exact up to here. */
  readonly topCapacity: number
}

interface Charts {
  /** One lane. */
  readonly total: TimeGrid
  /** A lane for each series. */
  readonly endpoints: TimeGrid
}

const sorter = new RunSorter()
const run = new Figures()
const ofSeries = new Figures()
const segment = new Figures()

/**
 * Everything that is counted about one stretch of time, whatever its length, in bounded memory. The order of
 * the rows does not matter (error messages and clients: as long as there is room for all that an endpoint has).
 */
export class Totals {
  /** By series; holes where there was no request. */
  readonly rollups: (Rollup | undefined)[] = []
  readonly seconds: SecondCounts = new SecondCounts()
  readonly charts: Charts | null
  readonly groups: Breakdown | null
  requests = 0
  filtered = 0
  oldest: number = Number.POSITIVE_INFINITY
  newest: number = Number.NEGATIVE_INFINITY
  readonly sources: SourceBreakdown = new SourceBreakdown()
  readonly #options: TotalsOptions
  #series = 0

  constructor(options: TotalsOptions) {
    this.#options = options
    this.charts = options.charts
      ? { total: new TimeGrid(gridCells), endpoints: new TimeGrid(endpointGridCells) }
      : null
    this.groups = options.groups ? new Breakdown() : null
  }

  /** Requests counted under `(other)`. */
  get folded(): number {
    return this.rollups[otherSeries]?.requests ?? 0
  }

  /** A time that some request will certainly reach, or an end of the window: spares widening charts later. */
  expect(time: number): void {
    this.charts?.total.cover(time, time)
    this.charts?.endpoints.cover(time, time)
  }

  /** Adds the rows with from ≤ time ≤ to. */
  add(rows: Rows, from: number = Number.NEGATIVE_INFINITY, to: number = Number.POSITIVE_INFINITY): void {
    this.sources.add(rows, from, to, () => this.total())
    sorter.select(rows, from, to)
    this.filtered += sorter.filtered
    if (sorter.count === 0) return
    this.requests += sorter.count
    this.oldest = Math.min(this.oldest, sorter.oldest)
    this.newest = Math.max(this.newest, sorter.newest)
    this.charts?.total.cover(sorter.oldest, sorter.newest)
    this.charts?.endpoints.cover(sorter.oldest, sorter.newest)
    this.#addSegments(rows)
    this.seconds.addRows(rows.timestamp, sorter.key, rows.length)
    this.#addTexts(rows)
    if (rows.group !== null) this.groups?.add(rows, rows.group, from, to)
  }

  /** Before the runs of some rows. */
  beginRuns({ requests, filtered, oldest, newest }: RowSpan): void {
    this.filtered += filtered
    this.requests += requests
    this.oldest = Math.min(this.oldest, oldest)
    this.newest = Math.max(this.newest, newest)
    this.charts?.total.cover(oldest, newest)
    this.charts?.endpoints.cover(oldest, newest)
  }

  addRun(run: Run): void {
    const { series, source, second } = run
    this.sources.addRun(run, source, () => this.total())
    const rollup = this.rollups[series] ?? this.#open(series)
    run.addFiguresTo(rollup)
    run.addTextsTo(rollup, this.#options.topCapacity)
    this.seconds.add(second, run.requests)
    if (this.groups !== null) run.addToGroups(this.groups)
    if (this.charts === null) return
    const { total, endpoints } = this.charts
    run.figures.addToCell(total.cell(0, Math.floor(second / total.step)))
    run.figures.addToCell(endpoints.cell(series, Math.floor(second / endpoints.step)))
  }

  /** Adds requests that were counted where they were read. */
  addTally(tally: Tally, source: number): void {
    this.sources.note(source, () => this.total())
    if (this.sources.only === null) {
      const ofSource = this.sources.of(source)
      addTallyToRollups(tally, () => ofSource)
    }
    addTallyToRollups(tally, series => this.rollups[series] ?? this.#open(series))
    this.#addMessages(tally)
    this.requests += tally.requests
    this.oldest = Math.min(this.oldest, tally.oldest)
    this.newest = Math.max(this.newest, tally.newest)
    const { seconds } = tally
    for (let i = 0; i < seconds.length; i += 2) this.seconds.add(seconds[i]!, seconds[i + 1]!)
  }

  /** To the charts: their requests are counted by themselves. */
  addTalliedCell(cell: TalliedCell): void {
    if (this.charts === null) return
    // How wide cells are depends on how many series there are.
    const { counts } = cell
    for (let i = 0; i < counts.length; i += 4) this.rollups[counts[i]!] ?? this.#open(counts[i]!)
    const { total, endpoints } = this.charts
    total.cover(cell.oldest, cell.newest)
    endpoints.cover(cell.oldest, cell.newest)
    for (const moment of cell.moments)
      addMomentToCell(moment, cell.buckets, total.cell(0, Math.floor(moment.time / total.step)))
    const bucket = Math.floor(cell.oldest / endpoints.step)
    addTallyToCells(cell, series => endpoints.cell(series, bucket))
  }

  /** Adds a bucket of time by its cells. Groups are not known of it. */
  addSlot(time: number, slot: Slot): void {
    const cells: Cells = new Map()
    slot.mergeInto(cell => rollupIn(cells, cell))
    for (const [cell, rollup] of cells) this.#addCell(time, cell, rollup)
  }

  total(): Rollup {
    const total = new Rollup()
    for (const rollup of this.rollups) if (rollup !== undefined) total.mergeFigures(rollup)
    return total
  }

  bySource(): ReadonlyMap<number, Rollup> {
    return this.sources.rollups(() => this.total())
  }

  /** Takes a rollup of another thread over. */
  absorbRollup(series: number, rollup: Rollup): void {
    const known = this.rollups[series]
    if (known !== undefined) known.merge(rollup)
    else {
      this.#open(series)
      this.rollups[series] = rollup
    }
  }

  /** Adds what was counted about another part of the same stretch; neither has charts or groups. */
  addTotals(other: Totals): void {
    other.rollups.forEach((rollup, series) => {
      if (rollup !== undefined) (this.rollups[series] ?? this.#open(series)).merge(rollup)
    })
    for (const [second, count] of other.seconds.seconds()) this.seconds.add(second, count)
    this.absorbFigures(other)
  }

  absorbFigures(other: Pick<Totals, 'requests' | 'filtered' | 'oldest' | 'newest'>): void {
    this.requests += other.requests
    this.filtered += other.filtered
    this.oldest = Math.min(this.oldest, other.oldest)
    this.newest = Math.max(this.newest, other.newest)
  }

  /** Rows by segment of time, in it by series, in it by cache state: each is read once. */
  #addSegments(rows: Rows): void {
    for (const { start, bucket } of sorter.sort(rows, this.charts?.total.step ?? 0)) {
      Figures.begin()
      segment.clear()
      let at = start
      for (let i = 0; i < sorter.runCount; ) {
        const series = seriesOfKey(sorter.runs[2 * i]!)
        const rollup = this.rollups[series] ?? this.#open(series)
        ofSeries.clear()
        for (; i < sorter.runCount && seriesOfKey(sorter.runs[2 * i]!) === series; i++) {
          const end = sorter.runs[2 * i + 1]!
          this.#addRun(rows, rollup, cacheOfKey(sorter.runs[2 * i]!), at, end)
          at = end
        }
        if (this.charts !== null) this.#chartSeries(this.charts, series, bucket)
      }
      if (this.charts !== null) segment.addToCell(this.charts.total.cell(0, bucket))
    }
  }

  #addRun(rows: Rows, rollup: Rollup, cache: number, start: number, end: number): void {
    run.read(rows, sorter.order, start, end, cache)
    run.addToRollup(rollup, cache)
    if (this.charts !== null) ofSeries.append(run)
  }

  #chartSeries({ total, endpoints }: Charts, series: number, bucket: number): void {
    ofSeries.addToCell(endpoints.cell(series, Math.floor((bucket * total.step) / endpoints.step)))
    segment.append(ofSeries)
  }

  #addCell(time: number, cell: number, rollup: Rollup): void {
    const series = seriesOfCell(cell)
    this.sources.addRollup(sourceOfCell(cell), rollup, () => this.total())
    const into = this.rollups[series] ?? this.#open(series)
    into.merge(rollup)
    this.requests += rollup.requests
    this.oldest = Math.min(this.oldest, time)
    this.newest = Math.max(this.newest, time)
    if (this.charts === null) return
    const { total, endpoints } = this.charts
    total.cover(time, time)
    endpoints.cover(time, time)
    total.cell(0, Math.floor(time / total.step)).mergeRollup(rollup)
    endpoints.cell(series, Math.floor(time / endpoints.step)).mergeRollup(rollup)
  }

  #addMessages({ messages }: Tally): void {
    for (const { series, status, text, requests } of messages) {
      const known = this.#options.messages
      const id = known.idOf(withStatus(status, text))
      if (id < 0) continue
      const rollup = this.rollups[series]!
      rollup.errorMessages ??= new TopCounter(this.#options.topCapacity)
      rollup.errorMessages.add(known.texts[id]!, requests)
    }
  }

  /** Texts are rare: one look at each row finds those that have any. */
  #addTexts({ message, client, length }: Rows): void {
    const { key } = sorter
    const { messages, clients } = this.#options
    for (let i = 0; i < length; i++) {
      if (message[i]! < 0 || key[i] === skipped) continue
      const rollup = this.rollups[seriesOfKey(key[i]!)]!
      rollup.errorMessages ??= new TopCounter(this.#options.topCapacity)
      rollup.errorMessages.add(messages.texts[message[i]!]!)
    }
    if (client === null) return
    for (let i = 0; i < length; i++) {
      if (client[i]! < 0 || key[i] === skipped) continue
      const rollup = this.rollups[seriesOfKey(key[i]!)]!
      rollup.clients ??= new TopCounter(this.#options.topCapacity)
      rollup.clients.add(clients!.texts[client[i]!]!)
    }
  }

  /** The width of charts depends on the number of series alone, so that it is the same in any order. */
  #open(series: number): Rollup {
    const rollup = new Rollup()
    this.rollups[series] = rollup
    this.#series++
    const share = Math.floor(this.#options.endpointCells / this.#series)
    this.charts?.endpoints.limit(Math.max(24, share))
    return rollup
  }
}
