import type { Piece } from './pieces.ts'

/** Digits, point and zero of the longest duration that is thinkable. */
const longestDuration = 24

/** Writes native records into memory, from pieces that are there already. */
export class LineWriter {
  #millisecond = Number.NaN
  #timestamp: Uint8Array = Buffer.alloc(0)

  /**
   * @param millisecond of the response's end, since the epoch
   * @param duration milliseconds
   * @returns where the line ends; `at` where there is no room for it
   */
  request(
    memory: Buffer,
    at: number,
    millisecond: number,
    duration: number,
    head: Piece,
    extras: Piece | null,
    tail: Piece,
  ): number {
    if (millisecond !== this.#millisecond) this.#setTimestamp(millisecond)
    const fixed = this.#timestamp.length + head.length + longestDuration
    if (at + fixed + (extras?.length ?? 0) + tail.length > memory.length) return at
    let end = put(memory, at, this.#timestamp)
    end = put(memory, end, head)
    end = putSeconds(memory, end, duration)
    if (extras !== null) end = put(memory, end, extras)
    return put(memory, end, tail)
  }

  /** The same for many: a busy server ends dozens in a millisecond. */
  #setTimestamp(millisecond: number): void {
    this.#millisecond = millisecond
    this.#timestamp = Buffer.from(`{"timestamp":${(millisecond / 1000).toFixed(3)}`, 'latin1')
  }
}

export function put(memory: Buffer, at: number, piece: Piece): number {
  if (typeof piece === 'string') return at + memory.write(piece, at, 'latin1')
  memory.set(piece, at)
  return at + piece.length
}

const zero = 48
const point = 46

/** Whole microseconds as seconds: `0.000123`. */
function putSeconds(memory: Buffer, at: number, milliseconds: number): number {
  let microseconds = Math.max(0, Math.round(milliseconds * 1000))
  if (microseconds >= 1e6) return put(memory, at, (microseconds / 1e6).toFixed(6))
  memory[at] = zero
  memory[at + 1] = point
  for (let digit = at + 7; digit > at + 1; digit--) {
    const tenth = (microseconds / 10) | 0
    memory[digit] = zero + microseconds - 10 * tenth
    microseconds = tenth
  }
  return at + 8
}
