import { encodeFrame, type RecordedBucket, Rollup, type StoreStep } from '../model/index.ts'
import { Figures } from './figures.ts'
import { justBefore } from './just-before.ts'
import { cacheOfKey, type Rows, seriesOfKey } from './rows.ts'
import type { Run } from './run.ts'
import { RunSorter } from './run-sorter.ts'
import { addTexts, type Shared } from './shared.ts'
import { type Cells, cellOf } from './slot.ts'

/** How old requests may be to be recorded in buckets of this width, seconds. */
const reaches: readonly (readonly [step: StoreStep, seconds: number])[] = [
  [1, 900],
  [10, 21_600],
  [60, Number.POSITIVE_INFINITY],
]

const mostSpare = 4096

const sorter = new RunSorter()
const run = new Figures()

/** What was counted since it was last asked for, for whoever keeps history: nothing twice, nothing left out. */
export class Recording {
  readonly #shared: Shared
  readonly #sources = new Set<number>()
  #buckets = new Map<StoreStep, Map<number, Cells>>()
  readonly #known = new Set<number>()
  #fresh: number[] = []
  /** Used again: thrown away each second, they would lie about for long, being no longer young. */
  readonly #spare: Rollup[] = []

  constructor(shared: Shared) {
    this.#shared = shared
  }

  /** From here on, requests of this source are recorded. */
  include(source: number): void {
    this.#sources.add(source)
  }

  add(rows: Rows, now: number): void {
    if (this.#sources.size === 0) return
    let to = Number.POSITIVE_INFINITY
    for (const [step, seconds] of reaches) {
      const from = now - seconds
      sorter.select(rows, from, to)
      if (sorter.count > 0) this.#addSelected(rows, step)
      to = justBefore(from)
    }
  }

  /** Whether rows can be added as runs, which go into the narrowest buckets. */
  takesRuns({ summary }: Rows, now: number): boolean {
    return this.#sources.size === 0 || summary!.oldest >= now - reaches[0]![1]
  }

  addRun(run: Run): void {
    if (!this.#sources.has(run.source)) return
    run.addTo(this.#rollupIn(this.#cells(reaches[0]![0], run.second), this.#noted(run.cell)))
  }

  /** Each bucket with what was added to it, and the cells that were never in one before. */
  take(): { buckets: RecordedBucket[]; cells: number[] } {
    const buckets: RecordedBucket[] = []
    for (const [step, times] of this.#buckets)
      for (const [time, cells] of times) {
        buckets.push({ step, time, frame: encodeFrame(cells) })
        for (const rollup of cells.values()) if (this.#spare.length < mostSpare) this.#spare.push(rollup)
      }
    this.#buckets = new Map()
    const cells = this.#fresh
    this.#fresh = []
    return { buckets, cells }
  }

  #addSelected(rows: Rows, step: StoreStep): void {
    for (const { start, bucket } of sorter.sort(rows, step)) {
      Figures.begin()
      let at = start
      for (let i = 0; i < sorter.runCount; i++) {
        const end = sorter.runs[2 * i + 1]!
        while (at < end) at = this.#addRun(rows, step, bucket * step, at, end)
      }
    }
  }

  #addRun(rows: Rows, step: StoreStep, time: number, start: number, runEnd: number): number {
    const { order } = sorter
    const end = sorter.sourceEnd(rows, start, runEnd)
    const row = order[start]!
    const source = rows.source[row]!
    if (!this.#sources.has(source)) return end
    const key = rows.key[row]!
    const cache = cacheOfKey(key)
    const cell = this.#noted(cellOf(source, seriesOfKey(key)))
    const rollup = this.#rollupIn(this.#cells(step, time), cell)
    run.read(rows, order, start, end, cache)
    run.addToRollup(rollup, cache)
    addTexts(rollup, rows, order, start, end, this.#shared)
    return end
  }

  #noted(cell: number): number {
    if (!this.#known.has(cell)) {
      this.#known.add(cell)
      this.#fresh.push(cell)
    }
    return cell
  }

  #rollupIn(cells: Cells, cell: number): Rollup {
    const known = cells.get(cell)
    if (known !== undefined) return known
    const spare = this.#spare.pop()
    spare?.clear()
    const rollup = spare ?? new Rollup()
    cells.set(cell, rollup)
    return rollup
  }

  #cells(step: StoreStep, time: number): Cells {
    const times = this.#buckets.get(step) ?? new Map<number, Cells>()
    this.#buckets.set(step, times)
    const cells = times.get(time) ?? new Map()
    times.set(time, cells)
    return cells
  }
}
