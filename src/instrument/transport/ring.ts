import type { Piece } from '../record/pieces.ts'

const firstCapacity = 1024

/** A record's place in a `Ring`. */
export type Place = number

/**
 * Records in the order of their arrival, each as two numbers and three references: nothing is made for a record,
 * and nothing that it refers to is kept when it has gone. Grows by doubling, never shrinks.
 */
export class Ring {
  size = 0
  /** Bytes in texts that only one record uses. */
  textBytes = 0
  /** The oldest record's. */
  first: Place = 0
  readonly #limit: number
  /** Milliseconds since the epoch. */
  ends: Float64Array = new Float64Array(firstCapacity)
  /** Milliseconds. */
  durations: Float64Array = new Float64Array(firstCapacity)
  heads: Piece[] = filled('')
  extras: (Piece | null)[] = filled(null)
  /** `null`: a sample, whose line is the head. */
  tails: (Piece | null)[] = filled(null)

  /** @param limit records at most, a power of two */
  constructor(limit: number) {
    this.#limit = limit
  }

  get full(): boolean {
    return this.size >= this.#limit
  }

  /** Makes a place for one more, unless it is full. */
  add(head: Piece, extras: Piece | null, tail: Piece | null): Place {
    if (this.size === this.ends.length) this.#grow()
    const at = (this.first + this.size++) & (this.ends.length - 1)
    this.heads[at] = head
    this.extras[at] = extras
    this.tails[at] = tail
    this.textBytes += textLength(head) + textLength(extras) + textLength(tail)
    return at
  }

  /** Lets the oldest go. */
  shift(): void {
    const at = this.first
    this.textBytes -= textLength(this.heads[at]!) + textLength(this.extras[at]!) + textLength(this.tails[at]!)
    this.heads[at] = ''
    this.extras[at] = null
    this.tails[at] = null
    // An empty ring begins anew, so that a collector that keeps up leaves it in the processor's caches.
    this.first = --this.size === 0 ? 0 : (at + 1) & (this.ends.length - 1)
  }

  #grow(): void {
    this.ends = unrolled(this.ends, this.first, new Float64Array(2 * this.size))
    this.durations = unrolled(this.durations, this.first, new Float64Array(2 * this.size))
    this.heads = unrolled(this.heads, this.first, filled('', 2 * this.size))
    this.extras = unrolled(this.extras, this.first, filled(null, 2 * this.size))
    this.tails = unrolled(this.tails, this.first, filled(null, 2 * this.size))
    this.first = 0
  }
}

function textLength(piece: Piece | null): number {
  return typeof piece === 'string' ? piece.length : 0
}

function filled<Value>(value: Value, length = firstCapacity): Value[] {
  return new Array<Value>(length).fill(value)
}

function unrolled<Column extends { [at: number]: unknown; readonly length: number }>(
  from: Column,
  first: Place,
  to: Column,
): Column {
  for (let i = 0; i < from.length; i++) to[i] = from[(first + i) % from.length]
  return to
}
