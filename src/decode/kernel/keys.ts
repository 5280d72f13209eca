import type { DurationUnit } from '../../model/index.ts'
import { asideTier } from '../record/asides.ts'
import type { KeyNode, KeyTree } from '../record/key-tree.ts'
import { isTimestampName } from '../record/readers.ts'
import { Slot } from '../record/slots.ts'
import type { UnitBook } from '../units/book.ts'
import { perSecond } from '../units/magnitude.ts'
import { Field, fieldCount, fieldOf, indifferent, maxExtras } from './fields.ts'
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
const valueParts = new Set([
  'seconds',
  'secs',
  '_seconds',
  'nanos',
  'nanoseconds',
  '_nanoseconds',
  '$date',
  'epochSecond',
  'nanoOfSecond',
])
const entrySize = 32
const longestKey = 200

/** So many dots in the path of an extra field; each may be part of a key or between two. */
const mostDots = 6

/** Every way of taking a dotted path for keys, in the order in which `lookUp` tries them. */
function readings(path: string): string[][] {
  const ways = [[path]]
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1))
    for (const rest of readings(path.slice(dot + 1))) ways.push([path.slice(0, dot), ...rest])
  return ways
}

/** Whether the kernel can read these fields by their paths. */
export function canReadExtras(paths: readonly string[]): boolean {
  // The elements and the length of a list can be asked for as well.
  const isReadable = (keys: readonly string[]): boolean =>
    keys.length <= mostDots + 1 && !keys.some(key => /^(\d+|length)$/.test(key))
  return paths.length <= maxExtras && paths.every(path => isReadable(path.split('.')))
}

export interface KeyOptions {
  readonly tree: KeyTree
  readonly book: UnitBook
  /** Fields (`Slot`) whose columns nobody wants. */
  readonly ignored: ReadonlySet<number>
  readonly timestampUnit: DurationUnit | null
  /** Paths of fields that were asked for. */
  readonly extraFields: readonly string[]
  /** The unit of durations when the reader has said it. */
  readonly durationUnit: DurationUnit | null
  /** Whether what stands under a path tells calls to others. */
  tellsCalls(path: string): boolean
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
  readonly #tellsCalls: KeyOptions['tellsCalls']
  /** Of each extra field: its readings, and how good they are. */
  readonly #extras: readonly ReadonlyMap<string, number>[]
  readonly #entries: Entry[]
  readonly #claims = new Map<number, Claim[]>()
  readonly #refused: number
  #slots = 1
  #undecided = 0

  constructor(machine: Machine, options: KeyOptions) {
    const { tree, book, ignored, timestampUnit, durationUnit, extraFields } = options
    this.#extras = extraFields.map(path => new Map(readings(path).map((keys, i) => [keys.join('\n'), i])))
    machine.exports.setExtras(extraFields.length)
    this.#unitIsForced = durationUnit !== null
    this.#tellsCalls = path => options.tellsCalls(path)
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
    const claims = this.#claimsOf(node)
    const slot = this.#isRefused(above, node, key)
      ? this.#refused
      : claims.length > 0
        ? this.#newSlot(parent)
        : 0
    const number = exports.addKey(parent, at, length, slot)
    if (number === 0) return false
    this.#entries[number] = { node, parent, slot }
    if (slot === 0 || slot === this.#refused) return true
    for (const [field, order] of claims) this.#claim(field, { slot, order, node })
    this.#tellCandidates()
    return true
  }

  /** Tells the units that were decided since the last time. */
  refresh(): void {
    if (this.#undecided > 0 && this.#countUndecided() < this.#undecided) this.#tellCandidates()
  }

  /** Fields that the key may hold, and how good it is at each. */
  #claimsOf(node: KeyNode): [field: number, order: number][] {
    const claims = this.#wantedUses(node).map(({ slot, order }): [number, number] => [
      fieldOf(slot) ?? Field.wrapper,
      order,
    ])
    if (node.wraps) claims.push([Field.wrapper, 0])
    const keys = node.keys.join('\n')
    for (const [i, readings] of this.#extras.entries()) {
      const order = readings.get(keys)
      if (order !== undefined) claims.push([Field.extra + i, order])
    }
    return claims
  }

  #wantedUses(node: KeyNode): KeyNode['uses'] {
    return node.uses.filter(
      ({ slot }) =>
        !indifferent.has(slot) &&
        !this.#ignored.has(slot) &&
        (slot !== Slot.call || this.#tellsCalls(node.path)),
    )
  }

  /** Keys whose lines are for the general path, always. */
  #isRefused(above: Entry, node: KeyNode, key: string): boolean {
    const means = (slot: number): boolean => node.uses.some(use => use.slot === slot)
    const partOfValue =
      valueParts.has(key) &&
      above.node.uses.some(use => use.slot === Slot.duration || use.slot === Slot.timestamp)
    // requests under `proxy` are told apart from their repetitions by their id
    const repeats = means(Slot.method) && node.segments[0] === 'proxy'
    const ofShape = means(Slot.duration) && this.#book.isMixed(node)
    const unheardOf = this.#wantedUses(node).some(({ slot }) => fieldOf(slot) === null)
    return partOfValue || repeats || ofShape || unheardOf
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
    if (field === Field.timestamp) {
      const flags = tied | (isTimestampName(node) ? Flag.mustBeTime : 0)
      return { slot, flags, divisor: this.#timestampDivisor }
    }
    if (field !== Field.duration) return { slot, flags: tied, divisor: 0 }
    const unit = this.#unitOf(node)
    const divisor = unit === null ? this.#book.entry(node).perSecond : perSecond[unit]
    const namesUnit = unit === null ? 0 : Flag.namesUnit
    const mayBeTime = node.uses.some(use => use.slot === Slot.timestamp) ? Flag.mayBeTime : 0
    const needsFilename = node.segments.at(-1) === 'process' && unit === null ? Flag.needsFilename : 0
    const aside = order < asideTier ? 0 : Flag.aside
    return { slot, flags: tied | namesUnit | mayBeTime | needsFilename | aside, divisor }
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
