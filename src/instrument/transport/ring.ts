import { Frame } from '../record/frame.ts'

const nothing = new Frame('', null, null)

/**
 * Records in the order of their arrival, each as two numbers and a reference: nothing is made for a record, and
 * nothing that it refers to is kept when it has gone. Grows by doubling, never shrinks.
 */
export class Ring {
  size = 0
  /** Bytes in texts that only one record uses. */
  textBytes = 0
  /** Places of the oldest record and of the next. */
  #first = 0
  #next = 0
  #frames: Frame[]
  /** End and duration of each. */
  #times: Float64Array

  /** @param capacity a power of two */
  constructor(capacity: number) {
    this.#frames = empty(capacity)
    this.#times = new Float64Array(2 * capacity)
  }

  get capacity(): number {
    return this.#frames.length
  }

  get full(): boolean {
    return this.size === this.#frames.length
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

  /** Only where there is room. */
  add(end: number, duration: number, frame: Frame): void {
    const at = this.#next
    this.#times[2 * at] = end
    this.#times[2 * at + 1] = duration
    this.#frames[at] = frame
    this.#next = (at + 1) & (this.#frames.length - 1)
    this.size++
    this.textBytes += frame.textBytes
  }

  /** Lets the oldest go. */
  shift(): void {
    const at = this.#first
    this.textBytes -= this.#frames[at]!.textBytes
    this.#frames[at] = nothing
    this.#first = (at + 1) & (this.#frames.length - 1)
    // An empty ring begins anew, so that a collector that keeps up leaves it in the processor's caches.
    if (--this.size === 0) this.#first = this.#next = 0
  }

  grow(): void {
    const { size } = this
    const frames = empty(2 * this.capacity)
    const times = new Float64Array(2 * frames.length)
    for (let i = 0; i < size; i++) {
      const from = (this.#first + i) & (this.capacity - 1)
      frames[i] = this.#frames[from]!
      times[2 * i] = this.#times[2 * from]!
      times[2 * i + 1] = this.#times[2 * from + 1]!
    }
    this.#frames = frames
    this.#times = times
    this.#first = 0
    this.#next = size
  }
}

function empty(length: number): Frame[] {
  return new Array<Frame>(length).fill(nothing)
}
