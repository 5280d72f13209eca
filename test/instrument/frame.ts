import { Frame } from '../../src/instrument/record/frame.ts'
import type { Piece } from '../../src/instrument/record/pieces.ts'

/** A frame of these pieces. */
export function frameOf(head: Piece, tail: Piece): Frame {
  return new Frame(head, null, tail)
}
