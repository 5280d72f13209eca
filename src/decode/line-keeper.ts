import type { RequestBatch } from '../model/index.ts'

const smallest = 256

/** The bytes of the rows' lines, one after the other in a buffer of their own. */
export class LineKeeper {
  #bytes = new Uint8Array(4096)
  #used = 0
  #offset = new Uint32Array(smallest)
  #length = new Uint32Array(smallest)

  add(row: number, line: Uint8Array | null): void {
    if (row >= this.#offset.length) {
      this.#offset = copyWords(this.#offset)
      this.#length = copyWords(this.#length)
    }
    const size = line?.length ?? 0
    if (this.#used + size > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#used + size))
      grown.set(this.#bytes.subarray(0, this.#used))
      this.#bytes = grown
    }
    if (line !== null) this.#bytes.set(line, this.#used)
    this.#offset[row] = this.#used
    this.#length[row] = size
    this.#used += size
  }

  keepRows(rows: readonly number[]): void {
    for (const [to, from] of rows.entries()) {
      this.#offset[to] = this.#offset[from]!
      this.#length[to] = this.#length[from]!
    }
  }

  take(): RequestBatch['line'] {
    return { chunk: this.#bytes.subarray(0, this.#used), offset: this.#offset, length: this.#length }
  }
}

function copyWords(words: Uint32Array): Uint32Array<ArrayBuffer> {
  const grown = new Uint32Array(words.length * 2)
  grown.set(words)
  return grown
}
