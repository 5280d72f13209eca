import type { DurationUnit } from '../../model/index.ts'
import { recognise } from '../formats/index.ts'
import type { Found } from '../record/found.ts'
import type { KeyNode, KeyTree } from '../record/key-tree.ts'
import { never } from '../record/order.ts'
import { namesOf } from '../record/record-names.ts'
import { Slot } from '../record/slots.ts'
import type { UnitBook } from '../units/book.ts'
import { parseBareNumber } from '../values/duration.ts'

/** Of a stream, formats and paths are tallied over so many requests; of samples, over all. */
const studied = 512

/** Learns from the requests that go by: format, where each field stands, units. */
export class Observer {
  readonly #tree: KeyTree
  readonly #book: UnitBook
  readonly #forcedFormat: string | null
  readonly #studied: number
  /** Everything is decided: nothing is learnt but units of keys that were never seen. */
  frozen = false
  requests = 0
  untimed = false
  parallel = true
  /** Units are decided, as far as their keys were seen often enough. */
  ripe = false
  readonly formats: Map<string, number> = new Map<string, number>()
  readonly wrappers: Set<string> = new Set<string>()
  readonly paths: Map<KeyNode, number>[] = Array.from({ length: Slot.requestLine }, () => new Map())
  readonly times: number[] = []
  /** Of timestamps that are numbers. */
  epochUnit: DurationUnit | null = null

  constructor(tree: KeyTree, book: UnitBook, forcedFormat: string | null, eager: boolean) {
    this.#studied = eager ? studied : Number.POSITIVE_INFINITY
    this.#tree = tree
    this.#book = book
    this.#forcedFormat = forcedFormat
  }

  wrapper(name: string): void {
    this.wrappers.add(name)
  }

  /** Repeated requests or split lines: ranges of the file cannot be read apart. */
  sequential(): void {
    this.parallel = false
  }

  observe(found: Found, record: Record<string, unknown>): void {
    this.requests++
    const studying = !this.frozen && this.requests <= this.#studied
    const format = studying ? this.#formatOf(found, record) : null
    if (studying) this.#tally(found, format)
    this.#units(found, record, format)
  }

  /** A request that was made to others is nothing that the log is about, as long as there are any besides. */
  observeCall(found: Found, record: Record<string, unknown>): void {
    this.requests++
    this.#units(found, record)
  }

  /** Learns the unit of the duration. */
  #units(found: Found, record: Record<string, unknown>, format: string | null = null): void {
    const { durationKey } = found
    if (durationKey === null) return
    const entry = this.#book.entry(durationKey)
    found.unit = entry.mixed ? (entry.shapes.get(shapeOf(found)) ?? entry) : entry
    if (entry.decision !== null) return
    const observation = {
      value: found.duration,
      format: format ?? this.#formatOf(found, record),
      unusual: isUnusual(found),
    }
    found.unit = this.#book.observe(entry, shapeOf(found), observation)
    if (this.#book.isRipe(entry) || this.frozen) this.ripe = true
    if (this.frozen) this.#book.settle()
  }

  #formatOf({ shape }: Found, record: Record<string, unknown>): string {
    if (this.#forcedFormat !== null) return this.#forcedFormat
    const format = shape?.format ?? recognise(namesOf(record, this.#tree))?.name ?? ''
    if (shape !== null) shape.format = format
    return format
  }

  #tally(found: Found, format: string | null): void {
    if (format !== null) this.formats.set(format, (this.formats.get(format) ?? 0) + 1)
    if (!Number.isNaN(found.timestamp)) this.times.push(found.timestamp)
    this.epochUnit ??= epochUnit(found.rawTimestamp)
    for (let slot = 0; slot < this.paths.length; slot++) {
      const node = found.nodes[slot]
      if (node === null || node === undefined || !isGiven(found, slot)) continue
      const counts = this.paths[slot]!
      counts.set(node, (counts.get(node) ?? 0) + 1)
    }
  }
}

/** How `parseTimestamp` takes a bare number, by its size. */
function epochUnit(raw: unknown): DurationUnit | null {
  const value = parseBareNumber(raw)
  if (!(value > 0)) return null
  return value < 1e11 ? 's' : value < 1e14 ? 'ms' : value < 1e17 ? 'us' : 'ns'
}

/** `nodes` outlive `reset()`; whether this record filled the slot is told by its order. */
function isGiven(found: Found, slot: number): boolean {
  return found.orderOf(slot) !== never
}

const shapeSlots = [
  Slot.timestamp,
  Slot.method,
  Slot.path,
  Slot.requestLine,
  Slot.status,
  Slot.process,
  Slot.logger,
  Slot.message,
]

/** Where the fields stand that every record has: what one logger in one service writes has one shape. */
function shapeOf(found: Found): string {
  return shapeSlots.map(slot => (isGiven(found, slot) ? found.nodes[slot]!.path : '')).join('\n')
}

/** Probes, which do nothing, and connections that stay open: neither tells what is usual here. */
function isUnusual({ status, path }: Found): boolean {
  return status === 101 || (path !== null && probe.test(path))
}

const probe =
  /\/(health\w{0,5}|healthcheck|health[-_]check|live|livez|liveness|ready|readyz|readiness|alive|heartbeat|ping|status|up|metrics)\/?(\?|$)/i
