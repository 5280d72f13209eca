import type { Exchange } from './exchange.ts'
import type { Piece } from './pieces.ts'

/** A record but for its two times, in the pieces that its line is made of. */
export class Frame {
  readonly head: Piece
  readonly extras: Piece | null
  /** `null`: a sample, whose line is the head. */
  readonly tail: Piece | null
  /** Bytes in texts that no other record shares. */
  readonly textBytes: number
  readonly #method: string
  readonly #url: string
  readonly #route: string | null
  readonly #status: number

  constructor(head: Piece, extras: Piece | null, exchange: Exchange | null, status: number) {
    this.head = head
    this.extras = extras
    this.tail = exchange?.client ?? null
    this.textBytes = textLength(head) + textLength(extras) + textLength(this.tail)
    this.#method = exchange?.method ?? ''
    this.#url = exchange?.url ?? ''
    this.#route = exchange?.route ?? null
    this.#status = status
  }

  /** Whether this exchange's record has the same one. */
  fits({ method, url, route, notes, client }: Exchange, status: number): boolean {
    return (
      status === this.#status &&
      client === this.tail &&
      url === this.#url &&
      route === this.#route &&
      method === this.#method &&
      notes === null
    )
  }
}

function textLength(piece: Piece | null): number {
  return typeof piece === 'string' ? piece.length : 0
}
