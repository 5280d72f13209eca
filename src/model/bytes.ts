/** Bytes that grow: integers of variable length, doubles, texts and single bits. */
export class ByteWriter {
  #bytes: Uint8Array = new Uint8Array(256)
  #length = 0
  /** Bits not written yet, and how many. */
  #pending = 0
  #pendingBits = 0

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#grow(1)
    this.#bytes[this.#length++] = value
  }

  /** An integer of 0 … 2^53 in 7 bits a byte, lowest first (LEB128). */
  integer(value: number): void {
    let rest = value
    while (rest >= 128) {
      this.byte((rest % 128) | 128)
      rest = Math.floor(rest / 128)
    }
    this.byte(rest)
  }

  double(value: number): void {
    double[0] = value
    this.bytes(doubleBytes)
  }

  bytes(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#bytes.length) this.#grow(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  /** A text with its length before it, in UTF-8. */
  text(text: string): void {
    const bytes = encoder.encode(text)
    this.integer(bytes.length)
    this.bytes(bytes)
  }

  /** The `count` ≤ 24 lowest bits of a value, highest first. `endBits` must follow the last. */
  bits(value: number, count: number): void {
    this.#pending = (this.#pending << count) | value
    this.#pendingBits += count
    while (this.#pendingBits >= 8) {
      this.#pendingBits -= 8
      this.byte((this.#pending >>> this.#pendingBits) & 255)
    }
    this.#pending &= (1 << this.#pendingBits) - 1
  }

  /** Fills the last byte with zeros. */
  endBits(): void {
    if (this.#pendingBits > 0) this.bits(0, 8 - this.#pendingBits)
  }

  get length(): number {
    return this.#length
  }

  clear(): void {
    this.#length = 0
  }

  /** What was written; overwritten by what is written next. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  #grow(more: number): void {
    const grown = new Uint8Array(Math.max(this.#length + more, this.#bytes.length * 2))
    grown.set(this.#bytes)
    this.#bytes = grown
  }
}

/** Reads integers that `ByteWriter` wrote; the rest is read by numerics. Throws a `RangeError` beyond the end. */
export class ByteReader {
  readonly #bytes: Uint8Array
  position = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  integer(): number {
    let value = 0
    let factor = 1
    for (;;) {
      const byte = this.#byte()
      value += (byte & 127) * factor
      if (byte < 128) return value
      factor *= 128
      if (factor > 2 ** 53) throw new RangeError('not an integer')
    }
  }

  #byte(): number {
    const value = this.#bytes[this.position++]
    if (value === undefined) throw new RangeError('ends too early')
    return value
  }
}

const encoder = new TextEncoder()
const double = new Float64Array(1)
const doubleBytes = new Uint8Array(double.buffer)
