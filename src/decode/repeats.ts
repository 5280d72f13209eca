import type { RepeatColumns } from '../model/index.ts'
import { copyInto } from './columns.ts'

const smallest = 256

/** Collects requests that are like rows but for their times. */
export class Repeats {
  #length = 0
  #row: Int32Array = new Int32Array(0)
  #timestamp: Float64Array = new Float64Array(0)
  #duration: Float64Array = new Float64Array(0)

  get length(): number {
    return this.#length
  }

  /** Into the memory of some that nobody reads any more. */
  reuse({ row, timestamp, duration }: RepeatColumns): void {
    if (this.#length > 0) return
    this.#row = row
    this.#timestamp = timestamp
    this.#duration = duration
  }

  /** Room for so many more, to be filled in from `at` on. */
  add(count: number): { readonly at: number; readonly columns: RepeatColumns } {
    const at = this.#length
    this.#length += count
    if (this.#length > this.#row.length) {
      const size = Math.max(smallest, this.#length, 2 * this.#row.length)
      this.#row = copyInto(new Int32Array(size), this.#row)
      this.#timestamp = copyInto(new Float64Array(size), this.#timestamp)
      this.#duration = copyInto(new Float64Array(size), this.#duration)
    }
    return { at, columns: this.#columns() }
  }

  /** All of them; the next begin afresh. */
  take(): RepeatColumns | null {
    if (this.#length === 0) return null
    const columns = this.#columns()
    this.#length = 0
    this.#row = new Int32Array(0)
    this.#timestamp = new Float64Array(0)
    this.#duration = new Float64Array(0)
    return columns
  }

  #columns(): RepeatColumns {
    return { length: this.#length, row: this.#row, timestamp: this.#timestamp, duration: this.#duration }
  }
}
