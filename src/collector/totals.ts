import { Cache, Rollup, TopCounter } from '../model/index.ts'
import { Breakdown } from './breakdown.ts'
import type { Rows } from './rows.ts'
import { longestRun, Run } from './run.ts'
import { RunSorter, skipped } from './run-sorter.ts'
import { SecondCounts } from './second-counts.ts'
import { otherSeries } from './series-table.ts'
import type { Interner } from './text-bounds.ts'
import { TimeGrid } from './time-grid.ts'

const gridCells = 600
const endpointGridCells = 120

export interface TotalsOptions {
  readonly messages: Interner
  readonly clients: Interner | null
  readonly groups: boolean
  /** Whether charts over time are made. */
  readonly charts: boolean
  /** Cells over time of all endpoints together: what bounds the memory of their charts. */
  readonly endpointCells: number
}

/** Distinct error messages and clients kept per endpoint; exact up to here. */
const topCapacity = 64

interface Charts {
  /** One lane. */
  readonly total: TimeGrid
  /** A lane for each series. */
  readonly endpoints: TimeGrid
}

const sorter = new RunSorter()
const run = new Run()

/**
 * Everything that is counted about one stretch of time, whatever its length, in bounded memory. The order of
 * the rows does not matter (error messages and clients: as long as an endpoint has at most 64 of them).
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
  /** `undefined`: none yet; `null`: several. */
  #onlySource: number | null | undefined
  readonly #sources: Breakdown = new Breakdown()
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

  /** Adds the rows with from ≤ time ≤ to. */
  add(rows: Rows, from: number = Number.NEGATIVE_INFINITY, to: number = Number.POSITIVE_INFINITY): void {
    this.#addSources(rows, from, to)
    sorter.select(rows, from, to)
    this.filtered += sorter.filtered
    if (sorter.count === 0) return
    this.requests += sorter.count
    this.oldest = Math.min(this.oldest, sorter.oldest)
    this.newest = Math.max(this.newest, sorter.newest)
    this.charts?.total.cover(sorter.oldest, sorter.newest)
    this.charts?.endpoints.cover(sorter.oldest, sorter.newest)
    sorter.sort(rows, this.charts?.total.step ?? 0)
    this.#addRuns(rows)
    this.seconds.addRows(rows.timestamp, sorter.key, rows.length)
    this.#addTexts(rows)
    if (rows.group !== null) this.groups?.add(rows, rows.group, from, to)
  }

  total(): Rollup {
    const total = new Rollup()
    for (const rollup of this.rollups) if (rollup !== undefined) total.mergeFigures(rollup)
    return total
  }

  bySource(): ReadonlyMap<number, Rollup> {
    if (this.#onlySource === undefined) return new Map()
    return this.#onlySource === null ? this.#sources.rollups : new Map([[this.#onlySource, this.total()]])
  }

  #addRuns(rows: Rows): void {
    const { order, key, bucket, count } = sorter
    for (let start = 0; start < count; ) {
      const first = order[start]!
      const k = key[first]!
      const b = bucket[first]!
      const last = Math.min(count, start + longestRun)
      let end = start + 1
      while (end < last && key[order[end]!] === k && bucket[order[end]!] === b) end++
      run.read(rows, order, start, end)
      this.#addRun(k >> 2, (k & 3) === 3 ? Cache.unknown : k & 3, b)
      start = end
    }
  }

  #addRun(series: number, cache: number, bucket: number): void {
    run.addToRollup(this.rollups[series] ?? this.#open(series), cache)
    if (this.charts === null) return
    const { total, endpoints } = this.charts
    run.addToCell(total.cell(0, bucket), cache)
    run.addToCell(endpoints.cell(series, Math.floor((bucket * total.step) / endpoints.step)), cache)
  }

  /** Texts are rare: one look at each row finds those that have any. */
  #addTexts({ message, client, series, length }: Rows): void {
    const { key } = sorter
    const { messages, clients } = this.#options
    for (let i = 0; i < length; i++) {
      if (message[i]! < 0 || key[i] === skipped) continue
      const rollup = this.rollups[series[i]!]!
      rollup.errorMessages ??= new TopCounter(topCapacity)
      rollup.errorMessages.add(messages.texts[message[i]!]!)
    }
    if (client === null) return
    for (let i = 0; i < length; i++) {
      if (client[i]! < 0 || key[i] === skipped) continue
      const rollup = this.rollups[series[i]!]!
      rollup.clients ??= new TopCounter(topCapacity)
      rollup.clients.add(clients!.texts[client[i]!]!)
    }
  }

  /** One source is the total; only from the second on is there something to keep apart. */
  #addSources(rows: Rows, from: number, to: number): void {
    if (rows.length === 0) return
    if (this.#onlySource === undefined) this.#onlySource = rows.source[0]!
    if (this.#onlySource !== null) {
      const only = this.#onlySource
      let i = 0
      while (i < rows.length && rows.source[i] === only) i++
      if (i === rows.length) return
      if (this.requests > 0) this.#sources.of(only).merge(this.total())
      this.#onlySource = null
    }
    this.#sources.add(rows, rows.source, from, to)
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
