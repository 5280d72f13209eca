import type { DurationUnit } from '../../model/index.ts'
import type { KeyNode } from '../record/key-tree.ts'
import { type Decision, decideUnit } from './decide.ts'
import { Evidence } from './evidence.ts'
import { perSecond } from './magnitude.ts'

/** So many values of a key settle its unit. */
const enough = 50

export interface UnitEntry {
  readonly index: number
  readonly path: string
  readonly evidence: Evidence
  decision: Decision | null
  /** The logged number divided by this is seconds; NaN until decided. */
  perSecond: number
}

/** The units of all duration keys of one source: undecided, then frozen. */
export class UnitBook {
  readonly entries: UnitEntry[] = []
  readonly #byNode = new Map<KeyNode, UnitEntry>()
  readonly #byPath = new Map<string, UnitEntry>()
  readonly #forced: DurationUnit | null
  /** Keys with values and without a decision. */
  undecided = 0

  /** @param known decisions of a plan, by path */
  constructor(forced: DurationUnit | null, known: Readonly<Record<string, Decision>> = {}) {
    this.#forced = forced
    for (const [path, decision] of Object.entries(known)) this.#decided(this.#add(path), decision)
  }

  entry(node: KeyNode): UnitEntry {
    let entry = this.#byNode.get(node)
    if (entry !== undefined) return entry
    entry = this.#byPath.get(node.path) ?? this.#add(node.path)
    if (this.#forced !== null && entry.decision === null)
      this.#decided(entry, decideUnit(entry.evidence, this.#forced))
    this.#byNode.set(node, entry)
    return entry
  }

  /** @returns whether the key has been seen often enough to be decided */
  observe(entry: UnitEntry, value: number, format: string | null): boolean {
    if (entry.evidence.count === 0) this.undecided++
    entry.evidence.observe(value, format)
    return entry.evidence.count >= enough
  }

  /** Freezes every key that has values. */
  settle(): void {
    for (const entry of this.entries) {
      if (entry.decision !== null || entry.evidence.count === 0) continue
      this.undecided--
      this.#decided(entry, decideUnit(entry.evidence, this.#forced))
    }
  }

  decisionFor(node: KeyNode): Decision | null {
    return this.#byPath.get(node.path)?.decision ?? null
  }

  decisions(): Record<string, Decision> {
    const known: Record<string, Decision> = {}
    for (const { path, decision } of this.entries) if (decision !== null) known[path] = decision
    return known
  }

  #add(path: string): UnitEntry {
    const entry = {
      index: this.entries.length,
      path,
      evidence: new Evidence(path),
      decision: null,
      perSecond: Number.NaN,
    }
    this.entries.push(entry)
    this.#byPath.set(path, entry)
    return entry
  }

  #decided(entry: UnitEntry, decision: Decision): void {
    entry.decision = decision
    entry.perSecond = perSecond[decision.unit]
  }
}
