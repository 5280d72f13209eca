import { RowColumns, type Rows } from './rows.ts'

/**
 * The rows newer than a horizon that moves with the newest one: what a window needs whose end only the end of
 * the input tells. Rows behind the horizon are dropped now and then, so the cost per row is constant.
 */
export class RowBuffer {
  readonly columns: RowColumns
  /** Rows dropped so far: all of them before the horizon. */
  dropped = 0
  readonly #horizon: (newest: number) => number
  #newest: number = Number.NEGATIVE_INFINITY
  #pruneAt = 65_536

  /** @param horizon earliest time still wanted when `newest` is the newest */
  constructor(optional: { clients: boolean; groups: boolean }, horizon: (newest: number) => number) {
    this.columns = new RowColumns(optional)
    this.#horizon = horizon
  }

  get newest(): number {
    return this.#newest
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
    const earliest = this.#horizon(newest)
    const { columns } = this
    columns.reserve(columns.length + length)
    this.#copyNewer(rows, earliest, columns.length)
    if (columns.length >= this.#pruneAt) {
      this.#copyNewer(columns, earliest, 0)
      this.#pruneAt = Math.max(65_536, columns.length * 2)
    }
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
    this.dropped += length - (at - to)
    this.columns.length = at
  }
}
