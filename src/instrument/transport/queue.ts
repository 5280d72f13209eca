/** Lines that go out together, in memory that is used again. */
export interface Chunk {
  readonly memory: Buffer
  /** Bytes in use. */
  length: number
  /** Requests among the lines; the rest are system samples. */
  requests: number
}

export interface QueueLimits {
  /** Size of a chunk; at least the longest line. */
  readonly chunkBytes: number
  /** Chunks that exist at most, 3 or more: one grows, one is on its way, the others wait. */
  readonly chunks: number
}

/**
 * Lines that wait for the collector, in bounded memory. The newest are kept: after an outage, what happened
 * last is what the reader looks at. Lines are written into chunks at once and chunks are used again, since
 * strings and buffers that wait cost the garbage collector more than all the rest of a record.
 */
export class Queue {
  /** Requests thrown away because nobody fetched them in time. */
  dropped = 0
  readonly #limits: QueueLimits
  readonly #free: Chunk[] = []
  readonly #full: Chunk[] = []
  #made = 0
  #open: Chunk

  constructor(limits: QueueLimits) {
    this.#limits = limits
    this.#open = this.#make()
  }

  /** Whether there is nothing to send. */
  get empty(): boolean {
    return this.#full.length === 0 && this.#open.length === 0
  }

  /** Whether full chunks wait. */
  get backlog(): boolean {
    return this.#full.length > 0
  }

  /**
   * @param lines ASCII, each with its newline
   * @param requests how many of them are requests: all or none
   * @returns whether a chunk became full
   */
  add(lines: readonly string[], requests: number): boolean {
    // One text for all, since a call for each would cost more than the rest of the line.
    const text = lines.join('')
    const { chunkBytes } = this.#limits
    if (text.length > chunkBytes && lines.length > 1) {
      const half = lines.length >> 1
      const first = this.add(lines.slice(0, half), requests === 0 ? 0 : half)
      return this.add(lines.slice(half), requests === 0 ? 0 : lines.length - half) || first
    }
    const full = this.#open.length + text.length > chunkBytes
    if (full) this.#close()
    const open = this.#open
    open.length += open.memory.write(text, open.length, 'latin1')
    open.requests += requests
    return full
  }

  /** The oldest chunk, which may be the one still growing; `null` when there is none. To be handed back. */
  take(): Chunk | null {
    if (this.empty) return null
    if (this.#full.length === 0) this.#close()
    return this.#full.shift()!
  }

  /** Hands back a chunk whose lines have gone. */
  release(chunk: Chunk): void {
    chunk.length = 0
    chunk.requests = 0
    this.#free.push(chunk)
  }

  /** Hands back a chunk that could not be sent; it stays the oldest. */
  giveBack(chunk: Chunk): void {
    this.#full.unshift(chunk)
  }

  #close(): void {
    this.#full.push(this.#open)
    this.#open = this.#free.pop() ?? this.#make()
  }

  /** A new one, or the oldest of those that wait. */
  #make(): Chunk {
    if (this.#made < this.#limits.chunks) {
      this.#made++
      return { memory: Buffer.allocUnsafeSlow(this.#limits.chunkBytes), length: 0, requests: 0 }
    }
    const oldest = this.#full.shift()!
    this.dropped += oldest.requests
    oldest.length = 0
    oldest.requests = 0
    return oldest
  }
}
