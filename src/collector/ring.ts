import { Rollup } from '../model/index.ts'

/** Cells of one bucket of time, by cell number (source and series). */
export type Cells = Map<number, Rollup>

const sourceFactor = 2 ** 24

export function cellOf(source: number, series: number): number {
  return source * sourceFactor + series
}

export function seriesOfCell(cell: number): number {
  return cell % sourceFactor
}

export function sourceOfCell(cell: number): number {
  return Math.floor(cell / sourceFactor)
}

/** Buckets of `step` seconds, the newest `length` of them. */
export class Ring {
  readonly step: number
  readonly length: number
  readonly #slots = new Map<number, Cells>()
  #newest: number = Number.NEGATIVE_INFINITY

  constructor(step: number, length: number) {
    this.step = step
    this.length = length
  }

  /** Start of the oldest bucket that is still held. */
  get heldFrom(): number {
    return (this.#newest - this.length + 1) * this.step
  }

  /** `null` for a time before the oldest bucket. */
  at(time: number): Cells | null {
    const slot = Math.floor(time / this.step)
    if (slot > this.#newest) this.advance(time)
    if (slot <= this.#newest - this.length) return null
    let cells = this.#slots.get(slot)
    if (cells === undefined) {
      cells = new Map()
      this.#slots.set(slot, cells)
    }
    return cells
  }

  /** Lets go of what is too old when it is `time`. */
  advance(time: number): void {
    const slot = Math.floor(time / this.step)
    if (slot <= this.#newest) return
    this.#newest = slot
    for (const old of this.#slots.keys()) if (old <= slot - this.length) this.#slots.delete(old)
  }

  /** Buckets that start in [from, to). */
  *between(from: number, to: number): Generator<[time: number, cells: Cells]> {
    const first = Math.ceil(from / this.step)
    const end = Math.ceil(to / this.step)
    for (
      let slot = Math.max(first, this.#newest - this.length + 1);
      slot < end && slot <= this.#newest;
      slot++
    ) {
      const cells = this.#slots.get(slot)
      if (cells !== undefined) yield [slot * this.step, cells]
    }
  }
}

export function rollupIn(cells: Cells, cell: number): Rollup {
  let rollup = cells.get(cell)
  if (rollup === undefined) {
    rollup = new Rollup()
    cells.set(cell, rollup)
  }
  return rollup
}
