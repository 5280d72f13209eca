import { Rollup } from '../model/index.ts'
import type { CellFilter } from './cell-filter.ts'
import { bySeries, bySource } from './cells.ts'
import { ChartCell } from './chart-cell.ts'
import { maxPoints } from './charts.ts'
import type { HeldCharts } from './held.ts'
import type { LiveRings } from './live-rings.ts'
import type { LiveView, SeenStretch } from './live-view.ts'
import type { Peak, SecondCounts } from './second-counts.ts'
import { type Cells, rollupIn, type Slot, seriesOfCell } from './slot.ts'
import { chartStep } from './time-steps.ts'

/** A window this long is put together again only where it changed. */
const longWindow = 3600

/** Points of charts kept for the next snapshot. */
const maxCached = 2000

/** One point of all charts. */
interface Point {
  readonly time: number
  readonly total: ChartCell
  /** By series. */
  readonly lanes: ReadonlyMap<number, ChartCell>
  /** The series that were asked for, with requests or not. */
  readonly series: ReadonlySet<number>
  /** Of everything it was made from. */
  readonly version: number
}

/** Sees the rings, exactly, through a filter that rollups can answer, or through none. */
export class RingView implements LiveView {
  readonly coversFrom: null = null
  readonly #rings: LiveRings
  readonly #seconds: SecondCounts
  readonly #filter: CellFilter | null
  readonly #points = new Map<string, Point>()
  #base: { from: number; until: number; version: number; cells: Cells } | null = null

  constructor(rings: LiveRings, seconds: SecondCounts, filter: CellFilter | null) {
    this.#rings = rings
    this.#seconds = seconds
    this.#filter = filter
  }

  stretch(from: number, to: number): SeenStretch {
    const all = this.#cells(from, to)
    const cells = this.#filter === null ? all : this.#filter.restrict(all)
    return { rollups: bySeries(cells), bySource: bySource(cells), peak: this.#peak(from, to) }
  }

  charts(from: number, to: number, series: ReadonlySet<number>): HeldCharts {
    const step = chartStep(from, to - 1, maxPoints, this.#rings.stepAt(from))
    if (this.#points.size > maxCached) this.#points.clear()
    const points: Point[] = []
    for (let time = Math.floor(from / step) * step; time < to; time += step)
      points.push(this.#point(Math.max(time, from), Math.min(time + step, to), time, series))
    return {
      total: { step, cells: points.map(({ time, total }) => [time, total] as const) },
      endpoint: lane => ({
        step,
        cells: points.flatMap(({ time, lanes }) => {
          const cell = lanes.get(lane)
          return cell === undefined ? [] : [[time, cell] as const]
        }),
      }),
    }
  }

  #cells(from: number, to: number): Cells {
    const cells: Cells = new Map()
    const until = Math.floor(Math.min(this.#rings.sealedUntil, to) / 600) * 600
    if (to - from <= longWindow || until <= from) {
      this.#merge(cells, this.#rings.slots(from, to))
      return cells
    }
    this.#merge(cells, this.#rings.slots(until, to))
    for (const [cell, rollup] of this.#baseOf(from, until)) rollupIn(cells, cell).merge(rollup)
    return cells
  }

  /** Without a filter, seconds are counted apart; with one, only as far back as single seconds are held. */
  #peak(from: number, to: number): Peak | null {
    if (this.#filter === null) return this.#seconds.peak(from, to - 1)
    if (this.#rings.stepAt(from) > 1) return null
    let peak: Peak | null = null
    for (let second = from; second < to; second++) {
      const cells: Cells = new Map()
      this.#merge(cells, this.#rings.slots(second, second + 1))
      let count = 0
      for (const { requests } of this.#filter.restrict(cells).values()) count += requests
      if (count > (peak?.count ?? 0)) peak = { count, second }
    }
    return peak
  }

  #point(from: number, to: number, time: number, series: ReadonlySet<number>): Point {
    const slots = [...this.#rings.slots(from, to)]
    const version = versionOf(slots)
    const key = `${from} ${to}`
    const known = this.#points.get(key)
    if (known?.version === version && isSubset(series, known.series)) return known
    const point = { time, version, series, ...this.#chartCells(slots, series) }
    this.#points.set(key, point)
    return point
  }

  #chartCells(slots: readonly Slot[], series: ReadonlySet<number>): Pick<Point, 'total' | 'lanes'> {
    const cells: Cells = new Map()
    const filter = this.#filter
    for (const slot of slots) {
      slot.mergeInto(cell =>
        (filter === null ? series.has(seriesOfCell(cell)) : filter.passes(cell))
          ? rollupIn(cells, cell)
          : null,
      )
    }
    const total = new ChartCell()
    const lanes = new Map<number, ChartCell>()
    for (const [cell, rollup] of filter === null ? cells : filter.restrict(cells)) {
      if (filter !== null) total.mergeRollup(rollup)
      const lane = seriesOfCell(cell)
      if (series.has(lane)) laneOf(lanes, lane).mergeRollup(rollup)
    }
    if (filter === null) total.mergeRollup(totalOf(slots))
    return { total, lanes }
  }

  /** The part of a long window that hardly changes. */
  #baseOf(from: number, until: number): Cells {
    const slots = [...this.#rings.slots(from, until)]
    const version = versionOf(slots)
    const base = this.#base
    if (base !== null && base.from === from && base.until === until && base.version === version)
      return base.cells
    const cells: Cells = new Map()
    this.#merge(cells, slots)
    this.#base = { from, until, version, cells }
    return cells
  }

  #merge(cells: Cells, slots: Iterable<Slot>): void {
    const filter = this.#filter
    for (const slot of slots)
      slot.mergeInto(cell => (filter === null || filter.passes(cell) ? rollupIn(cells, cell) : null))
  }
}

function totalOf(slots: readonly Slot[]): Rollup {
  const total = new Rollup()
  for (const slot of slots) slot.mergeTotalInto(total)
  return total
}

function laneOf(lanes: Map<number, ChartCell>, lane: number): ChartCell {
  let cell = lanes.get(lane)
  if (cell === undefined) {
    cell = new ChartCell()
    lanes.set(lane, cell)
  }
  return cell
}

function versionOf(slots: readonly Slot[]): number {
  return slots.reduce((sum, slot) => sum + slot.version, slots.length)
}

function isSubset(part: ReadonlySet<number>, whole: ReadonlySet<number>): boolean {
  for (const value of part) if (!whole.has(value)) return false
  return true
}
