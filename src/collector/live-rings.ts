import { Cascade } from './cascade.ts'
import { Figures } from './figures.ts'
import { justBefore } from './just-before.ts'
import { LatestRows } from './latest-rows.ts'
import { cacheOfKey, type Rows, seriesOfKey } from './rows.ts'
import type { Run } from './run.ts'
import type { RowSpan } from './run-reader.ts'
import { RunSorter } from './run-sorter.ts'
import { addTexts, type Shared } from './shared.ts'
import { type Cells, cellOf, rollupIn } from './slot.ts'

const MiB = 2 ** 20
const day = 86_400

/** Seconds for which single requests are held: a window can begin at any second of these. */
export const rowSeconds = 900

/** By endpoint: a minute for 24 hours; wider ones only so that a long window is made of few pieces. */
const byEndpoint = [
  { step: 60, reach: day, budget: 48 * MiB },
  { step: 600, reach: day, budget: 14 * MiB },
  { step: 3600, reach: day, budget: 8 * MiB },
]

/** All endpoints together: also a second for 15 minutes and 10 s for an hour. */
const together = [
  { step: 1, reach: rowSeconds, budget: MiB },
  { step: 10, reach: 3600, budget: MiB },
  { step: 60, reach: day, budget: 2 * MiB },
  { step: 600, reach: day, budget: MiB },
  { step: 3600, reach: day, budget: MiB },
]

/** Rows of the last 15 minutes, and the seconds into which they are packed where they are too many. */
const rowBudget = 4 * MiB

const sorter = new RunSorter()
const run = new Figures()

/** The last 24 hours: requests one by one for 15 minutes, then minutes by endpoint. */
export class LiveRings {
  readonly minutes: Cascade
  /** All endpoints together. */
  readonly totals: Cascade
  readonly #latest: LatestRows
  readonly #shared: Shared
  /** The rows whose runs are added go into `#latest` as runs, too. */
  #packing = false

  constructor(shared: Shared) {
    this.#shared = shared
    this.minutes = new Cascade({ levels: byEndpoint, shared })
    this.totals = new Cascade({ levels: together, shared, total: true })
    const horizon = (newest: number): number => newest - rowSeconds - 60
    this.#latest = new LatestRows(shared, { wanted: horizon, needed: horizon }, rowBudget)
  }

  get newest(): number {
    return this.minutes.newest
  }

  /** Older than the oldest bucket. */
  get late(): number {
    return this.minutes.late
  }

  /** A time that some request will certainly reach: older ones then need no narrow buckets. */
  expect(newest: number): void {
    for (const cascade of [this.minutes, this.totals]) cascade.expect(newest)
    this.#latest.expect(newest)
  }

  add(rows: Rows): void {
    this.minutes.add(rows)
    this.totals.add(rows)
    this.#latest.add(rows)
  }

  /** Whether rows can be added as runs, the oldest of this time: single ones are held of newer times only. */
  takesRuns(oldest: number): boolean {
    return !(oldest < this.newest - rowSeconds)
  }

  beginRuns(rows: Rows, span: RowSpan): void {
    this.minutes.beginRuns(span.newest)
    this.totals.beginRuns(span.newest)
    this.#packing = this.#latest.takesRuns(span)
    if (!this.#packing) this.#latest.add(rows)
  }

  addRun(run: Run): void {
    this.minutes.addRun(run)
    this.totals.addRun(run)
    if (this.#packing) this.#latest.addRun(run)
  }

  endRuns(): void {
    this.minutes.endRuns()
    this.totals.endRuns()
    if (this.#packing) this.#latest.endRuns(this.newest)
  }

  /** From here on a stretch can begin and end at any second. */
  get rowsFrom(): number {
    return this.#latest.boundary(Math.floor(this.newest) + 1 - rowSeconds)
  }

  /** The first time from `time` on at which a stretch can begin. */
  boundary(time: number): number {
    if (time >= this.rowsFrom) return Math.ceil(time)
    const step = this.minutes.stepAt(time)
    return Math.max(this.minutes.heldFrom, Math.ceil(time / step) * step)
  }

  /** The first time from `time` on at which a stretch can end. */
  endBoundary(time: number): number {
    if (time >= this.rowsFrom) return Math.ceil(time)
    const step = this.minutes.stepAt(time - 1)
    return Math.ceil(time / step) * step
  }

  /**
   * Adds what lies in [from, to), whose ends are boundaries, to the cells that pass: whole minutes as such,
   * the rest row by row.
   */
  addTo(cells: Cells, from: number, to: number, passes: (cell: number) => boolean): void {
    const firstMinute = Math.ceil(from / 60) * 60
    // Nothing lies beyond the newest request, so a minute that is not over yet is whole too.
    const lastMinute = to > this.newest ? Math.ceil(to / 60) * 60 : Math.floor(to / 60) * 60
    if (lastMinute <= firstMinute) {
      this.#addRows(cells, from, to, passes)
      return
    }
    this.#addRows(cells, from, firstMinute, passes)
    for (const slot of this.minutes.slots(firstMinute, lastMinute))
      slot.mergeInto(cell => (passes(cell) ? rollupIn(cells, cell) : null))
    this.#addRows(cells, lastMinute, to, passes)
  }

  /**
   * What lies in [from, to) by whole steps, in no order: row by row where that reaches, else by minutes. It is for
   * figures over time; messages and clients may be missing.
   */
  *cellsByStep(
    from: number,
    to: number,
    step: number,
    passes: (cell: number) => boolean,
  ): Generator<[time: number, cells: Cells]> {
    if (from >= this.rowsFrom) {
      yield* this.#rowsByStep(from, to, step, passes)
      return
    }
    for (let time = Math.floor(from / step) * step; time < to; time += step) {
      const cells: Cells = new Map()
      this.addTo(cells, Math.max(time, from), Math.min(time + step, to), passes)
      if (cells.size > 0) yield [time, cells]
    }
  }

  *#rowsByStep(
    from: number,
    to: number,
    step: number,
    passes: (cell: number) => boolean,
  ): Generator<[time: number, cells: Cells]> {
    const steps = new Map<number, Cells>()
    const cellsAt = (time: number): Cells => {
      const bucket = Math.floor(time / step) * step
      const cells = steps.get(bucket) ?? new Map()
      steps.set(bucket, cells)
      return cells
    }
    // A part of the rows is looked at again and again below, all of them once.
    const rows = this.#latest.columns.part(from, to)
    this.#addSorted(rows, step, passes, bucket => cellsAt(bucket * step), false)
    for (const [time, slot] of this.#latest.packed.between(from, justBefore(to)))
      slot.mergeInto(cell => (passes(cell) ? rollupIn(cellsAt(time), cell) : null))
    yield* steps
  }

  #addRows(cells: Cells, from: number, to: number, passes: (cell: number) => boolean): void {
    if (from >= to) return
    this.#addSorted(this.#latest.columns.part(from, to), 0, passes, () => cells, true)
    for (const [, slot] of this.#latest.packed.between(from, justBefore(to)))
      slot.mergeInto(cell => (passes(cell) ? rollupIn(cells, cell) : null))
  }

  #addSorted(
    rows: Rows,
    step: number,
    passes: (cell: number) => boolean,
    cellsOf: (bucket: number) => Cells,
    texts: boolean,
  ): void {
    sorter.select(rows, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)
    if (sorter.count === 0) return
    for (const { start, bucket } of sorter.sort(rows, step)) {
      Figures.begin()
      const cells = cellsOf(bucket)
      let at = start
      for (let i = 0; i < sorter.runCount; i++) {
        const end = sorter.runs[2 * i + 1]!
        while (at < end) at = this.#addRun(cells, rows, at, end, passes, texts)
      }
    }
  }

  #addRun(
    cells: Cells,
    rows: Rows,
    start: number,
    runEnd: number,
    passes: (cell: number) => boolean,
    texts: boolean,
  ): number {
    const { order } = sorter
    const end = sorter.sourceEnd(rows, start, runEnd)
    const row = order[start]!
    const cell = cellOf(rows.source[row]!, seriesOfKey(rows.key[row]!))
    if (!passes(cell)) return end
    const cache = cacheOfKey(rows.key[row]!)
    const rollup = rollupIn(cells, cell)
    run.read(rows, order, start, end, cache)
    run.addToRollup(rollup, cache)
    if (texts) addTexts(rollup, rows, order, start, end, this.#shared)
    return end
  }
}
