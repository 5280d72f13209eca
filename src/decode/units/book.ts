import type { DurationUnit } from '../../model/index.ts'
import type { KeyNode } from '../record/key-tree.ts'
import { type Decision, decideUnit } from './decide.ts'
import { Evidence } from './evidence.ts'
import { perSecond } from './magnitude.ts'
import { unitsByShape } from './mixed.ts'

/** So many values of a key settle its unit. */
const enough = 50
/** Records of one source have hardly more shapes; of the others, units go by the key alone. */
const mostShapes = 32

export interface UnitEntry {
  readonly path: string
  readonly evidence: Evidence
  decision: Decision | null
  /** The logged number divided by this is seconds; NaN until decided. */
  perSecond: number
  /** The same key in records of one shape each, by shape: services that share a source need not share units. */
  readonly shapes: Map<string, UnitEntry>
  /** … and they do not. */
  mixed: boolean
}

/** A number under a duration key, and what it stood in. */
export interface Observation {
  readonly value: number
  readonly format: string | null
  /** Of a request that says little about how long others take. */
  readonly unusual: boolean
}

/** Decisions by path; where they differ by the shape of the record, by path and shape as well. */
export interface KnownUnits {
  readonly units: Readonly<Record<string, Decision>>
  readonly unitsByShape: Readonly<Record<string, Readonly<Record<string, Decision>>>>
}

/** The units of all duration keys of one source: undecided, then frozen. */
export class UnitBook {
  readonly #entries: UnitEntry[] = []
  readonly #byNode = new Map<KeyNode, UnitEntry>()
  readonly #byPath = new Map<string, UnitEntry>()
  readonly #forced: DurationUnit | null
  /** Keys with values and without a decision. */
  undecided = 0

  /** @param known decisions of a plan */
  constructor(forced: DurationUnit | null, known: Partial<KnownUnits> = {}) {
    this.#forced = forced
    for (const [path, decision] of Object.entries(known.units ?? {})) decided(this.#add(path), decision)
    for (const [path, shapes] of Object.entries(known.unitsByShape ?? {})) {
      const entry = this.#byPath.get(path) ?? this.#add(path)
      entry.mixed = true
      for (const [shape, decision] of Object.entries(shapes)) decided(shapeEntry(entry, shape), decision)
    }
  }

  entry(node: KeyNode): UnitEntry {
    let entry = this.#byNode.get(node)
    if (entry !== undefined) return entry
    entry = this.#byPath.get(node.path) ?? this.#add(node.path)
    if (this.#forced !== null && entry.decision === null)
      decided(entry, decideUnit(entry.evidence, this.#forced))
    this.#byNode.set(node, entry)
    return entry
  }

  /** The unit of a key depends on the record it stands in. */
  isMixed(node: KeyNode): boolean {
    return this.#byPath.get(node.path)?.mixed === true
  }

  /**
   * Of an undecided key.
   * @returns the entry that the value's unit will be in
   */
  observe(entry: UnitEntry, shape: string, { value, format, unusual }: Observation): UnitEntry {
    if (entry.evidence.empty) this.undecided++
    const own = entry.shapes.get(shape) ?? (entry.shapes.size < mostShapes ? shapeEntry(entry, shape) : null)
    for (const { evidence } of own === null ? [entry] : [entry, own]) {
      if (unusual) evidence.observeUnusual(value, format)
      else evidence.observe(value, format)
    }
    return own ?? entry
  }

  /** Whether a key has been seen often enough to be decided. */
  isRipe({ evidence }: UnitEntry): boolean {
    return evidence.count >= enough
  }

  /** Freezes every key that has values. */
  settle(): void {
    for (const entry of this.#entries) {
      if (entry.decision !== null || entry.evidence.empty) continue
      this.undecided--
      entry.evidence.complete()
      decided(entry, decideUnit(entry.evidence, this.#forced))
      this.#settleShapes(entry, entry.decision!)
    }
  }

  #settleShapes(entry: UnitEntry, whole: Decision): void {
    const own = this.#forced === null ? unitsByShape(entry.shapes, whole) : null
    if (own !== null) {
      entry.mixed = own.mixed
      decided(entry, own.whole)
    }
    for (const [shape, each] of entry.shapes)
      decided(each, (own?.mixed === true ? own.shapes.get(shape) : null) ?? entry.decision!)
  }

  decisionFor(node: KeyNode): Decision | null {
    return this.#byPath.get(node.path)?.decision ?? null
  }

  decisions(): KnownUnits {
    const units: Record<string, Decision> = {}
    const byShape: Record<string, Record<string, Decision>> = {}
    for (const { path, decision, mixed, shapes } of this.#entries) {
      if (decision === null) continue
      units[path] = decision
      if (mixed)
        byShape[path] = Object.fromEntries([...shapes].map(([shape, each]) => [shape, each.decision!]))
    }
    return { units, unitsByShape: byShape }
  }

  #add(path: string): UnitEntry {
    const entry = makeEntry(path)
    this.#entries.push(entry)
    this.#byPath.set(path, entry)
    return entry
  }
}

function makeEntry(path: string): UnitEntry {
  return {
    path,
    evidence: new Evidence(path),
    decision: null,
    perSecond: Number.NaN,
    shapes: new Map(),
    mixed: false,
  }
}

function shapeEntry(entry: UnitEntry, shape: string): UnitEntry {
  const own = makeEntry(entry.path)
  entry.shapes.set(shape, own)
  return own
}

function decided(entry: UnitEntry, decision: Decision): void {
  entry.decision = decision
  entry.perSecond = perSecond[decision.unit]
}
