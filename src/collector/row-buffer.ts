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
    for (let i = 0; i < rows.length; i++)
      if (rows.timestamp[i]! > this.#newest) this.#newest = rows.timestamp[i]!
    const earliest = this.#horizon(this.#newest)
    const { columns } = this
    columns.reserve(columns.length + rows.length)
    let to = columns.length
    for (let i = 0; i < rows.length; i++) {
      if (rows.timestamp[i]! >= earliest) columns.copyRow(rows, i, to++)
      else this.dropped++
    }
    columns.length = to
    if (to >= this.#pruneAt) this.#prune(earliest)
  }

  #prune(earliest: number): void {
    const { columns } = this
    let to = 0
    for (let i = 0; i < columns.length; i++)
      if (columns.timestamp[i]! >= earliest) columns.copyRow(columns, i, to++)
    this.dropped += columns.length - to
    columns.length = to
    this.#pruneAt = Math.max(65_536, to * 2)
  }
}
