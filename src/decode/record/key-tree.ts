import type { DurationUnit } from '../../model/index.ts'
import { aliases } from './aliases.ts'
import { asideOf, asideTier, isHeader } from './asides.ts'
import { durationKey } from './duration-keys.ts'
import { segmentsOf, squash } from './names.ts'
import { genericTier, wordTier } from './order.ts'
import { Shape } from './shape.ts'
import { Slot } from './slots.ts'
import { claimsByWords } from './word-claims.ts'

/** One thing a key may mean, and how good the claim is: lower order wins. */
export interface Use {
  readonly slot: number
  readonly order: number
}

/** A key path that occurred in the log, with what it means: worked out once, looked up for every record. */
export interface KeyNode {
  /** As written, joined with dots. */
  readonly path: string
  readonly keys: readonly string[]
  readonly uses: readonly Use[]
  /** Holds the record itself, as text. */
  readonly wraps: boolean
  /** Of durations: the unit that the key itself names. */
  readonly unit: DurationUnit | null
  readonly children: Map<string, KeyNode>
  /** Squashed segments. */
  readonly segments: readonly string[]
}

/** A mapping by hand: this path, and only this, is the field. */
export interface PathOverride {
  readonly slot: number
  readonly path: string
}

/** Nothing below these belongs to the request itself. */
const foreign =
  /^(upstream|origin(?!al)|backend|integration|tries|routes?$|service|consumer|kubernetes|container|process|host|file$|ecs$|beat|err$|error$|exception|cause$|parent|previous|outbound|outgoing|dependency|axios|config$|target$)/
const wrappers = new Set([
  'log',
  'message',
  'msg',
  'line',
  'body',
  'textpayload',
  'event',
  'raw',
  'data',
  'content',
  'logline',
  'properties',
  'payload',
  'value',
  'text',
  'shortmessage',
  'fullmessage',
  'rawlog',
  'stringvalue',
  'logs',
  'logmessage',
  'logentry',
  'userdata',
  'rawstring',
  'logmsg',
  'rawmessage',
  'rawdata',
  'rawevent',
])

const maxChildren = 1000
const maxNodes = 50_000
const maxShapes = 10_000

/** Every key path of a log, grown as records come by; bounded, so hostile keys cost no memory. */
export class KeyTree {
  readonly root: KeyNode
  /** Of a record without keys. */
  readonly shape: Shape = new Shape({ shapes: maxShapes })
  readonly #overrides: readonly PathOverride[]
  readonly #overridden: ReadonlySet<number>
  readonly #callKeys: ReadonlySet<string> | null
  #nodes = 0

  /** @param callKeys paths that tell requests made to others; `null` = any may */
  constructor(overrides: readonly PathOverride[] = [], callKeys: readonly string[] | null = null) {
    this.#overrides = overrides
    this.#callKeys = callKeys === null ? null : new Set(callKeys)
    this.#overridden = new Set(overrides.map(({ slot }) => slot))
    this.root = node([], [], [], false, null)
  }

  /** Keys of every path that was seen. */
  paths(): string[][] {
    const paths: string[][] = []
    const collect = ({ children }: KeyNode): void => {
      for (const child of children.values()) {
        paths.push([...child.keys])
        collect(child)
      }
    }
    collect(this.root)
    return paths
  }

  child(parent: KeyNode, key: string): KeyNode {
    return parent.children.get(key) ?? this.#grow(parent, key)
  }

  #grow(parent: KeyNode, key: string): KeyNode {
    const keys = [...parent.keys, key.length > 256 ? key.slice(0, 256) : key]
    const segments = [...parent.segments, ...segmentsOf(keys.at(-1)!)]
    const aside = asideOf(segments)
    const duration =
      aside === null || this.#overridden.has(Slot.duration) ? null : durationKey(keys, segments.length - 1)
    const uses = aside === null ? [] : this.#usesOf(keys, segments, aside)
    if (duration !== null) {
      const order = duration.order + Math.max(aside ?? 0, isHeader(segments) ? asideTier : 0)
      uses.push({ slot: Slot.duration, order })
    }
    this.#override(keys, segments, uses)
    const wraps = wrappers.has(segments.at(-1)!) && asideOf([...segments, '']) !== null
    const grown = node(keys, segments, uses, wraps, duration?.unit ?? null)
    if (this.#nodes < maxNodes && parent.children.size < maxChildren) {
      this.#nodes++
      parent.children.set(key, grown)
    }
    return grown
  }

  #usesOf(keys: readonly string[], segments: readonly string[], aside: number): Use[] {
    const best = new Map<number, number>()
    const claim = (slot: number, order: number): void => {
      if (!this.#overridden.has(slot) && !((best.get(slot) ?? Number.POSITIVE_INFINITY) <= order))
        best.set(slot, order)
    }
    for (let depth = 0; depth < segments.length; depth++) {
      if (depth > 0 && foreign.test(segments[depth - 1]!)) break
      for (const { slot, rank, specific } of aliases.get(segments.slice(depth).join('')) ?? []) {
        const near = Math.min(depth, 15)
        claim(slot, specific ? rank * 16 + near : genericTier + near * 500 + rank)
      }
    }
    // Squashed, Prometheus' name of a series would be anybody's name.
    if (keys.at(-1) === '__name__') claim(Slot.summary, genericTier)
    if (!segments.some(segment => foreign.test(segment)))
      claimsByWords(keys.at(-1)!, segments.length === 1, (slot, tier = 0) =>
        claim(slot, wordTier + segments.length + tier),
      )
    if (this.#callKeys?.has(keys.join('.')) === false) best.delete(Slot.call)
    return [...best].map(([slot, order]) => ({ slot, order: order + aside }))
  }

  #override(keys: readonly string[], segments: readonly string[], uses: Use[]): void {
    const path = keys.join('.')
    for (const override of this.#overrides) {
      const wanted = override.path.split('.').map(squash).join('')
      const inside = segments.findIndex((_, from) => segments.slice(from).join('') === wanted)
      if (path === override.path) uses.push({ slot: override.slot, order: 0 })
      else if (inside >= 0) uses.push({ slot: override.slot, order: 1 + inside })
    }
  }
}

function node(
  keys: readonly string[],
  segments: readonly string[],
  uses: readonly Use[],
  wraps: boolean,
  unit: DurationUnit | null,
): KeyNode {
  return { path: keys.join('.'), keys, segments, uses, wraps, unit, children: new Map() }
}
