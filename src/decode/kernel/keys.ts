import type { DurationUnit } from '../../model/index.ts'
import type { KeyNode, KeyTree } from '../record/key-tree.ts'
import { Slot } from '../record/slots.ts'
import type { UnitBook } from '../units/book.ts'
import { perSecond } from '../units/magnitude.ts'
import { Field, fieldCount, fieldOf, indifferent } from './fields.ts'
import { type Candidate, Flag, type Machine } from './machine.ts'

/** A key the kernel knows. */
interface Entry {
  readonly node: KeyNode
  readonly parent: number
  slot: number
}

interface Claim {
  readonly slot: number
  readonly order: number
  readonly node: KeyNode
}

/** Parts of `{seconds, nanos}`: an object with these is itself a value. */
const valueParts = new Set(['seconds', 'secs', '_seconds', 'nanos', 'nanoseconds', '_nanoseconds', '$date'])
const entrySize = 32
const longestKey = 200

export interface KeyOptions {
  readonly tree: KeyTree
  readonly book: UnitBook
  /** Fields (`Slot`) whose columns nobody wants. */
  readonly ignored: ReadonlySet<number>
  readonly timestampUnit: DurationUnit | null
  /** The unit of durations when the reader has said it. */
  readonly durationUnit: DurationUnit | null
}

/**
 * Teaches the kernel the keys of a log as they come up: what each one may mean is asked of the same tree that the
 * general path asks, so both find a field in the same place.
 */
export class KeyTeacher {
  readonly #machine: Machine
  readonly #tree: KeyTree
  readonly #book: UnitBook
  readonly #ignored: ReadonlySet<number>
  readonly #timestampDivisor: number
  readonly #unitIsForced: boolean
  readonly #entries: Entry[]
  readonly #claims = new Map<number, Claim[]>()
  readonly #refused: number
  #slots = 1
  #undecided = 0

  constructor(machine: Machine, options: KeyOptions) {
    const { tree, book, ignored, timestampUnit, durationUnit } = options
    this.#unitIsForced = durationUnit !== null
    this.#machine = machine
    this.#tree = tree
    this.#book = book
    this.#ignored = ignored
    this.#timestampDivisor = timestampUnit === null ? 0 : perSecond[timestampUnit]
    this.#refused = machine.constant('refusedSlot')
    this.#entries = [{ node: tree.root, parent: 0, slot: 0 }]
    machine.exports.clearKeys()
    this.#tellCandidates()
  }

  /**
   * Takes in the key that stopped the kernel. False when it cannot be told, or when it is of a line that is no
   * request and half of the room is taken: such lines may bring new keys for ever.
   */
  learn(ofRequest: boolean): boolean {
    if (!ofRequest && this.#entries.length > this.#machine.constant('maxEntries') / 2) return false
    const { exports, bytes } = this.#machine
    const at = exports.unknownKey.value
    const parent = (exports.unknownParent.value - this.#machine.constant('entryTable')) / entrySize
    const length = bytes.indexOf(0x22, at) - at
    const above = this.#entries[parent]!
    const key = this.#machine.decode(at, at + length)
    // two spellings of one text would be two keys to the kernel
    if (length > longestKey || key.includes('\ufffd')) return false
    const node = this.#tree.child(above.node, key)
    const wanted = this.#wantedUses(node)
    const slot = this.#isRefused(above, node, key)
      ? this.#refused
      : wanted.length > 0 || node.wraps
        ? this.#newSlot(parent)
        : 0
    const number = exports.addKey(parent, at, length, slot)
    if (number === 0) return false
    this.#entries[number] = { node, parent, slot }
    if (slot === 0 || slot === this.#refused) return true
    for (const use of wanted) this.#claim(fieldOf(use.slot)!, { slot, order: use.order, node })
    if (node.wraps) this.#claim(Field.wrapper, { slot, order: 0, node })
    this.#tellCandidates()
    return true
  }

  /** Tells the units that were decided since the last time. */
  refresh(): void {
    if (this.#undecided > 0 && this.#countUndecided() < this.#undecided) this.#tellCandidates()
  }

  #wantedUses(node: KeyNode): KeyNode['uses'] {
    return node.uses.filter(({ slot }) => !indifferent.has(slot) && !this.#ignored.has(slot))
  }

  /** Keys whose lines are for the general path, always. */
  #isRefused(above: Entry, node: KeyNode, key: string): boolean {
    const means = (slot: number): boolean => node.uses.some(use => use.slot === slot)
    const partOfValue =
      valueParts.has(key) &&
      above.node.uses.some(use => use.slot === Slot.duration || use.slot === Slot.timestamp)
    // requests under `proxy` are told apart from their repetitions by their id
    const repeats = means(Slot.method) && node.segments[0] === 'proxy'
    const unheardOf = this.#wantedUses(node).some(({ slot }) => fieldOf(slot) === null)
    return partOfValue || repeats || unheardOf
  }

  /** A slot for a key, and one for every object around it, so that a key that comes twice is noticed. */
  #newSlot(parent: number): number {
    for (let number = parent; number !== 0; number = this.#entries[number]!.parent) {
      const entry = this.#entries[number]!
      if (entry.slot !== 0) continue
      entry.slot = this.#takeSlot()
      this.#machine.exports.setSlot(number, entry.slot)
    }
    return this.#takeSlot()
  }

  #takeSlot(): number {
    if (this.#slots >= this.#refused) return this.#refused
    this.#machine.exports.setSlots(this.#slots + 1)
    return this.#slots++
  }

  #claim(field: number, claim: Claim): void {
    const claims = this.#claims.get(field) ?? []
    claims.push(claim)
    this.#claims.set(field, claims)
  }

  #tellCandidates(): void {
    let first = 0
    this.#undecided = this.#countUndecided()
    for (let field = 0; field < fieldCount; field++) {
      const claims = (this.#claims.get(field) ?? []).sort((a, b) => a.order - b.order)
      const list = claims.map((claim, i) => this.#candidate(field, claim, claims[i + 1]))
      this.#machine.setCandidates(field, first, list)
      first += list.length
    }
  }

  #candidate(field: number, { slot, order, node }: Claim, next: Claim | undefined): Candidate {
    const tied = next !== undefined && next.order === order ? Flag.tied : 0
    if (field === Field.timestamp) return { slot, flags: tied, divisor: this.#timestampDivisor }
    if (field !== Field.duration) return { slot, flags: tied, divisor: 0 }
    const unit = this.#unitOf(node)
    const divisor = unit === null ? this.#book.entry(node).perSecond : perSecond[unit]
    const namesUnit = unit === null ? 0 : Flag.namesUnit
    const mayBeTime = node.uses.some(use => use.slot === Slot.timestamp) ? Flag.mayBeTime : 0
    const needsFilename = node.segments.at(-1) === 'process' && unit === null ? Flag.needsFilename : 0
    return { slot, flags: tied | namesUnit | mayBeTime | needsFilename, divisor }
  }

  /** The unit that the key itself names, unless the reader has said what it is. */
  #unitOf(node: KeyNode): DurationUnit | null {
    return this.#unitIsForced ? null : node.unit
  }

  #countUndecided(): number {
    const durations = this.#claims.get(Field.duration) ?? []
    return durations.filter(
      ({ node }) => this.#unitOf(node) === null && this.#book.entry(node).decision === null,
    ).length
  }
}
