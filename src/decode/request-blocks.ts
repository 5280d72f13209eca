import {
  durationOfRepeat,
  endOfRepeat,
  lineOfRepeat,
  newlinesIn,
  type RequestBlock,
  readBlock,
  repeatsAsLines,
} from '../model/index.ts'
import type { Parts } from './parts.ts'

/** What of a line is not the same in its repeats. */
const ownFields = ['timestamp', 'response_time']

const newline = 10

/**
 * Reads blocks of an instrumented process: their lines as any others, and their repeats without a text. Wherever a
 * line does not come out as the one row that says what it says (units and fields may be given by hand), repeats are
 * written out and read as lines.
 */
export class BlockReader {
  readonly #parts: Parts
  readonly #read: (lines: Uint8Array) => void

  /** @param read takes whole lines */
  constructor(parts: Parts, read: (lines: Uint8Array) => void) {
    this.#parts = parts
    this.#read = read
  }

  /** @param settled whether units are decided */
  read(bytes: Uint8Array, settled: boolean): void {
    const { builder } = this.#parts
    const block = readBlock(bytes)
    if (block === null) {
      builder.counters.lines++
      builder.counters.rejected.notJson++
      builder.counters.bytes += bytes.length
      return
    }
    const first = builder.length
    this.#read(block.lines)
    const rows = builder.length - first
    if (block.repeats.length === 0) return
    if (settled && rows === newlinesIn(block.lines) && this.#isPlain(block, first, rows))
      this.#repeat(block, first)
    else this.#read(repeatsAsLines(block))
  }

  /** Whether rows from `first` on say what the lines do, and their repeats will. */
  #isPlain(block: RequestBlock, first: number, rows: number): boolean {
    const { builder, future, options } = this.#parts
    if (ownFields.some(field => options.extraFields?.includes(field))) return false
    let newest = 0
    let last = 0
    for (let i = 0; i < block.repeats.length / 2; i++) {
      newest = Math.max(newest, endOfRepeat(block, i))
      last = Math.max(last, lineOfRepeat(block, i))
    }
    if (last >= rows || future.rejects(newest)) return false
    const said = timesIn(block.lines)
    const [timestamp, duration] = builder.timesOf(first)
    return said !== null && said.timestamp === timestamp && said.response_time === duration
  }

  #repeat(block: RequestBlock, first: number): void {
    const { builder, records } = this.#parts
    const repeats = block.repeats.length / 2
    const { at, columns } = builder.repeats.add(repeats)
    const { row, timestamp, duration } = columns
    for (let i = 0; i < repeats; i++) {
      row[at + i] = first + lineOfRepeat(block, i)
      timestamp[at + i] = endOfRepeat(block, i)
      duration[at + i] = durationOfRepeat(block, i)
    }
    const { counters } = builder
    counters.lines += repeats
    counters.requests += repeats
    counters.bytes += block.repeats.byteLength
    records.duplicates.forgetLast()
  }
}

/** Of the first line. */
function timesIn(
  lines: Uint8Array,
): { readonly timestamp?: unknown; readonly response_time?: unknown } | null {
  const text = Buffer.from(lines.buffer, lines.byteOffset, lines.indexOf(newline)).toString('latin1')
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
