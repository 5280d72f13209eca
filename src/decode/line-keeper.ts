import type { LineColumns, RequestBatch } from '../model/index.ts'

const smallest = 256
const smallestBytes = 4096

/** The bytes of the rows' lines, one after the other in a buffer of their own. */
export class LineKeeper {
  #bytes: Uint8Array = new Uint8Array(0)
  #used = 0
  #offset: Uint32Array = new Uint32Array(0)
  #length: Uint32Array = new Uint32Array(0)

  /** Into the memory of lines that nobody reads any more. */
  reuse({ chunk, offset, length }: LineColumns): void {
    this.#bytes = new Uint8Array(chunk.buffer)
    this.#offset = offset
    this.#length = length
  }

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
    if (rows > this.#offset.length) {
      const size = Math.max(smallest, rows, this.#offset.length * 2)
      this.#offset = grownTo(size, this.#offset)
      this.#length = grownTo(size, this.#length)
    }
    if (this.#used + bytes <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(smallestBytes, this.#bytes.length * 2, this.#used + bytes))
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

function grownTo(size: number, words: Uint32Array): Uint32Array {
  const grown = new Uint32Array(size)
  grown.set(words)
  return grown
}
