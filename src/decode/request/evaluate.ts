import type { DurationUnit } from '../../model/index.ts'
import { objectEnd } from '../line/objects.ts'
import type { JsonObject, ParsedText, TextParser } from '../line/parse.ts'
import { readTextRecord } from '../line/text-record.ts'
import { readTold } from '../line/told.ts'
import { completeFound } from '../record/complete.ts'
import type { Found } from '../record/found.ts'
import { Found as FoundRecord } from '../record/found.ts'
import type { KeyTree } from '../record/key-tree.ts'
import { Slot } from '../record/slots.ts'
import { targetByValue } from '../record/target-by-value.ts'
import { Walker } from '../record/walk.ts'
import type { Zone } from '../values/zone.ts'
import { classify, type Verdict } from './classify.ts'

/** Records within records: docker in CRI in a log shipper is three. */
const maxWrappers = 4

/** What a parsed object turned out to be. */
export interface Evaluation {
  readonly verdict: Verdict | 'tooDeep' | 'batch' | 'partial'
  readonly found: Found
  /** The object that the fields came from: the innermost. */
  readonly record: JsonObject
  readonly wrapper: string | null
  /** Told in a sentence, where others have fields. */
  readonly told: boolean
  /** The innermost object was not valid JSON. */
  readonly salvaged: boolean
  /** Of `batch`: what it holds. Of `partial`: the beginning of a record's text. */
  readonly records: readonly unknown[]
  readonly text: string
}

const nothing: readonly unknown[] = []

/** Finds the fields of an object, in itself or in what it wraps, and says what it is. Keeps no state of its own. */
export class Evaluator {
  readonly #parser: TextParser
  readonly #found: Found[]
  readonly #walkers: Walker[]
  readonly #mapped: boolean
  readonly #tree: KeyTree

  constructor(options: {
    tree: KeyTree
    parser: TextParser
    zone: Zone
    timestampUnit: DurationUnit | null
    durationUnit: DurationUnit | null
    maxDepth: number
    mapped: boolean
  }) {
    this.#parser = options.parser
    this.#mapped = options.mapped
    this.#tree = options.tree
    this.#found = levels(() => new FoundRecord(options.zone, options.timestampUnit, options.durationUnit))
    this.#walkers = levels(() => new Walker(options.tree, options.maxDepth))
  }

  evaluate(record: JsonObject, level = 0): Evaluation {
    const found = this.#found[level]!
    found.reset()
    const inner = this.#walkers[level]!.walk(record, found)
    completeFound(found)
    if (inner.tooDeep) return plain('tooDeep', found, record)
    let verdict = this.#classify(found, record)
    // An app's own line may name a status beside its prose: that of somebody it called.
    const prose = inner.message !== null || inner.texts.length > 0
    if (verdict === 'completion' && prose && !found.durationPresent) verdict = 'notRequest'
    // What a request carries as text is not the record: bodies look like one.
    if (verdict !== 'request' && inner.texts.length > 0 && level < maxWrappers) {
      const unwrapped = this.#unwrap(inner.texts, inner.wrappers, found, level)
      if (unwrapped !== null) return unwrapped
    }
    if (verdict === 'notRequest' && inner.records !== null && level < maxWrappers)
      return { ...plain('batch', found, record), records: inner.records }
    if (verdict === 'notRequest' && inner.message !== null && level < maxWrappers)
      return this.#retell(inner.message, found, level) ?? plain(verdict, found, record)
    if (verdict === 'notRequest' && inner.boxed && level < maxWrappers) {
      const evaluation = this.evaluate(unboxed(record), level + 1)
      evaluation.found.shape = null
      if (evaluation.verdict === 'request') return { ...evaluation, record }
    }
    return plain(verdict, found, record)
  }

  #classify(found: Found, record: JsonObject): Verdict {
    const verdict = classify(found, this.#mapped)
    const isWhole = found.method !== null && found.path !== null
    if (isWhole || found.status <= 0 || this.#mapped) return verdict
    if (verdict !== 'request' && (verdict !== 'notRequest' || found.fault)) return verdict
    targetByValue(record, found, this.#tree)
    return found.path !== null ? classify(found, false) : verdict
  }

  /** The record inside, if there is one; its own fields win, the outer time is the fallback. */
  #unwrap(
    texts: readonly string[],
    wrappers: readonly string[],
    outer: Found,
    level: number,
  ): Evaluation | null {
    for (const [i, text] of texts.entries()) {
      const parsed = this.#parser.parse(text)
      if (typeof parsed === 'string') {
        if (wrappers[i] === 'docker' && isBeginning(text)) return { ...plain('partial', outer, {}), text }
        continue
      }
      if (parsed.salvaged && wrappers[i] === 'docker' && isBeginning(text))
        return { ...plain('partial', outer, {}), text }
      const evaluation = this.#inside(parsed, outer, level)
      if (evaluation !== null) return { ...evaluation, wrapper: wrappers[i]! }
    }
    return null
  }

  /** A request told as text in the message. */
  #retell(message: string, outer: Found, level: number): Evaluation | null {
    const told = readTextRecord(message)
    if (told === null) return this.#hear(message, outer, level)
    const evaluation = this.evaluate(told, level + 1)
    if (evaluation.verdict !== 'request') return this.#hear(message, outer, level)
    if (Number.isNaN(evaluation.found.timestamp)) takeTime(evaluation.found, outer)
    return { ...evaluation, wrapper: 'text' }
  }

  /** A request, or half of one, told in a sentence; the record round it knows the time and the id. */
  #hear(message: string, outer: Found, level: number): Evaluation | null {
    const told = readTold(message)
    if (told === null) return null
    if (outer.requestId !== null) told.request_id = outer.requestId
    if (outer.process !== null) told.pid = outer.process
    const evaluation = this.evaluate(told, level + 1)
    const { verdict, found } = evaluation
    if (verdict !== 'request' && verdict !== 'start' && verdict !== 'completion') return null
    if (!Number.isNaN(outer.timestamp)) takeTime(found, outer)
    if (verdict === 'request' && Number.isNaN(found.duration)) takeDuration(found, outer)
    return { ...evaluation, wrapper: 'text', told: true }
  }

  #inside(parsed: ParsedText, outer: Found, level: number): Evaluation | null {
    const evaluation = this.evaluate(parsed.record, level + 1)
    if (evaluation.verdict === 'notRequest') return null
    const { found } = evaluation
    if (Number.isNaN(found.timestamp) && !found.badTimestamp) takeTime(found, outer)
    return parsed.salvaged ? { ...evaluation, salvaged: true } : evaluation
  }
}

/** The time of the record round it. */
function takeTime(found: Found, outer: Found): void {
  const node = outer.nodes[Slot.timestamp]
  if (node === null || node === undefined || Number.isNaN(outer.timestamp)) return
  found.timestamp = outer.timestamp
  found.rawTimestamp = outer.rawTimestamp
  found.take(Slot.timestamp, outer.orderOf(Slot.timestamp), node)
}

/** How long it took, where the record round a sentence says so in a field. */
function takeDuration(found: Found, outer: Found): void {
  const node = outer.nodes[Slot.duration]
  if (node === null || node === undefined) return
  found.duration = outer.duration
  found.durationKey = outer.durationKey
  found.durationPresent = true
  found.take(Slot.duration, outer.orderOf(Slot.duration), node)
}

/** Without the arrays that hold one object each: a warehouse exports every record within a record so. */
function unboxed(record: JsonObject): JsonObject {
  const open = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    const only = Array.isArray(value) ? value[0] : value
    if (Array.isArray(value) && (value.length !== 1 || typeof only !== 'object' || only === null))
      return value
    return Object.fromEntries(Object.entries(only).map(([key, child]) => [key, open(child)]))
  }
  return open(record) as JsonObject
}

function levels<T>(make: () => T): T[] {
  return Array.from({ length: maxWrappers + 1 }, make)
}

function plain(verdict: Evaluation['verdict'], found: Found, record: JsonObject): Evaluation {
  return { verdict, found, record, wrapper: null, told: false, salvaged: false, records: nothing, text: '' }
}

/** An object that is cut short, with no line end behind it: docker splits lines at 16 KiB. */
function isBeginning(text: string): boolean {
  return text.startsWith('{"') && !text.endsWith('\n') && objectEnd(text, 0) < 0
}
