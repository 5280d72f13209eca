import { encodeFrame, mergeFrame, Rollup } from '../model/index.ts'

/** Rollups by cell number: source and series together. */
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

export function rollupIn(cells: Cells, cell: number): Rollup {
  let rollup = cells.get(cell)
  if (rollup === undefined) {
    rollup = new Rollup()
    cells.set(cell, rollup)
  }
  return rollup
}

/** A client is kept in a sealed frame if it made at least this share of the cell's requests for sure. */
const clientShare = 1 / 16

/**
 * One bucket of time. Open: rollups that grow. Sealed: a frame, a twentieth of the size, and beside it what
 * came late, until they are put together.
 */
export class Slot {
  /** Open cells, or what came late. */
  readonly cells: Cells = new Map()
  #frame: Uint8Array | null = null

  /** The sealed cells. */
  get frame(): Uint8Array | null {
    return this.#frame
  }

  get bytes(): number {
    return this.#frame?.length ?? 0
  }

  /** Turns rollups into bytes. */
  seal(): void {
    if (this.cells.size === 0) return
    if (this.#frame !== null) mergeFrame(this.#frame, cell => rollupIn(this.cells, cell))
    for (const { clients, requests } of this.cells.values()) clients?.prune(requests * clientShare)
    this.#frame = encodeFrame(this.cells)
    this.cells.clear()
  }

  /** Adds its cells to those that `target` names; `null` skips one. */
  mergeInto(target: (cell: number) => Rollup | null): void {
    if (this.#frame !== null) mergeFrame(this.#frame, target)
    for (const [cell, rollup] of this.cells) target(cell)?.merge(rollup)
  }
}
