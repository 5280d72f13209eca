import { ChartCell } from './chart-cell.ts'
import { bucketCount, gridStep } from './time-steps.ts'

/** The most cells a grid can have: decades of years fit below it in days. */
const widest = 1e15

/**
 * Cells over time whose width adapts to the span seen: at most `maxCells` of them, always the finest grid
 * step that covers the span. Which one that is depends on the earliest and latest time alone, so the order
 * of the rows does not matter.
 */
export class TimeGrid {
  step = 1
  #maxCells: number
  /** Bucket number (time / step) of the first cell. */
  #first = 0
  #cells: (ChartCell | undefined)[] = []
  #lastBucket = Number.NaN
  #lastCell: ChartCell | undefined

  constructor(maxCells: number) {
    this.#maxCells = maxCells
  }

  cellAt(time: number): ChartCell {
    const bucket = Math.floor(time / this.step)
    if (bucket === this.#lastBucket) return this.#lastCell!
    const index = bucket - this.#first
    if (index < 0 || index >= this.#cells.length) {
      this.#cover(time)
      return this.cellAt(time)
    }
    this.#lastBucket = bucket
    this.#lastCell = this.#cells[index] ??= new ChartCell()
    return this.#lastCell
  }

  /** Fewer cells from now on. */
  limit(maxCells: number): void {
    this.#maxCells = maxCells
    if (this.#cells.length > maxCells) this.#coarsen(gridStep(this.#start, this.#end, maxCells, this.step))
  }

  merge(other: TimeGrid): void {
    for (const [time, cell] of other.cells()) this.cellAt(time).merge(cell)
    if (other.step > this.step) this.#coarsen(other.step)
  }

  /** Cells that hold something, in order of time. */
  *cells(): Generator<[time: number, cell: ChartCell]> {
    for (let i = 0; i < this.#cells.length; i++) {
      const cell = this.#cells[i]
      if (cell !== undefined) yield [(this.#first + i) * this.step, cell]
    }
  }

  get #start(): number {
    return this.#first * this.step
  }

  /** A time in the last cell. */
  get #end(): number {
    return (this.#first + this.#cells.length) * this.step - this.step / 2
  }

  #cover(time: number): void {
    if (!(Math.abs(time) < widest)) throw new RangeError(`not a time: ${time}`)
    const empty = this.#cells.length === 0
    const from = empty ? time : Math.min(time, this.#start)
    const to = empty ? time : Math.max(time, this.#end)
    const step = gridStep(from, to, this.#maxCells, this.step)
    if (step > this.step) this.#coarsen(step)
    const first = Math.floor(from / step)
    if (empty) this.#first = first
    if (first < this.#first) {
      this.#cells.unshift(...new Array<undefined>(this.#first - first))
      this.#first = first
    }
    this.#cells.length = bucketCount(from, to, step)
  }

  #coarsen(step: number): void {
    const old = [...this.cells()]
    const [from, to] = [this.#start, this.#end]
    const any = this.#cells.length > 0
    this.step = step
    this.#lastBucket = Number.NaN
    if (!any) return
    this.#first = Math.floor(from / step)
    this.#cells = new Array<undefined>(bucketCount(from, to, step))
    for (const [time, cell] of old) {
      const index = Math.floor(time / step) - this.#first
      const into = this.#cells[index]
      if (into === undefined) this.#cells[index] = cell
      else into.merge(cell)
    }
  }
}
