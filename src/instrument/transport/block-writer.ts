import { blockHeaderBytes, repeatBytes, writeBlockHeader } from '../../model/index.ts'
import type { Frame } from '../record/frame.ts'
import { LineWriter, microsecondsOf, put } from '../record/lines.ts'
import type { Chunk } from './chunk.ts'

/** What the two halves of a repeat's second word hold. */
const mostLater = 0xffff
const mostMicroseconds = 0xffff_ffff

/** Puts records into a block: the first of each frame as a line, the others as repeats of it. */
export class BlockWriter {
  readonly #memory: Buffer
  /** Samples, which go before the block as the lines that they are; then the lines of the block. */
  readonly #lines: Buffer
  readonly #repeats: Uint32Array
  readonly #writer = new LineWriter()
  /** Of the block that is being written: frames note it with the place of their line. */
  #block = 0
  #places = 0
  #words = 0
  #base = 0
  #samplesEnd = 0
  #linesEnd = 0

  /** @param bytes of lines in a block, and of repeats */
  constructor(bytes: number) {
    this.#lines = Buffer.allocUnsafeSlow(bytes)
    this.#repeats = new Uint32Array(2 * Math.floor(bytes / repeatBytes))
    this.#memory = Buffer.allocUnsafeSlow(blockHeaderBytes + 2 * bytes)
  }

  get empty(): boolean {
    return this.#linesEnd === 0
  }

  begin(): void {
    this.#block++
    this.#places = this.#words = this.#samplesEnd = this.#linesEnd = 0
  }

  /** The parameters are those of `Queue.addRequest`. @returns whether the record fits into what was begun */
  add(end: number, duration: number, frame: Frame): boolean {
    if (frame.tail === null) return this.#addSample(frame)
    if (frame.block !== this.#block) return this.#addLine(end, duration, frame)
    const microseconds = microsecondsOf(duration)
    const later = end - this.#base
    const repeats = this.#repeats
    const at = this.#words
    if (later < 0 || later > mostLater || microseconds > mostMicroseconds || at === repeats.length)
      return false
    repeats[at] = microseconds
    repeats[at + 1] = (frame.place << 16) | later
    this.#words = at + 2
    return true
  }

  /** What was added, valid until the next `begin`. */
  take(): Chunk | null {
    const [lines, memory] = [this.#lines, this.#memory]
    if (this.#linesEnd === 0) return null
    lines.copy(memory, 0, 0, this.#samplesEnd)
    if (this.#places === 0) return { bytes: memory.subarray(0, this.#samplesEnd), requests: 0, block: null }
    const repeats = Buffer.from(this.#repeats.buffer, 0, 4 * this.#words)
    const length = blockHeaderBytes + repeats.length + this.#linesEnd - this.#samplesEnd
    const start = this.#samplesEnd
    writeBlockHeader(memory, start, length, this.#base, this.#words / 2)
    repeats.copy(memory, start + blockHeaderBytes)
    lines.copy(memory, start + blockHeaderBytes + repeats.length, start, this.#linesEnd)
    const requests = this.#places + this.#words / 2
    return { bytes: memory.subarray(0, start + length), requests, block: start }
  }

  #addSample({ head }: Frame): boolean {
    if (this.#places > 0 || this.#linesEnd + head.length > this.#lines.length) return false
    this.#samplesEnd = this.#linesEnd = put(this.#lines, this.#linesEnd, head)
    return true
  }

  #addLine(end: number, duration: number, frame: Frame): boolean {
    const lineEnd = this.#writer.request(this.#lines, this.#linesEnd, end, duration, frame)
    if (lineEnd === this.#linesEnd) return false
    if (this.#places === 0) this.#base = end
    frame.block = this.#block
    frame.place = this.#places++
    this.#linesEnd = lineEnd
    return true
  }
}
