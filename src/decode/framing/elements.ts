const quote = 34
const backslash = 92
const newline = 10
const comma = 44
const openBrace = 123
const closeBrace = 125
const openBracket = 91
const closeBracket = 93
const colon = 58

/** Whoever takes the elements. */
export interface ElementSink {
  /** A whole object, or what there is of one that broke off. */
  element(bytes: Uint8Array, end: number): void
  /** Something in the array that is no object. */
  scalar(end: number): void
  tooLong(end: number): void
}

/**
 * Cuts objects out of an array that may be gigabytes long, or one object that is written over several lines:
 * bracket by bracket, in memory bounded by the longest element allowed. Bytes come in any pieces.
 */
export class ElementScanner {
  readonly #sink: ElementSink
  readonly #maxBytes: number
  active = false
  /** Something went on behind the end of a line, or of the input. */
  spansLines = false
  /** It ended because the line at hand begins something new. */
  endedAtLineStart = false
  #array = false
  #depth = 0
  #inString = false
  #escaped = false
  #skipping = false
  #lastVisible = 0
  #atLineStart = false
  #length = 0
  /** Pieces of the element from earlier chunks. */
  #parts: Uint8Array[] = []
  /** Where the element, or the rest of it, begins in this chunk. */
  #start = 0

  constructor(sink: ElementSink, maxBytes: number) {
    this.#sink = sink
    this.#maxBytes = maxBytes
  }

  /** Bytes of an element that is not complete. */
  get pendingBytes(): number {
    return this.#length
  }

  /** @param array elements of an array follow; otherwise one object that begins with the next byte */
  begin(array: boolean): void {
    this.active = true
    this.#array = array
    this.endedAtLineStart = false
    this.#reset()
  }

  /** Forgets what has come of an element. */
  abandon(): void {
    this.spansLines ||= this.active
    this.active = false
    this.#reset()
  }

  /**
   * Reads on from `from`; inactive when the array or object has ended.
   * @param base offset of the chunk's first byte in its source
   * @returns index after what was used
   */
  feed(chunk: Uint8Array, from: number, base: number): number {
    let at = from
    this.#start = from
    while (at < chunk.length && this.active)
      at = this.#depth === 0 ? this.#between(chunk, at, base) : this.#inside(chunk, at, base)
    if (this.#depth > 0) this.#keep(chunk)
    return at
  }

  #between(chunk: Uint8Array, from: number, base: number): number {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at]!
      if (byte === openBrace) {
        this.#reset()
        this.#depth = 1
        this.#lastVisible = openBrace
        this.#start = at
        return at + 1
      }
      if (byte === closeBracket || !this.#array) {
        this.active = false
        return this.#array ? at + 1 : at
      }
      this.spansLines ||= byte === newline
      if (byte === comma) this.#skipping = false
      else if (byte === newline && this.#skipping) {
        this.active = false
        return at
      } else if (byte > 32 && !this.#skipping) {
        this.#skipping = true
        this.#sink.scalar(base + at)
      }
    }
    return chunk.length
  }

  /** Within an object: up to its end, or the end of the chunk. */
  #inside(chunk: Uint8Array, from: number, base: number): number {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at]!
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false
        else if (byte === backslash) this.#escaped = true
        else if (byte === quote) this.#inString = false
        else if (byte === newline) return this.#breakOff(chunk, at, base)
        continue
      }
      if (this.#atLineStart && this.#isNewRecord(byte)) {
        this.endedAtLineStart = true
        return this.#breakOff(chunk, at, base)
      }
      this.#atLineStart = byte === newline
      this.spansLines ||= this.#atLineStart
      if (byte <= 32) continue
      this.#lastVisible = byte
      if (byte === quote) this.#inString = true
      else if (byte === openBrace || byte === openBracket) this.#depth++
      else if (byte === closeBrace || byte === closeBracket) {
        this.#depth--
        if (this.#depth === 0) return this.#finish(chunk, at + 1, base)
      }
    }
    return chunk.length
  }

  /** A bracket at the very start of a line, where the object cannot go on with one: the last line was cut. */
  #isNewRecord(byte: number): boolean {
    const last = this.#lastVisible
    return (
      (byte === openBrace || byte === openBracket) && last !== colon && last !== openBracket && last !== comma
    )
  }

  #finish(chunk: Uint8Array, end: number, base: number): number {
    this.#deliver(chunk, end, base)
    if (!this.#array) this.active = false
    return end
  }

  #breakOff(chunk: Uint8Array, at: number, base: number): number {
    this.#deliver(chunk, at, base)
    this.active = false
    return at
  }

  #deliver(chunk: Uint8Array, end: number, base: number): void {
    const last = chunk.subarray(this.#start, end)
    const tooLong = this.#length + last.length > this.#maxBytes
    const bytes = tooLong || this.#parts.length === 0 ? last : Buffer.concat([...this.#parts, last])
    this.#reset()
    if (tooLong) this.#sink.tooLong(base + end)
    else this.#sink.element(bytes, base + end)
  }

  /** Copies, since a chunk is valid only until the next one; nothing once the element is over the limit. */
  #keep(chunk: Uint8Array): void {
    const piece = chunk.subarray(this.#start)
    this.#length += piece.length
    if (this.#length > this.#maxBytes) this.#parts = []
    else if (piece.length > 0) this.#parts.push(new Uint8Array(piece))
  }

  #reset(): void {
    this.#depth = 0
    this.#inString = false
    this.#escaped = false
    this.#skipping = false
    this.#atLineStart = false
    this.#length = 0
    this.#parts = []
  }
}
