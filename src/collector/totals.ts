import { Rollup, TopCounter } from '../model/index.ts'
import { Breakdown } from './breakdown.ts'
import { filteredSeries, type Rows } from './rows.ts'
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

/**
 * Everything that is counted about one stretch of time, whatever its length, in bounded memory. The order of
 * the rows does not matter (error messages and clients: as long as an endpoint has at most 64 of them).
 */
export class Totals {
  /** By series; holes where there was no request. */
  readonly rollups: (Rollup | undefined)[] = []
  readonly seconds: SecondCounts = new SecondCounts()
  readonly grid: TimeGrid | null
  readonly endpointGrids: (TimeGrid | undefined)[] = []
  readonly groups: Breakdown | null
  readonly #sources = new Breakdown()
  requests = 0
  filtered = 0
  oldest: number = Number.POSITIVE_INFINITY
  newest: number = Number.NEGATIVE_INFINITY
  /** `undefined`: none yet; `null`: several. */
  #onlySource: number | null | undefined
  readonly #options: TotalsOptions
  #series = 0

  constructor(options: TotalsOptions) {
    this.#options = options
    this.grid = options.charts ? new TimeGrid(gridCells) : null
    this.groups = options.groups ? new Breakdown() : null
  }

  /** Requests counted under `(other)`. */
  get folded(): number {
    return this.rollups[otherSeries]?.requests ?? 0
  }

  /** Adds the rows with from ≤ time ≤ to. */
  add(rows: Rows, from: number = Number.NEGATIVE_INFINITY, to: number = Number.POSITIVE_INFINITY): void {
    this.#addSources(rows, from, to)
    this.#addRollups(rows, from, to)
    this.#addTimes(rows, from, to)
    if (this.grid !== null) this.#addCharts(rows, this.grid, from, to)
    if (rows.group !== null) this.groups?.add(rows, rows.group, from, to)
  }

  total(): Rollup {
    const total = new Rollup()
    for (const rollup of this.rollups) if (rollup !== undefined) total.merge(rollup)
    return total
  }

  bySource(): ReadonlyMap<number, Rollup> {
    if (this.#onlySource === undefined) return new Map()
    return this.#onlySource === null ? this.#sources.rollups : new Map([[this.#onlySource, this.total()]])
  }

  #addRollups(rows: Rows, from: number, to: number): void {
    const { timestamp, duration, bucket, status, cache, series, message, client } = rows
    for (let i = 0; i < rows.length; i++) {
      const time = timestamp[i]!
      if (time < from || time > to) continue
      const id = series[i]!
      if (id === filteredSeries) {
        this.filtered++
        continue
      }
      const rollup = this.rollups[id] ?? this.#open(id)
      rollup.addBucketed(status[i]!, duration[i]!, bucket[i]!, cache[i]!)
      if (message[i]! >= 0) this.#addMessage(rollup, message[i]!)
      if (client !== null && client[i]! >= 0) this.#addClient(rollup, client[i]!)
    }
  }

  #addTimes(rows: Rows, from: number, to: number): void {
    const { timestamp, series } = rows
    const { seconds } = this
    let { oldest, newest, requests } = this
    for (let i = 0; i < rows.length; i++) {
      const time = timestamp[i]!
      if (time < from || time > to || series[i] === filteredSeries) continue
      requests++
      if (time < oldest) oldest = time
      if (time > newest) newest = time
      seconds.add(time)
    }
    this.oldest = oldest
    this.newest = newest
    this.requests = requests
  }

  #addCharts(rows: Rows, grid: TimeGrid, from: number, to: number): void {
    const { timestamp, duration, bucket, status, cache, series } = rows
    for (let i = 0; i < rows.length; i++) {
      const time = timestamp[i]!
      const id = series[i]!
      if (time < from || time > to || id === filteredSeries) continue
      grid.cellAt(time).add(status[i]!, duration[i]!, bucket[i]!, cache[i]!)
      this.endpointGrids[id]!.cellAt(time).add(status[i]!, duration[i]!, bucket[i]!, cache[i]!)
    }
  }

  /** One source is the total; only from the second on is there something to keep apart. */
  #addSources(rows: Rows, from: number, to: number): void {
    if (rows.length === 0) return
    this.#onlySource ??= this.#onlySource === null ? null : rows.source[0]!
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

  #open(series: number): Rollup {
    const rollup = new Rollup()
    this.rollups[series] = rollup
    this.#series++
    if (this.grid !== null) {
      this.endpointGrids[series] = new TimeGrid(this.#endpointCells)
      for (const grid of this.endpointGrids) grid?.limit(this.#endpointCells)
    }
    return rollup
  }

  /** Depends on the number of series alone, so that it is the same in any order. */
  get #endpointCells(): number {
    return Math.max(24, Math.min(endpointGridCells, Math.floor(this.#options.endpointCells / this.#series)))
  }

  #addMessage(rollup: Rollup, id: number): void {
    rollup.errorMessages ??= new TopCounter(topCapacity)
    rollup.errorMessages.add(this.#options.messages.texts[id]!)
  }

  #addClient(rollup: Rollup, id: number): void {
    rollup.clients ??= new TopCounter(topCapacity)
    rollup.clients.add(this.#options.clients!.texts[id]!)
  }
}
