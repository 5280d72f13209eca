import { blockLength, blockMark, blockStartBytes } from '../../model/index.ts'
import type { Budget, LineAssembler } from './line-assembler.ts'

export interface BlockSink {
  /** One whole block, in memory of its own. */
  block(bytes: Uint8Array): void
  /** What cannot be read, so that nothing behind it can. */
  unreadable(): void
  /** Bytes of a block that did not come whole. */
  lost(bytes: number): void
}

/** A line's end, and a block behind it. */
const blockAhead = Buffer.from([10, blockMark])

/** Tells the blocks from the lines among which they stand, where a sender and we have agreed on them. */
export class BlockAssembler {
  readonly #lines: LineAssembler
  readonly #limit: number
  readonly #budget: Budget
  readonly #sink: BlockSink
  /** The first bytes of a block, until its length is known. */
  readonly #start = Buffer.alloc(blockStartBytes)
  #block: Buffer | null = null
  /** Bytes of it, or of its start, that are there. */
  #length = 0
  #over = false

  /** @param limit bytes of a block */
  constructor(lines: LineAssembler, limit: number, budget: Budget, sink: BlockSink) {
    this.#lines = lines
    this.#limit = limit
    this.#budget = budget
    this.#sink = sink
  }

  push(chunk: Buffer): void {
    for (let at = 0; at < chunk.length && !this.#over; ) {
      if (this.#length > 0 || (chunk[at] === blockMark && !this.#lines.midLine)) at = this.#take(chunk, at)
      else {
        const ahead = chunk.indexOf(blockAhead, at)
        const end = ahead < 0 ? chunk.length : ahead + 1
        this.#lines.push(chunk.subarray(at, end))
        at = end
      }
    }
  }

  /** The rest of an unfinished block is nobody's any more. */
  end(): void {
    if (this.#length > 0) this.#sink.lost(this.#length)
    this.#forget()
  }

  /** @returns where what does not belong to the block begins */
  #take(chunk: Buffer, at: number): number {
    const into = this.#block ?? this.#start
    const end = Math.min(chunk.length, at + into.length - this.#length)
    chunk.copy(into, this.#length, at, end)
    this.#length += end - at
    if (this.#length < into.length) return end
    if (this.#block === null) this.#begin()
    else {
      const block = this.#block
      this.#forget()
      this.#sink.block(block)
    }
    return end
  }

  #begin(): void {
    const length = blockLength(this.#start)
    if (length === null || length > this.#limit || !this.#budget.take(length)) {
      this.#over = true
      this.#sink.unreadable()
      return
    }
    this.#block = Buffer.allocUnsafeSlow(length)
    this.#start.copy(this.#block)
  }

  #forget(): void {
    this.#budget.give(this.#block?.length ?? 0)
    this.#block = null
    this.#length = 0
  }
}
