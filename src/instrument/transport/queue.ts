import { Frame } from '../record/frame.ts'
import { LineWriter, put } from '../record/lines.ts'
import { BlockWriter } from './block-writer.ts'
import { asLines, type Chunk } from './chunk.ts'
import { Ring } from './ring.ts'

export interface QueueLimits {
  /** Size of a chunk; at least the longest line. */
  readonly chunkBytes: number
  /** Records that wait at most, a power of two. */
  readonly records: number
  /** Bytes at most in texts that only one record uses. */
  readonly textBytes: number
}

/** Records that there is room for before there have been more. */
const firstCapacity = 1024

/**
 * Records that wait for the collector, in bounded memory. The newest are kept: after an outage, what happened
 * last is what the reader looks at. They become lines when they are sent, hundreds in a row: lines that wait
 * are memory that the processor has to fetch again, and where the collector is away most are never needed.
 */
export class Queue {
  /** Requests thrown away because nobody fetched them in time. */
  dropped = 0
  readonly #limits: QueueLimits
  readonly #memory: Buffer
  readonly #writer = new LineWriter()
  #blocks: BlockWriter | null = null
  readonly #ring: Ring
  #returned: Chunk | null = null

  constructor(limits: QueueLimits) {
    this.#limits = limits
    this.#memory = Buffer.allocUnsafeSlow(limits.chunkBytes)
    this.#ring = new Ring(Math.min(firstCapacity, limits.records))
  }

  /** Whether there is nothing to send. */
  get empty(): boolean {
    return this.#ring.size === 0 && this.#returned === null
  }

  /** Records that wait to be written. */
  get size(): number {
    return this.#ring.size
  }

  /**
   * @param end milliseconds since the epoch
   * @param duration milliseconds
   */
  addRequest(end: number, duration: number, frame: Frame): void {
    if (this.#ring.full) this.#makeRoom()
    this.#ring.add(end, duration, frame)
    if (frame.textBytes > 0) this.#boundTexts()
  }

  /** @param line ASCII, with its newline */
  addSample(line: string): void {
    this.addRequest(0, 0, new Frame(line, null, null))
  }

  /**
   * The oldest records, as many as a chunk holds; `null` when there are none. The one before must be done with.
   * @param blocks whether the collector takes blocks
   */
  take(blocks: boolean): Chunk | null {
    const returned = this.#returned
    this.#returned = null
    if (returned !== null) return returned.block === null || blocks ? returned : asLines(returned)
    return blocks ? this.#writeBlock() : this.#write()
  }

  /** Hands back the chunk that was taken and could not be sent; it stays the oldest. */
  giveBack(chunk: Chunk): void {
    this.#returned = chunk
  }

  #write(): Chunk | null {
    const ring = this.#ring
    let length = 0
    let requests = 0
    while (ring.size > 0) {
      const end = this.#writeFirst(length)
      if (end === length && length > 0) break
      if (ring.oldest.tail !== null) {
        if (end > length) requests++
        else this.dropped++
      }
      length = end
      ring.shift()
    }
    return length === 0 ? null : { bytes: this.#memory.subarray(0, length), requests, block: null }
  }

  #writeBlock(): Chunk | null {
    const ring = this.#ring
    this.#blocks ??= new BlockWriter(this.#limits.chunkBytes)
    const blocks = this.#blocks
    blocks.begin()
    while (ring.size > 0) {
      if (!blocks.add(ring.end, ring.duration, ring.oldest)) {
        if (!blocks.empty) break
        if (ring.oldest.tail !== null) this.dropped++
      }
      ring.shift()
    }
    return blocks.take()
  }

  /** @returns where the line ends; `at` where there is no room for it */
  #writeFirst(at: number): number {
    const { oldest, end, duration } = this.#ring
    if (oldest.tail !== null) return this.#writer.request(this.#memory, at, end, duration, oldest)
    return at + oldest.head.length > this.#memory.length ? at : put(this.#memory, at, oldest.head)
  }

  #makeRoom(): void {
    const { capacity } = this.#ring
    if (capacity < this.#limits.records) this.#ring.grow()
    // Many at once: one by one, the server of a collector that is away pays for each of its records.
    else for (let i = 0; i < capacity; i += 32) this.#drop()
  }

  #boundTexts(): void {
    while (this.#ring.textBytes > this.#limits.textBytes) this.#drop()
  }

  #drop(): void {
    // The chunk that came back is the oldest of all.
    if (this.#returned !== null) this.dropped += this.#returned.requests
    this.#returned = null
    if (this.#ring.oldest.tail !== null) this.dropped++
    this.#ring.shift()
  }
}
