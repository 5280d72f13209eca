import type { KeyNode } from './key-tree.ts'

/** Where an array begins: what stands in it is no key of the record. */
export const inArray: unique symbol = Symbol('array')

type Step = KeyNode | typeof inArray

/**
 * The keys of a record in their order, as a place in a tree that grows with the log: records with the same keys in the
 * same order end at the same place. What follows from the keys alone is worked out there once: for each record anew,
 * its format took a third of looking at a file.
 */
export class Shape {
  /** Name of the format that the keys tell, '' for none; `null` = not asked yet. */
  format: string | null = null
  readonly #room: { shapes: number }
  /** Most go on as the one before. */
  #usual: Step | null = null
  #usualNext: Shape | null = null
  #others: Map<Step, Shape> | null = null

  /** @param room for how many places more there is room, all together */
  constructor(room: { shapes: number }) {
    this.#room = room
  }

  /** How many places more there is room for: fewer as soon as a record has keys that none had. */
  get room(): number {
    return this.#room.shapes
  }

  /** The place behind one more key; `null`: there is no room for it. */
  step(to: Step): Shape | null {
    if (to === this.#usual) return this.#usualNext
    return this.#others?.get(to) ?? this.#grow(to)
  }

  #grow(to: Step): Shape | null {
    if (this.#room.shapes <= 0) return null
    this.#room.shapes--
    const next = new Shape(this.#room)
    if (this.#usual === null) {
      this.#usual = to
      this.#usualNext = next
    } else {
      this.#others ??= new Map()
      this.#others.set(to, next)
    }
    return next
  }
}
