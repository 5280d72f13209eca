import { secondObject } from '../line/objects.ts'
import { ElementScanner } from './elements.ts'

/** Whoever takes the lines. Offsets are those of the byte after what is handed over. */
export interface LineSink {
  /** @param bytes the line without its newline, valid during the call; `null` unless asked for */
  line(text: string, bytes: Uint8Array | null, end: number): void
  /** What stands behind a closed array or object on the same line: not a line of its own when it is empty. */
  rest(text: string, bytes: Uint8Array | null, end: number): void
  scalar(end: number): void
  tooLong(end: number): void
}

/** Whoever reads ordinary lines faster than text allows, and stops at all others. */
export interface Scanner {
  begin(chunk: Uint8Array): void
  /**
   * Reads whole lines of the chunk, from `from` up to the newline at `last`.
   * @param base offset of the chunk's first byte in its source
   * @returns where the first line starts that has to go the general way; behind `last` when there is none
   */
  scan(from: number, last: number, base: number): number
  /** The line that it stopped at is about to go the general way. */
  passing(): void
  passed(): void
}

const newline = 10

/** What a text without newline at the end of the input is. */
export interface Remainder {
  readonly text: string
  readonly bytes: Uint8Array
  /** Stands behind a closed array. */
  readonly isRest: boolean
}

/** Lines are decoded together in windows of this size; small ones after an array, whose end is not foreseen. */
const smallestWindow = 4096
const largestWindow = 1_048_576

/**
 * Cuts bytes into lines, whatever the borders of the chunks: a line that is cut is kept until its newline comes, a
 * line over the limit is dropped whole without being kept. Arrays and objects over several lines are handed on
 * element by element, as if each were a line.
 */
export class LineFramer {
  readonly #sink: LineSink
  readonly #maxBytes: number
  readonly #wantBytes: boolean
  readonly #elements: ElementScanner
  #carry: Uint8Array[] = []
  #carried = 0
  #discarding = false
  /** The current line began with an array or object that is closed by now. */
  #isRest = false
  #window = largestWindow
  #chunk: Buffer = Buffer.alloc(0)
  #scanner: Scanner | null = null

  constructor(sink: LineSink, maxBytes: number, wantBytes: boolean) {
    this.#sink = sink
    this.#maxBytes = maxBytes
    this.#wantBytes = wantBytes
    this.#elements = new ElementScanner(
      {
        element: (bytes, end) => {
          const buffer = asBuffer(bytes)
          sink.line(buffer.toString('utf8'), wantBytes ? bytes : null, end)
        },
        scalar: end => sink.scalar(end),
        tooLong: end => sink.tooLong(end),
      },
      maxBytes,
    )
  }

  /** @param base offset of the chunk's first byte in its source */
  write(bytes: Uint8Array, base: number): void {
    const chunk = asBuffer(bytes)
    this.#chunk = chunk
    this.#scanner?.begin(chunk)
    let at = 0
    while (at < chunk.length) {
      if (this.#elements.active) at = this.#scan(chunk, at, base)
      else if (this.#carried > 0 || this.#discarding || this.#isRest) at = this.#continueLine(chunk, at, base)
      else at = this.#wholeLines(chunk, at, base)
    }
  }

  /** Lines do not stand for themselves: what is split at newlines cannot be read. */
  get spansLines(): boolean {
    return this.#elements.spansLines
  }

  /** From now on the ordinary lines are the scanner's. */
  attach(scanner: Scanner): void {
    this.#scanner = scanner
    scanner.begin(this.#chunk)
  }

  /** Takes what is left of an unfinished line; the next bytes begin afresh. */
  takeRemainder(): Remainder | 'tooLong' | { partialBytes: number } | null {
    const { active } = this.#elements
    const pending = this.#elements.pendingBytes
    this.#elements.abandon()
    const discarding = this.#discarding
    const isRest = this.#isRest
    const bytes = this.#takeCarry()
    this.#discarding = false
    this.#isRest = false
    if (discarding || pending > this.#maxBytes) return 'tooLong'
    if (active) return pending > 0 ? { partialBytes: pending } : null
    return bytes.length === 0 ? null : { text: bytes.toString('utf8'), bytes, isRest }
  }

  #scan(chunk: Buffer, from: number, base: number): number {
    const at = this.#elements.feed(chunk, from, base)
    if (!this.#elements.active) this.#isRest = !this.#elements.endedAtLineStart
    return at
  }

  /** Lines that lie whole in the chunk. Of the scanner's, each one that it stops at goes the general way. */
  #wholeLines(chunk: Buffer, from: number, base: number): number {
    if (this.#scanner === null) return this.#windowOfLines(chunk, from, base)
    const last = chunk.lastIndexOf(newline)
    if (last < from) return this.#keep(chunk, from, chunk.length, base)
    const at = this.#scanner.scan(from, last, base)
    if (at > last) return at
    this.#scanner.passing()
    const next = this.#textLines(chunk, at, chunk.indexOf(newline, at), base)
    this.#scanner.passed()
    return next
  }

  #windowOfLines(chunk: Buffer, from: number, base: number): number {
    let last = chunk.lastIndexOf(newline, from + this.#window)
    if (last < from) last = chunk.indexOf(newline, from)
    if (last < 0) return this.#keep(chunk, from, chunk.length, base)
    this.#window = Math.min(largestWindow, this.#window * 2)
    return this.#textLines(chunk, from, last, base)
  }

  /** Lines up to the newline at `last`; decoded together, which is several times faster than one by one. */
  #textLines(chunk: Buffer, from: number, last: number, base: number): number {
    const text = chunk.toString('utf8', from, last + 1)
    // Every byte gave one character: offsets in the text are offsets in the bytes.
    const even = text.length === last + 1 - from
    let at = from
    while (at <= last) {
      const end = even ? text.indexOf('\n', at - from) + from : chunk.indexOf(newline, at)
      const start = skipNuls(chunk, at, end)
      if (end - start > this.#maxBytes) {
        const structure = this.#longStructure(chunk.subarray(start, end))
        if (structure !== null) return this.#beginElements(structure, chunk, start, end, base)
        this.#sink.tooLong(base + end + 1)
      } else {
        const line = even ? text.slice(at - from, end - from) : chunk.toString('utf8', at, end)
        const structure = structureStart(line)
        if (structure !== null) return this.#beginElements(structure, chunk, at, end, base)
        this.#sink.line(line, this.#wantBytes ? chunk.subarray(start, end) : null, base + end + 1)
      }
      at = end + 1
    }
    return at
  }

  /** The rest of a line whose beginning came with an earlier chunk. */
  #continueLine(chunk: Buffer, from: number, base: number): number {
    const end = chunk.indexOf(newline, from)
    if (end < 0) return this.#keep(chunk, from, chunk.length, base)
    const isRest = this.#isRest
    const long = this.#discarding || this.#carried + end - from > this.#maxBytes
    if (!this.#discarding) this.#carry.push(chunk.subarray(from, end))
    const line = this.#takeCarry()
    const text = long ? '' : line.toString('utf8')
    const structure =
      isRest || this.#discarding ? null : long ? this.#longStructure(line) : structureStart(text)
    if (structure !== null) {
      this.#beginElements(structure, line, 0, line.length, base + end - line.length)
      // The newline belongs to what was begun, which may well go on behind it.
      return end
    }
    this.#isRest = false
    this.#discarding = false
    if (long) this.#sink.tooLong(base + end + 1)
    else if (isRest) this.#sink.rest(text, this.#wantBytes ? line : null, base + end + 1)
    else this.#sink.line(text, this.#wantBytes ? line : null, base + end + 1)
    return end + 1
  }

  /** Keeps the beginning of a line, unless it is over the limit or begins an array. */
  #keep(chunk: Buffer, from: number, to: number, base: number): number {
    if (this.#discarding) return to
    const start = this.#carried === 0 ? skipNuls(chunk, from, to) : from
    const fresh = this.#carried < headLength
    this.#carried += to - start
    this.#carry.push(Buffer.from(chunk.subarray(start, to)))
    const long = this.#carried > this.#maxBytes
    if (!long && !fresh) return to
    const line = Buffer.concat(this.#carry)
    const structure = this.#isRest ? null : this.#longStructure(line, long)
    if (structure !== null) {
      this.#drop()
      this.#beginElements(structure, line, 0, line.length, base + to - line.length)
    } else if (long) {
      this.#drop()
      this.#discarding = true
    }
    return to
  }

  /** How a line goes on that is not at hand as a whole, or too long to be one. */
  #longStructure(line: Buffer, long = true): Structure | null {
    if (structureStart(line.toString('utf8', 0, headLength)) === 'array') return 'array'
    if (!long || line[0] !== 123) return null
    // Firehose and its like write one object after the other without a newline for as long as they run.
    return secondObject(line.toString('latin1', 0, this.#maxBytes + 1)) > 0 ? 'objects' : null
  }

  /** Hands a line over to the scanner from its first bracket on. */
  #beginElements(structure: Structure, bytes: Buffer, from: number, to: number, base: number): number {
    const open = bytes.indexOf(structure === 'array' ? 91 : 123, from)
    this.#elements.begin(structure !== 'object')
    this.#window = smallestWindow
    const piece = bytes.subarray(0, to)
    let at = this.#elements.feed(piece, structure === 'array' ? open + 1 : open, base)
    if (!this.#elements.active) {
      this.#isRest = true
      if (at < to) at = this.#keep(piece as Buffer, at, to, base)
    }
    return to
  }

  #takeCarry(): Buffer {
    const bytes = this.#carry.length === 1 ? asBuffer(this.#carry[0]!) : Buffer.concat(this.#carry)
    this.#drop()
    return bytes
  }

  #drop(): void {
    this.#carry = []
    this.#carried = 0
  }
}

/** So much of a line is looked at to see whether it begins an array. */
const headLength = 64

/** A hole that a truncated file leaves is no line, however long it is. */
function skipNuls(chunk: Buffer, from: number, to: number): number {
  let at = from
  while (at < to && chunk[at] === 0) at++
  return at
}

type Structure = 'array' | 'objects' | 'object'

/** Whether a line opens an array of objects, or an object whose keys stand on the lines below. */
function structureStart(line: string): Structure | null {
  const first = line.charCodeAt(0)
  // What nearly every line begins with, and goes on with.
  if (first === 123 && line.length > 2) return isOpenBrace(line, 1) ? 'object' : null
  if (first > 91 && first < 123) return null
  let at = 0
  while (isSpace(line.charCodeAt(at))) at++
  const code = line.charCodeAt(at)
  if (code === 123) return isOpenBrace(line, at + 1) ? 'object' : null
  if (code !== 91) return null
  do at++
  while (isSpace(line.charCodeAt(at)))
  return line.charCodeAt(at) === 123 ? 'array' : null
}

/** Nothing but white space follows. */
function isOpenBrace(line: string, from: number): boolean {
  let at = from
  while (isSpace(line.charCodeAt(at))) at++
  return at === line.length
}

function isSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 13 || code === 0xfeff || code === 0
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
