const newline = 10

/** Bytes of unfinished lines, over all connections. */
export class Budget {
  readonly #limit: number
  #used = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get used(): number {
    return this.#used
  }

  take(bytes: number): boolean {
    if (this.#used + bytes > this.#limit) return false
    this.#used += bytes
    return true
  }

  give(bytes: number): void {
    this.#used -= bytes
  }
}

export interface LineSink {
  /** Whole lines, behind the beginning of the first one where that came before. Valid during the call. */
  lines(bytes: Uint8Array, begun: Uint8Array | null): void
  /** One line over the limit, this long. */
  discarded(bytes: number): void
}

/**
 * Cuts what one connection sends into whole lines, so that those of several never mix. Keeps the unfinished line in
 * memory that doubles, because a slow sender may send it byte by byte.
 */
export class LineAssembler {
  readonly #limit: number
  readonly #budget: Budget
  readonly #sink: LineSink
  #kept: Buffer = Buffer.alloc(0)
  #length = 0
  /** Bytes of a line that is over the limit, 0 outside of one. */
  #skipped = 0

  constructor(limit: number, budget: Budget, sink: LineSink) {
    this.#limit = limit
    this.#budget = budget
    this.#sink = sink
  }

  /** Whether a line has begun that is not whole yet. */
  get midLine(): boolean {
    return this.#length > 0 || this.#skipped > 0
  }

  push(chunk: Buffer): void {
    let start = 0
    if (this.#skipped > 0) {
      start = chunk.indexOf(newline) + 1
      this.#skipped += start === 0 ? chunk.length : start
      if (start === 0) return
      this.#sink.discarded(this.#skipped)
      this.#skipped = 0
    }
    const end = chunk.lastIndexOf(newline) + 1
    if (end > start) {
      const whole = chunk.subarray(start, end)
      this.#sink.lines(whole, this.#length === 0 ? null : this.#take())
      start = end
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start))
  }

  /** The unfinished line, which nobody will finish any more. */
  end(): Uint8Array {
    if (this.#skipped > 0) this.#sink.discarded(this.#skipped)
    this.#skipped = 0
    return this.#take()
  }

  #keep(bytes: Buffer): void {
    const length = this.#length + bytes.length
    if (length > this.#limit || !this.#reserve(length)) {
      this.#take()
      this.#skipped = length
      return
    }
    bytes.copy(this.#kept, this.#length)
    this.#length = length
  }

  #reserve(length: number): boolean {
    if (length <= this.#kept.length) return true
    const capacity = Math.min(Math.max(256, 2 ** Math.ceil(Math.log2(length))), Math.max(this.#limit, length))
    if (!this.#budget.take(capacity - this.#kept.length)) return false
    const larger = Buffer.allocUnsafeSlow(capacity)
    this.#kept.copy(larger, 0, 0, this.#length)
    this.#kept = larger
    return true
  }

  #take(): Buffer {
    const bytes = this.#kept.subarray(0, this.#length)
    this.#budget.give(this.#kept.length)
    this.#kept = Buffer.alloc(0)
    this.#length = 0
    return bytes
  }
}
