import type { Piece } from './pieces.ts'

/** A record but for its two times, in the pieces that its line is made of. */
export class Frame {
  readonly head: Piece
  readonly extras: Piece | null
  /** `null`: a sample, whose line is the head. */
  readonly tail: Piece | null
  /** Bytes in texts that no other record shares. */
  readonly textBytes: number
  /** From the second line on that `repeats`. */
  line: KnownLine | null = null
  /** Block in which it is a line, by the writer's count, and the place of that line. */
  block = 0
  place = 0
  #written = false

  constructor(head: Piece, extras: Piece | null, tail: Piece | null) {
    this.head = head
    this.extras = extras
    this.tail = tail
    this.textBytes = textLength(head) + textLength(extras) + textLength(tail)
  }

  /** Whether a line of it that is written now is not the first, and has nothing that only one record uses. */
  repeats(): boolean {
    const written = this.#written
    this.#written = true
    return written && this.textBytes === 0
  }
}

/** The newest line of a frame, whose digits may be replaced by others. */
export interface KnownLine {
  readonly bytes: Uint8Array
  readonly timestampLength: number
  /** Its timestamp. */
  millisecond: number
}

function textLength(piece: Piece | null): number {
  return typeof piece === 'string' ? piece.length : 0
}
