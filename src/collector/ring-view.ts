import type { CellFilter } from './cell-filter.ts'
import { bySeries, bySource } from './cells.ts'
import { ChartCell } from './chart-cell.ts'
import { maxPoints } from './charts.ts'
import type { HeldCharts } from './held.ts'
import type { LiveRings } from './live-rings.ts'
import type { LiveView, SeenStretch } from './live-view.ts'
import { emptyPoint, laneChart, type Point, PointCache, totalChart } from './point-cache.ts'
import { higherPeak, type Peak, type SecondCounts } from './second-counts.ts'
import { type Cells, rollupIn, seriesOfCell } from './slot.ts'
import { chartStep } from './time-steps.ts'

/** Seconds: the border between what changes and what hardly does lies on whole minutes, of longer windows on ten. */
const longWindow = 3600

/** Of the window, the last five minutes and what they are compared with: to the second, and from a whole ten. */
const basesKept = 6

interface Base {
  readonly from: number
  readonly until: number
  readonly cells: Cells
}

/** Sees the rings, exactly, through a filter that rollups can answer, or through none. */
export class RingView implements LiveView {
  readonly coversFrom: null = null
  readonly #rings: LiveRings
  readonly #seconds: SecondCounts
  readonly #filter: CellFilter | null
  readonly #totals = new PointCache()
  readonly #lanes = new PointCache()
  /** Newest first. */
  #bases: readonly Base[] = []

  constructor(rings: LiveRings, seconds: SecondCounts, filter: CellFilter | null) {
    this.#rings = rings
    this.#seconds = seconds
    this.#filter = filter
  }

  /** Requests were added, the oldest at this time. */
  touch(oldest: number): void {
    this.#totals.touch(oldest)
    this.#lanes.touch(oldest)
    this.#bases = this.#bases.filter(({ until }) => until <= oldest)
  }

  stretch(from: number, to: number): SeenStretch {
    const cells = this.#restricted(this.#cells(from, to))
    return { rollups: bySeries(cells), bySource: bySource(cells), peak: this.#peak(from, to) }
  }

  charts(from: number, to: number, series: ReadonlySet<number>): HeldCharts {
    const step = chartStep(from, to - 1, maxPoints, from >= this.#rings.rowsFrom ? 1 : 60)
    const points = this.#lanes.points({ from, to, step, series }, (a, b) => this.#points(a, b, step, series))
    return {
      total: this.#filter === null ? this.#totalChart(from, to) : totalChart(step, points),
      endpoint: lane => laneChart(step, points, lane),
    }
  }

  /** All requests are counted together beside, in narrower buckets. */
  #totalChart(from: number, to: number): HeldCharts['total'] {
    const { totals } = this.#rings
    const step = chartStep(from, to - 1, maxPoints, totals.stepAt(from))
    const request = { from, to, step, series: new Set<number>() }
    const points = this.#totals.points(request, (start, end) => {
      const made: Point[] = []
      for (let time = Math.floor(start / step) * step; time < end; time += step) {
        const point = emptyPoint(time)
        const cells: Cells = new Map()
        for (const slot of totals.slots(Math.max(time, start), Math.min(time + step, end)))
          slot.mergeInto(() => rollupIn(cells, 0))
        for (const rollup of cells.values()) point.total.mergeRollup(rollup)
        made.push(point)
      }
      return made
    })
    return totalChart(step, points)
  }

  #points(from: number, to: number, step: number, series: ReadonlySet<number>): Point[] {
    const filter = this.#filter
    const wanted = (cell: number): boolean =>
      filter === null ? series.has(seriesOfCell(cell)) : filter.passes(cell)
    return [...this.#rings.cellsByStep(from, to, step, wanted)].map(([time, cells]) => {
      const point = emptyPoint(time)
      for (const [cell, rollup] of this.#restricted(cells)) {
        const lane = seriesOfCell(cell)
        point.total.mergeRollup(rollup)
        if (!series.has(lane)) continue
        const known = point.lanes.get(lane) ?? new ChartCell()
        known.mergeRollup(rollup)
        point.lanes.set(lane, known)
      }
      return point
    })
  }

  #cells(from: number, to: number): Cells {
    const cells: Cells = new Map()
    const passes = (cell: number): boolean => this.#filter === null || this.#filter.passes(cell)
    const { sealedUntil } = this.#rings.minutes
    const border = to - from <= longWindow ? 60 : 600
    const until = to <= sealedUntil ? to : Math.floor(sealedUntil / border) * border
    if (until <= from) {
      this.#rings.addTo(cells, from, to, passes)
      return cells
    }
    if (until < to) this.#rings.addTo(cells, until, to, passes)
    mergeCells(cells, this.#baseOf(from, until, passes))
    return cells
  }

  /**
   * The part of a window that changes only with the second at which it begins. Row by row, its first minute would take
   * longer than all the rest, so what is left of that from the next whole ten seconds on is kept for as long.
   */
  #baseOf(from: number, until: number, passes: (cell: number) => boolean): Cells {
    let base = this.#bases.find(each => each.from === from && each.until === until)
    if (base === undefined) {
      const cells: Cells = new Map()
      const ten = Math.ceil(from / 10) * 10
      const split = ten > from && ten < until
      this.#rings.addTo(cells, from, split ? ten : until, passes)
      if (split) mergeCells(cells, this.#baseOf(ten, until, passes))
      base = { from, until, cells }
    }
    this.#bases = [base, ...this.#bases.filter(each => each !== base).slice(0, basesKept - 1)]
    return base.cells
  }

  #restricted(cells: Cells): Cells {
    return this.#filter === null ? cells : this.#filter.restrict(cells)
  }

  /** Without a filter, seconds are counted apart; with one, only as far back as single requests are held. */
  #peak(from: number, to: number): Peak | null {
    if (this.#filter === null) return this.#seconds.peak(from, to - 1)
    if (from < this.#rings.rowsFrom) return null
    const filter = this.#filter
    let peak: Peak | null = null
    for (const [second, cells] of this.#rings.cellsByStep(from, to, 1, cell => filter.passes(cell))) {
      let count = 0
      for (const { requests } of filter.restrict(cells).values()) count += requests
      if (count > 0) peak = higherPeak(peak, count, second)
    }
    return peak
  }
}

function mergeCells(into: Cells, cells: Cells): void {
  for (const [cell, rollup] of cells) rollupIn(into, cell).merge(rollup)
}
