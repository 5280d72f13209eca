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

/** Reads what `ByteWriter` wrote. Throws a `RangeError` beyond the end. */
export class ByteReader {
  readonly #bytes: Uint8Array
  position = 0
  /** Bits read from bytes and not handed out, at the top of 32. */
  #pending = 0
  #pendingBits = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get atEnd(): boolean {
    return this.position >= this.#bytes.length
  }

  byte(): number {
    const value = this.#bytes[this.position++]
    if (value === undefined) throw new RangeError('ends too early')
    return value
  }

  integer(): number {
    let value = 0
    let factor = 1
    for (;;) {
      const byte = this.byte()
      value += (byte & 127) * factor
      if (byte < 128) return value
      factor *= 128
      if (factor > 2 ** 53) throw new RangeError('not an integer')
    }
  }

  double(): number {
    doubleBytes.set(this.bytes(8))
    return double[0]!
  }

  bytes(length: number): Uint8Array {
    const end = this.position + length
    if (end > this.#bytes.length) throw new RangeError('ends too early')
    const bytes = this.#bytes.subarray(this.position, end)
    this.position = end
    return bytes
  }

  text(): string {
    return decoder.decode(this.bytes(this.integer()))
  }

  /** The next `count` ≤ 24 bits. */
  bits(count: number): number {
    if (count === 0) return 0
    if (this.#pendingBits < count) this.#fill()
    const value = this.#pending >>> (32 - count)
    this.#pending <<= count
    this.#pendingBits -= count
    return value
  }

  /** Ones before the next zero, which is taken too; at most `limit` ones (≤ 24), then no zero follows. */
  ones(limit: number): number {
    if (this.#pendingBits < limit + 1) this.#fill()
    const count = Math.min(limit, Math.clz32(~this.#pending))
    this.bits(count === limit ? count : count + 1)
    return count
  }

  /**
   * Adds numbers in Rice codes to `counts[first]` … `counts[end − 1]`, as long as none is escaped: see
   * `sketch-codec`, which these few lines are for. Together they take 12 ns a number, call by call 90.
   * @returns where it stopped: `end`, or at the first escaped number, which is left unread
   */
  riceCodes(counts: Uint32Array | Float64Array, first: number, end: number, state: { mean: number }): number {
    const bytes = this.#bytes
    let { mean } = state
    let pending = this.#pending
    let have = this.#pendingBits
    let { position } = this
    let i = first
    for (; i < end; i++) {
      for (; have <= 24; have += 8) pending |= (bytes[position++] ?? 0) << (24 - have)
      const quotient = Math.clz32(~pending)
      if (quotient >= riceEscape) break
      pending <<= quotient + 1
      have -= quotient + 1
      let count = quotient
      const k = 32 - Math.clz32((mean * 11) >> 8)
      if (k > 0) {
        for (; have <= 24; have += 8) pending |= (bytes[position++] ?? 0) << (24 - have)
        count = (quotient << k) + (pending >>> (32 - k))
        pending <<= k
        have -= k
      }
      counts[i]! += count
      mean += ((Math.min(count, 1 << 20) << 4) - mean) >> 2
    }
    this.#pending = pending
    this.#pendingBits = have
    this.position = position
    state.mean = mean
    return i
  }

  /** Leaves the rest of the last byte. */
  endBits(): void {
    this.position -= this.#pendingBits >> 3
    this.#pending = 0
    this.#pendingBits = 0
  }

  /** Beyond the end come zeros that `endBits` gives back; reading on then fails. */
  #fill(): void {
    while (this.#pendingBits <= 24) {
      this.#pending |= (this.#bytes[this.position++] ?? 0) << (24 - this.#pendingBits)
      this.#pendingBits += 8
    }
  }
}

/** So many ones begin a number that is written out in full. */
export const riceEscape = 24

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const double = new Float64Array(1)
const doubleBytes = new Uint8Array(double.buffer)
