import type { Columns } from '../columns.ts'
import { fieldCount, maxExtras } from './fields.ts'
import type { Cell, KernelExports } from './load.ts'

/** Bytes of a candidate, and of the headers of all fields (assembly/candidates.ts). */
const candidateSize = 16
const headersSize = 256
/** Behind the headers: which fields have any. */
const activeAt: number = fieldCount * 8

/** What is to be known of a candidate. */
export const Flag = {
  /** As good as the next one: the one that comes first in the line counts. */
  tied: 1,
  /** Of durations: the key names the unit. */
  namesUnit: 2,
  /** … it may hold a time of day as well. */
  mayBeTime: 4,
  /** … it is one only beside a file name. */
  needsFilename: 8,
  /** Of timestamps: it is an error when it is none. */
  mustBeTime: 16,
  /** Of durations: it counts when there is no other. */
  aside: 32,
} as const

/** Of a field: a path that may hold it. */
export interface Candidate {
  readonly slot: number
  readonly flags: number
  /** What a bare number is divided by; 0 = judge by its size (timestamps). */
  readonly divisor: number
}

/** The kernel's memory, read and written by name. */
export class Machine {
  readonly exports: KernelExports
  readonly bytes: Uint8Array
  /** The rows of the last scan. */
  readonly columns: Columns
  /** Addresses and lengths of their lines, without the newline. */
  readonly offsets: Uint32Array
  readonly lengths: Uint32Array
  readonly #view: DataView
  /** The same memory; reads text as the general path does, invalid bytes included. */
  readonly #text: Buffer

  constructor(exports: KernelExports) {
    this.exports = exports
    this.bytes = new Uint8Array(exports.memory.buffer)
    this.#view = new DataView(exports.memory.buffer)
    this.#text = Buffer.from(exports.memory.buffer)
    this.columns = this.#columns()
    this.offsets = this.#words('offsetColumn')
    this.lengths = this.#words('lengthColumn')
  }

  #columns(): Columns {
    const { buffer } = this.bytes
    const rows = this.constant('maxRows')
    const texts = ['method', 'endpoint', 'route', 'client', 'userAgent', 'error']
    return {
      timestamp: new Float64Array(buffer, this.constant('timestampColumn'), rows),
      duration: new Float64Array(buffer, this.constant('durationColumn'), rows),
      status: new Uint16Array(buffer, this.constant('statusColumn'), rows),
      cache: new Int8Array(buffer, this.constant('cacheColumn'), rows),
      texts: [
        ...texts.map(name => this.constant(`${name}Column`)),
        ...Array.from({ length: maxExtras }, (_, i) => this.constant('extraColumns') + i * 4 * rows),
      ].map(address => new Int32Array(buffer, address, rows)),
    }
  }

  #words(name: string): Uint32Array {
    return new Uint32Array(this.bytes.buffer, this.constant(name), this.constant('maxRows'))
  }

  /** Address or capacity by the name it has in assembly/layout.ts. */
  constant(name: string): number {
    const cell = (this.exports as unknown as Record<string, Cell | undefined>)[name]
    if (cell === undefined) throw new Error(`the kernel has no constant ${name}`)
    return cell.value
  }

  setCandidates(field: number, first: number, list: readonly Candidate[]): void {
    const table = this.constant('fieldTable')
    const slots = this.constant('slotTable')
    let at = table + headersSize + first * candidateSize
    this.#view.setUint32(table + field * 8, at, true)
    for (const { slot, flags, divisor } of list) {
      this.#view.setUint32(at, slots + slot * 8, true)
      this.#view.setUint32(at + 4, flags, true)
      this.#view.setFloat64(at + 8, divisor, true)
      at += candidateSize
    }
    this.#view.setUint32(table + field * 8 + 4, at, true)
    const active = this.#view.getUint32(table + activeAt, true)
    const bit = 1 << field
    this.#view.setUint32(table + activeAt, list.length > 0 ? active | bit : active & ~bit, true)
  }

  /** Address of a word by its number. */
  word(number: number): number {
    return this.#view.getUint32(this.constant('wordList') + number * 4, true)
  }

  /** Role of the word at this address: its field, and 32 when its bytes have JSON escapes. */
  wordRole(word: number): number {
    return this.#view.getUint8(word + 7)
  }

  /** Text of the word at this address, escapes as they are. */
  wordText(word: number): string {
    const start = this.#view.getUint32(word, true)
    return this.decode(start, start + (this.#view.getUint32(word + 4, true) & 0xffffff))
  }

  wordValue(word: number): number {
    return this.#view.getInt32(word + 12, true)
  }

  setWord(word: number, value: number): void {
    this.#view.setInt32(word + 12, value, true)
  }

  decode(from: number, to: number): string {
    return this.#text.toString('utf8', from, to)
  }
}
