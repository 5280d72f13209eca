import { ChartCell } from './chart-cell.ts'
import { gridStep } from './time-steps.ts'

/**
 * Cells over time, in one lane or in a lane for each series, whose width adapts to the span seen: at most
 * `maxCells` in a lane, always the finest grid step that covers the span. Which one that is depends on the
 * earliest and latest time alone, so the order of the rows does not matter.
 */
export class TimeGrid {
  step = 1
  #maxCells: number
  #from: number = Number.POSITIVE_INFINITY
  #to: number = Number.NEGATIVE_INFINITY
  /** By lane: cells by the number of their bucket (time / step). */
  readonly #lanes: (Map<number, ChartCell> | undefined)[] = []

  constructor(maxCells: number) {
    this.#maxCells = maxCells
  }

  /** Makes room for times in [from, to]; call it before `cell`. */
  cover(from: number, to: number): void {
    if (from >= this.#from && to <= this.#to) return
    this.#from = Math.min(from, this.#from)
    this.#to = Math.max(to, this.#to)
    this.#adapt()
  }

  /** Fewer cells from now on. */
  limit(maxCells: number): void {
    if (maxCells >= this.#maxCells) return
    this.#maxCells = maxCells
    this.#adapt()
  }

  /** @param bucket time / step, rounded down; of a time that was covered */
  cell(lane: number, bucket: number): ChartCell {
    let cells = this.#lanes[lane]
    if (cells === undefined) this.#lanes[lane] = cells = new Map()
    let cell = cells.get(bucket)
    if (cell === undefined) {
      cell = new ChartCell()
      cells.set(bucket, cell)
    }
    return cell
  }

  /** Takes over a cell of a grid with fewer series and less time, so of a step that divides this one's. */
  absorb(lane: number, time: number, cell: ChartCell): void {
    const bucket = Math.floor(time / this.step)
    const cells = (this.#lanes[lane] ??= new Map())
    const known = cells.get(bucket)
    if (known === undefined) cells.set(bucket, cell)
    else known.merge(cell)
  }

  /** In no order. */
  *cells(lane: number): Generator<[time: number, cell: ChartCell]> {
    for (const [bucket, cell] of this.#lanes[lane] ?? []) yield [bucket * this.step, cell]
  }

  #adapt(): void {
    if (this.#from > this.#to) return
    const step = gridStep(this.#from, this.#to, this.#maxCells, this.step)
    if (step > this.step) this.#coarsen(step)
  }

  #coarsen(step: number): void {
    const factor = step / this.step
    this.step = step
    this.#lanes.forEach((cells, lane) => {
      this.#lanes[lane] = new Map()
      for (const [bucket, cell] of cells ?? []) {
        const wider = Math.floor(bucket / factor)
        const into = this.#lanes[lane]!.get(wider)
        if (into === undefined) this.#lanes[lane]!.set(wider, cell)
        else into.merge(cell)
      }
    })
  }
}
