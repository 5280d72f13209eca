import { Rollup } from '../model/index.ts'
import { cacheOfKey, filteredKey, type Rows } from './rows.ts'

/** Rollups by the number in one column: by source, by group. */
export class Breakdown {
  readonly rollups: Map<number, Rollup> = new Map()

  add(rows: Rows, column: ArrayLike<number>, from: number, to: number): void {
    const { timestamp, duration, bucket, status, key } = rows
    let last = Number.NaN
    let rollup = new Rollup()
    for (let i = 0; i < rows.length; i++) {
      const time = timestamp[i]!
      if (time < from || time > to || key[i] === filteredKey) continue
      const id = column[i]!
      if (id !== last) {
        rollup = this.of(id)
        last = id
      }
      rollup.addBucketed(status[i]!, duration[i]!, bucket[i]!, cacheOfKey(key[i]!))
    }
  }

  of(id: number): Rollup {
    let rollup = this.rollups.get(id)
    if (rollup === undefined) {
      rollup = new Rollup()
      this.rollups.set(id, rollup)
    }
    return rollup
  }
}
