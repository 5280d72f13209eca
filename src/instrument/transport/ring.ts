import { Frame } from '../record/frame.ts'

const firstCapacity = 1024
const nothing = new Frame('', null, null)

/**
 * Records in the order of their arrival, each as two numbers and a reference: nothing is made for a record, and
 * nothing that it refers to is kept when it has gone. Grows by doubling, never shrinks.
 */
export class Ring {
  size = 0
  /** Bytes in texts that only one record uses. */
  textBytes = 0
  readonly #limit: number
  /** The oldest record's place. */
  #first = 0
  #frames: Frame[] = empty(firstCapacity)
  /** End and duration of each. */
  #times: Float64Array = new Float64Array(2 * firstCapacity)

  /** @param limit records at most, a power of two */
  constructor(limit: number) {
    this.#limit = limit
  }

  get full(): boolean {
    return this.size >= this.#limit
  }

  get oldest(): Frame {
    return this.#frames[this.#first]!
  }

  /** Of the oldest record, milliseconds since the epoch. */
  get end(): number {
    return this.#times[2 * this.#first]!
  }

  /** Of the oldest record, milliseconds. */
  get duration(): number {
    return this.#times[2 * this.#first + 1]!
  }

  /** Only where it is not full. */
  add(end: number, duration: number, frame: Frame): void {
    if (this.size === this.#frames.length) this.#grow()
    const at = (this.#first + this.size++) & (this.#frames.length - 1)
    this.#times[2 * at] = end
    this.#times[2 * at + 1] = duration
    this.#frames[at] = frame
    this.textBytes += frame.textBytes
  }

  /** Lets the oldest go. */
  shift(): void {
    const at = this.#first
    this.textBytes -= this.#frames[at]!.textBytes
    this.#frames[at] = nothing
    // An empty ring begins anew, so that a collector that keeps up leaves it in the processor's caches.
    this.#first = --this.size === 0 ? 0 : (at + 1) & (this.#frames.length - 1)
  }

  #grow(): void {
    const frames = empty(2 * this.size)
    const times = new Float64Array(4 * this.size)
    for (let i = 0; i < this.size; i++) {
      const from = (this.#first + i) & (this.size - 1)
      frames[i] = this.#frames[from]!
      times[2 * i] = this.#times[2 * from]!
      times[2 * i + 1] = this.#times[2 * from + 1]!
    }
    this.#frames = frames
    this.#times = times
    this.#first = 0
  }
}

function empty(length: number): Frame[] {
  return new Array<Frame>(length).fill(nothing)
}
