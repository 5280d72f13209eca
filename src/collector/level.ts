import { Slot } from './slot.ts'

export interface LevelOptions {
  /** Seconds of a bucket. */
  readonly step: number
  /** How far back it reaches, in seconds. */
  readonly reach: number
  /** Bytes of sealed frames; beyond, the oldest go and the next coarser level speaks for their time. */
  readonly budget: number
}

/** Late additions to sealed buckets wait until they are so many cells or so many seconds old. */
const maxLateCells = 20_000
const maxLateSeconds = 60

/** Looks at a bucket just before it is sealed for the first time. */
export type SealObserver = (time: number, slot: Slot) => void

/** Buckets of one width, the newest of them. */
export class Level {
  readonly step: number
  readonly #reach: number
  readonly #budget: number
  readonly #slots = new Map<number, Slot>()
  /** Numbers (time / step) of the first bucket held and of the first one that is open. */
  #firstHeld: number = Number.NEGATIVE_INFINITY
  #firstOpen: number = Number.NEGATIVE_INFINITY
  #forgotten: number = Number.NEGATIVE_INFINITY
  #bytes = 0
  /** Sealed buckets with additions, by number. */
  readonly #late = new Map<number, Slot>()
  #lateSince: number = Number.NaN

  constructor({ step, reach, budget }: LevelOptions) {
    this.step = step
    this.#reach = reach
    this.#budget = budget
  }

  /** Start of the oldest bucket held. */
  get heldFrom(): number {
    return this.#firstHeld * this.step
  }

  /** Everything before is sealed, and the next coarser level has it too. */
  get sealedUntil(): number {
    return this.#firstOpen * this.step
  }

  /** The bucket that holds this time, made if there was none; `null` when it is too old. */
  at(time: number): Slot | null {
    const number = Math.floor(time / this.step)
    if (number < this.#firstHeld) return null
    let slot = this.#slots.get(number)
    if (slot === undefined) {
      slot = new Slot()
      this.#slots.set(number, slot)
    }
    if (number < this.#firstOpen) this.#late.set(number, slot)
    return slot
  }

  /** The bucket that starts at this time. */
  find(time: number): Slot | undefined {
    return this.#slots.get(time / this.step)
  }

  /** Takes nothing any more that is too old when the newest request is of `newest`. */
  advance(newest: number): void {
    this.#firstHeld = Math.max(this.#firstHeld, Math.floor((newest - this.#reach) / this.step) + 1)
  }

  /** Seals the buckets that end by `until`, oldest first, and lets go of what is too old, when the newest request is of `newest`. */
  seal(until: number, newest: number, observer: SealObserver): void {
    const end = Math.floor(until / this.step)
    if (end > this.#firstOpen) {
      for (const number of this.#numbers(this.#firstOpen, end)) {
        const slot = this.#slots.get(number)!
        observer(number * this.step, slot)
        this.#seal(slot)
      }
      this.#firstOpen = end
    }
    if (this.#late.size > 0) this.#sealLate(newest)
    this.#forget()
    this.#keepWithinBudget()
  }

  #sealLate(newest: number): void {
    let cells = 0
    for (const slot of this.#late.values()) cells += slot.cells.size
    if (Number.isNaN(this.#lateSince)) this.#lateSince = newest
    if (cells <= maxLateCells && newest - this.#lateSince < maxLateSeconds) return
    for (const slot of this.#late.values()) this.#seal(slot)
    this.#late.clear()
    this.#lateSince = Number.NaN
  }

  #seal(slot: Slot): void {
    this.#bytes -= slot.bytes
    slot.seal()
    this.#bytes += slot.bytes
  }

  /** Numbers of the buckets there are in [first, end), ascending. */
  #numbers(first: number, end: number): number[] {
    if (end - first > this.#slots.size)
      return [...this.#slots.keys()].filter(number => number >= first && number < end).sort((a, b) => a - b)
    const numbers: number[] = []
    for (let number = first; number < end; number++) if (this.#slots.has(number)) numbers.push(number)
    return numbers
  }

  #keepWithinBudget(): void {
    if (this.#bytes <= this.#budget) return
    for (const number of this.#numbers(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)) {
      if (this.#bytes <= this.#budget * 0.95) return
      this.#firstHeld = number + 1
      this.#forget()
    }
  }

  #forget(): void {
    if (this.#forgotten === this.#firstHeld) return
    this.#forgotten = this.#firstHeld
    for (const [number, slot] of this.#slots) {
      if (number >= this.#firstHeld) continue
      this.#bytes -= slot.bytes
      this.#late.delete(number)
      this.#slots.delete(number)
    }
  }
}
