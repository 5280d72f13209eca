import { type RequestFilter, Rollup } from '../model/index.ts'
import type { Shared } from './shared.ts'
import { type Cells, seriesOfCell, sourceOfCell } from './slot.ts'

/** A filter as far as rollups can answer it: by source, method and endpoint, and by status in the counts. */
export class CellFilter {
  readonly #filter: RequestFilter
  readonly #shared: Shared
  readonly #answers = new Map<string, boolean>()

  constructor(filter: RequestFilter, shared: Shared) {
    this.#filter = filter
    this.#shared = shared
  }

  /** Whether any request of the cell passes; of a filter that asks for no more than its series, all do. */
  passes(cell: number): boolean {
    return this.#filter.scope !== 'series' || this.#test(cell, 0)
  }

  /** Only the requests that pass. Of a filter by status, counts alone are left. */
  restrict(cells: Cells): Cells {
    if (this.#filter.scope === 'series') return cells
    const restricted: Cells = new Map()
    for (const [cell, rollup] of cells) {
      const counts = new Rollup()
      for (const [status, count] of [...rollup.statuses(), [0, rollup.statusUnknown] as const]) {
        if (count === 0 || !this.#test(cell, status)) continue
        counts.requests += count
        counts.addStatus(status, count)
      }
      if (counts.requests > 0) restricted.set(cell, counts)
    }
    return restricted
  }

  #test(cell: number, status: number): boolean {
    const key = `${cell} ${status}`
    let answer = this.#answers.get(key)
    if (answer === undefined) {
      const { method, endpoint } = this.#shared.series.keys[seriesOfCell(cell)]!
      const source = this.#shared.sourceName(sourceOfCell(cell))
      const values = new Map(
        Object.entries({ method, endpoint, source, status: status === 0 ? null : status }),
      )
      answer = this.#filter.test({ get: field => values.get(field) ?? null })
      this.#answers.set(key, answer)
    }
    return answer
  }
}
