import type { Rollup } from '../model/index.ts'
import { Breakdown } from './breakdown.ts'
import type { Rows } from './rows.ts'
import type { Run } from './run.ts'

/** Rollups by source. One source is the total; only from the second on is there something to keep apart. */
export class SourceBreakdown {
  /** `undefined`: none yet; `null`: several. */
  only: number | null | undefined
  readonly #apart: Breakdown = new Breakdown()

  /** @param total of everything added before */
  add(rows: Rows, from: number, to: number, total: () => Rollup): void {
    const { source, length } = rows
    for (let i = 0; i < length; i++) this.note(source[i]!, total)
    if (this.only === null) this.#apart.add(rows, source, from, to)
  }

  addRun(run: Run, source: number, total: () => Rollup): void {
    this.note(source, total)
    if (this.only === null) run.addFiguresTo(this.#apart.of(source))
  }

  addRollup(source: number, rollup: Rollup, total: () => Rollup): void {
    this.note(source, total)
    if (this.only === null) this.#apart.of(source).mergeFigures(rollup)
  }

  /** Of a source, once there are several. */
  of(source: number): Rollup {
    return this.#apart.of(source)
  }

  note(source: number, total: () => Rollup): void {
    if (source === this.only || this.only === null) return
    if (this.only === undefined) {
      this.only = source
      return
    }
    this.#apart.of(this.only).mergeFigures(total())
    this.only = null
  }

  rollups(total: () => Rollup): ReadonlyMap<number, Rollup> {
    if (this.only === undefined) return new Map()
    return this.only === null ? this.#apart.rollups : new Map([[this.only, total()]])
  }
}
