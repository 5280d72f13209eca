/** How often each text stands in some rows, by its number. */
export class TextCounts {
  /** Numbers of the texts, in the order in which they came first. */
  readonly ids: number[] = []
  #counts: Uint32Array = new Uint32Array(256)

  /** Forgets what it counted and counts the rows `order[start]` … `order[end − 1]` of a column; below 0 is no text. */
  read(column: Int32Array, order: Int32Array, start: number, end: number): void {
    const { ids } = this
    let counts = this.#counts
    for (const id of ids) counts[id] = 0
    ids.length = 0
    for (let p = start; p < end; p++) {
      const id = column[order[p]!]!
      if (id < 0) continue
      if (id >= counts.length) counts = this.#grow(id)
      if (counts[id]!++ === 0) ids.push(id)
    }
  }

  countOf(id: number): number {
    return this.#counts[id]!
  }

  #grow(id: number): Uint32Array {
    const grown = new Uint32Array(Math.max(id + 1, this.#counts.length * 2))
    grown.set(this.#counts)
    this.#counts = grown
    return grown
  }
}
