import type { Machine } from './machine.ts'

const newline = 10
/** A vector may read so far past what is scanned. */
const margin = 64

/** The part of a chunk that lies in the kernel's memory. */
export class Window {
  /** Where chunks are put; a reader may put them there itself. */
  readonly memory: Uint8Array
  readonly #machine: Machine
  #chunk: Uint8Array = new Uint8Array(0)
  #end = 0
  /** Address of a byte less its index in the chunk. */
  shift = 0

  constructor(machine: Machine) {
    this.#machine = machine
    const start = machine.constant('inputBase')
    this.memory = machine.bytes.subarray(start, machine.constant('inputEnd') - margin)
  }

  begin(chunk: Uint8Array): void {
    this.#chunk = chunk
    const inside = chunk.buffer === this.memory.buffer
    this.#end = inside ? chunk.length : 0
    this.shift = inside ? chunk.byteOffset : 0
  }

  /**
   * Sees to it that lines from `from` on are in memory, up to the newline at `last` or as many as there is room for.
   * @returns behind the last whole one; `from` when not even one has room
   */
  show(from: number, last: number): number {
    if (from >= this.#end) this.#copy(from, last)
    return Math.min(this.#end, last + 1)
  }

  #copy(from: number, last: number): void {
    const end = Math.min(from + this.memory.length, last + 1)
    this.memory.set(this.#chunk.subarray(from, end))
    this.shift = this.memory.byteOffset - from
    this.#end = end > last ? end : Math.max(from, this.#chunk.lastIndexOf(newline, end - 1) + 1)
  }

  /** Behind the newline of the line at `at`. */
  lineEnd(at: number): number {
    return this.#machine.bytes.indexOf(newline, at + this.shift) + 1 - this.shift
  }
}
