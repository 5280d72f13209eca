import type { RequestBatch } from '../model/index.ts'

const smallest = 256

/** The bytes of the rows' lines, one after the other in a buffer of their own. */
export class LineKeeper {
  #bytes = new Uint8Array(4096)
  #used = 0
  #offset = new Uint32Array(smallest)
  #length = new Uint32Array(smallest)

  add(row: number, line: Uint8Array | null): void {
    const size = line?.length ?? 0
    this.#makeRoom(row + 1, size)
    if (line !== null) this.#bytes.set(line, this.#used)
    this.#offset[row] = this.#used
    this.#length[row] = size
    this.#used += size
  }

  /** Lines at ascending places in `bytes`: what lies between them is kept as well. */
  addAll(row: number, bytes: Uint8Array, offsets: Uint32Array, lengths: Uint32Array, count: number): void {
    const from = offsets[0]!
    const to = offsets[count - 1]! + lengths[count - 1]!
    this.#makeRoom(row + count, to - from)
    this.#bytes.set(bytes.subarray(from, to), this.#used)
    const shift = this.#used - from
    for (let i = 0; i < count; i++) this.#offset[row + i] = offsets[i]! + shift
    this.#length.set(lengths.subarray(0, count), row)
    this.#used += to - from
  }

  #makeRoom(rows: number, bytes: number): void {
    while (rows > this.#offset.length) {
      this.#offset = copyWords(this.#offset)
      this.#length = copyWords(this.#length)
    }
    if (this.#used + bytes <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#used + bytes))
    grown.set(this.#bytes.subarray(0, this.#used))
    this.#bytes = grown
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
