import { Connection } from '../../src/instrument/record/connection.ts'
import { Exchange } from '../../src/instrument/record/exchange.ts'
import { Frame } from '../../src/instrument/record/frame.ts'
import type { Piece } from '../../src/instrument/record/pieces.ts'

/** A frame of these pieces. */
export function frameOf(head: Piece, tail: Piece): Frame {
  const exchange = new Exchange('GET', '/', new Connection(null), [], null)
  exchange.client = tail
  return new Frame(head, null, exchange, 200)
}
