import { PackedSlots, type PackedState } from './packed-slots.ts'
import { RowColumns, type Rows } from './rows.ts'
import type { Run } from './run.ts'
import type { RowSpan } from './run-reader.ts'
import type { Shared } from './shared.ts'
import type { Totals } from './totals.ts'

/** Rows take at most this much, and so do the buckets into which the oldest are packed beyond. */
const budget = 64 * 2 ** 20

const pruneAtLeast = 65_536

/** Rows of one second from which on they are packed at once: they would be within a minute, after two copies. */
const manyInSecond = 2048

export interface Horizon {
  /** Earliest time that is wanted when `newest` is the newest. */
  wanted(newest: number): number
  /** Earliest time that cannot be done without. */
  needed(newest: number): number
}

/** As another thread can take it. */
export interface LatestRowsState {
  readonly rows: Rows
  readonly packed: PackedState
  readonly packedUntil: number
  readonly complete: boolean
}

/**
 * The rows newer than a horizon that moves with the newest one: what a window needs whose end only the end of
 * the input tells. Rows behind the horizon are dropped now and then, so the cost per row is constant. Where
 * the rest is too much, the older half is packed into whole seconds.
 */
export class LatestRows {
  readonly columns: RowColumns
  readonly packed: PackedSlots
  /** Whether everything wanted is held, not only what is needed. */
  complete = true
  #newest: number = Number.NEGATIVE_INFINITY
  /** What was packed lies before. */
  #packedUntil: number = Number.NEGATIVE_INFINITY
  readonly #horizon: Horizon
  readonly #maxRows: number
  #pruneAt: number

  constructor(shared: Shared, horizon: Horizon, bytes: number = budget) {
    this.columns = new RowColumns({ clients: shared.clients !== null, groups: shared.groups !== null })
    this.packed = new PackedSlots(bytes, shared)
    this.#horizon = horizon
    this.#maxRows = Math.floor(bytes / this.columns.bytesPerRow)
    this.#pruneAt = Math.min(pruneAtLeast, this.#maxRows + 1)
  }

  /** A time the newest row will certainly reach. */
  expect(newest: number): void {
    if (newest > this.#newest) this.#newest = newest
  }

  add(rows: Rows): void {
    const { timestamp, length } = rows
    let newest = this.#newest
    for (let i = 0; i < length; i++) if (timestamp[i]! > newest) newest = timestamp[i]!
    this.#newest = newest
    const earliest = this.complete ? this.#horizon.wanted(newest) : this.#horizon.needed(newest)
    const { columns } = this
    columns.reserve(columns.length + length)
    this.#copyNewer(rows, earliest, columns.length)
    if (columns.length >= this.#pruneAt) this.#prune(earliest)
  }

  /** Whether these rows are better added as runs; otherwise `add` them. None may lie before the horizon. */
  takesRuns({ busiest }: RowSpan): boolean {
    return busiest >= manyInSecond
  }

  addRun(run: Run): void {
    this.packed.addRun(run)
    if (run.second >= this.#packedUntil) this.#packedUntil = run.second + 1
  }

  endRuns(newest: number): void {
    const before = Math.floor(this.#newest)
    this.expect(newest)
    if (Math.floor(this.#newest) === before) return
    this.packed.seal(this.#newest)
    this.packed.forgetBefore(this.#horizon.wanted(this.#newest))
  }

  /**
   * The first time ≥ `from` at which a window can begin: `from` itself as long as all rows since are held,
   * else a whole second (or more, see `packed.step`).
   */
  boundary(from: number): number {
    const { step } = this.packed
    return from >= this.#packedUntil ? from : Math.ceil(from / step) * step
  }

  /** Adds what lies in [from, to] to some totals; `from` from `boundary`. */
  addTo(totals: Totals, from: number, to: number): void {
    totals.add(this.columns, from, to)
    for (const [time, slot] of this.packed.between(from, to)) totals.addSlot(time, slot)
    for (const [second, count] of this.packed.seconds.seconds())
      if (second >= from && second <= to) totals.seconds.add(second, count)
  }

  state(): LatestRowsState {
    const { columns, packed } = this
    return {
      rows: columns.copy(),
      packed: packed.state(),
      packedUntil: this.#packedUntil,
      complete: this.complete,
    }
  }

  /** Takes over what another thread held; `rows` and cells are numbered as here. */
  absorb(state: LatestRowsState, cellHere: (cell: number) => number): void {
    this.complete &&= state.complete
    this.#packedUntil = Math.max(this.#packedUntil, state.packedUntil)
    this.packed.absorb(state.packed, cellHere)
    this.add(state.rows)
  }

  #prune(earliest: number): void {
    const { columns } = this
    this.#copyNewer(columns, earliest, 0)
    if (columns.length > this.#maxRows) {
      this.complete = false
      this.#copyNewer(columns, this.#horizon.needed(this.#newest), 0)
    }
    this.packed.forgetBefore(earliest)
    if (columns.length > this.#maxRows) this.#pack()
    this.#pruneAt = Math.min(Math.max(pruneAtLeast, columns.length * 2), this.#maxRows + 1)
  }

  /** Packs the older half: up to the second of the median of a sample. */
  #pack(): void {
    const { columns } = this
    const sample = columns.timestamp
      .slice(0, columns.length)
      .filter((_, i) => i % 64 === 0)
      .sort()
    const until = Math.floor(sample[sample.length >> 1]!) + 1
    this.packed.add(columns.part(Number.NEGATIVE_INFINITY, until))
    this.#copyNewer(columns, until, 0)
    this.#packedUntil = Math.max(this.#packedUntil, until)
  }

  /** Rows not before `earliest`, in stretches: most often all or none. */
  #copyNewer(rows: Rows, earliest: number, to: number): void {
    const { timestamp, length } = rows
    let at = to
    for (let i = 0; i < length; i++) {
      if (timestamp[i]! < earliest) continue
      const start = i
      while (i < length && timestamp[i]! >= earliest) i++
      if (rows !== this.columns || start !== at) this.columns.copyRows(rows, start, i, at)
      at += i - start
    }
    this.columns.length = at
  }
}
