import { Cache, type DurationUnit, gaugeNames } from '../../model/index.ts'
import type { Row } from '../batch-builder.ts'
import type { UnitEntry } from '../units/book.ts'
import { perSecond } from '../units/magnitude.ts'
import { parseCache } from '../values/cache.ts'
import { parseClient } from '../values/client.ts'
import { isDurationMarker, longest, parseBareNumber, parseOwnUnit } from '../values/duration.ts'
import { parseMethod } from '../values/method.ts'
import { looksLikeBarePath, looksLikePath } from '../values/path.ts'
import { parseRequestLine } from '../values/request-line.ts'
import { parseRoute } from '../values/route.ts'
import { invalidStatus, parseStatus, unknownStatus } from '../values/status.ts'
import { parseText } from '../values/text.ts'
import { parseTimestamp } from '../values/timestamp.ts'
import type { Zone } from '../values/zone.ts'
import type { KeyNode } from './key-tree.ts'
import { Slot, slotCount } from './slots.ts'

const never = 0x7fffffff
/** Added to the order of a value that is usable only when nothing better is there. */
const weak = 10_000_000
const none: readonly null[] = []
const genericTier = 50_000
const requestLineTier = 95_000

/** What one record says, best claim per field. Reused for every record: `reset` first. */
export class Found implements Row {
  readonly #zone: Zone
  readonly #timestampUnit: DurationUnit | null
  readonly #durationUnit: DurationUnit | null
  readonly #order = new Int32Array(slotCount).fill(never)
  readonly nodes: (KeyNode | null)[] = new Array(slotCount).fill(null)

  timestamp: number = Number.NaN
  /** The value it was read from. */
  rawTimestamp: unknown = undefined
  badTimestamp = false
  dateText: string | null = null
  clockText: string | null = null
  /** Milliseconds within the second, where the timestamp itself has whole seconds only. */
  timeFraction = 0
  end: unknown = undefined
  filename = false
  durationUnit: string | null = null
  parts = 0
  partCount = 0
  status: number = invalidStatus
  badStatus = false
  /** The unknown status was written as 0. */
  statusIsZero = false
  method: string | null = null
  /** As written. */
  path: string | null = null
  /** Normalised; set when the record turned out to be a request. */
  endpoint: string | null = null
  /** Seconds where the value or its key names the unit; else the bare number, and `durationKey` is set. */
  duration: number = Number.NaN
  durationKey: KeyNode | null = null
  unit: UnitEntry | null = null
  /** A duration field is there, whatever it says. */
  durationPresent = false
  /** A method, path or request-line field is there, whatever it says. */
  targetPresent = false
  requestLinePresent = false
  client: string | null = null
  userAgent: string | null = null
  cache: number = Cache.unknown
  cacheLookup = false
  errorMessage: string | null = null
  route: string | null = null
  requestId: string | null = null
  process: string | null = null
  fault = false
  logger: string | null = null
  origin: string | null = null
  message: string | null = null
  extra: readonly (string | null)[] = none
  readonly gauges: (number | null)[] = new Array(gaugeNames.length).fill(null)
  gaugeCount = 0
  #unknownStatusOrder = never

  constructor(zone: Zone, timestampUnit: DurationUnit | null, durationUnit: DurationUnit | null) {
    this.#durationUnit = durationUnit
    this.#zone = zone
    this.#timestampUnit = timestampUnit
  }

  reset(): void {
    this.#order.fill(never)
    this.timestamp = Number.NaN
    this.badTimestamp = false
    this.dateText = null
    this.clockText = null
    this.timeFraction = 0
    this.end = undefined
    this.filename = false
    this.durationUnit = null
    this.parts = 0
    this.partCount = 0
    this.status = invalidStatus
    this.badStatus = false
    this.statusIsZero = false
    this.method = null
    this.path = null
    this.endpoint = null
    this.duration = Number.NaN
    this.durationKey = null
    this.unit = null
    this.durationPresent = false
    this.targetPresent = false
    this.requestLinePresent = false
    this.client = null
    this.userAgent = null
    this.cache = Cache.unknown
    this.cacheLookup = false
    this.errorMessage = null
    this.route = null
    this.requestId = null
    this.process = null
    this.fault = false
    this.logger = null
    this.origin = null
    this.message = null
    this.extra = none
    if (this.gaugeCount > 0) this.gauges.fill(null)
    this.gaugeCount = 0
    this.#unknownStatusOrder = never
  }

  /** What follows from several fields together; to be called when all were offered. */
  complete(): void {
    const dateOnly = this.#order[Slot.timestamp]! >= weak
    if (dateOnly && this.dateText !== null && this.clockText !== null) {
      // Date and clock in two fields are UTC: so the W3C extended log format has it.
      const joined = parseTimestamp(`${this.dateText}T${this.clockText}`, wall => wall)
      if (!Number.isNaN(joined)) this.timestamp = joined
    }
    if (this.timeFraction > 0 && Number.isInteger(this.timestamp)) this.timestamp += this.timeFraction / 1000
    if (this.cache === Cache.unknown && this.cacheLookup) this.cache = Cache.miss
    if (this.durationKey !== null) this.#refineDuration(this.durationKey)
    if (this.partCount > 1) this.#durationFromParts()
    if (this.end !== undefined && !this.durationPresent) this.#durationFromEnd()
  }

  /** What stands beside a bare number may say more about it. */
  #refineDuration(node: KeyNode): void {
    if (node.segments.at(-1) === 'process' && !this.filename) {
      this.duration = Number.NaN
      this.durationKey = null
      this.durationPresent = false
    } else if (this.durationUnit !== null) {
      const own = parseOwnUnit(`${this.duration}${this.durationUnit}`)
      if (!(own >= 0)) return
      this.duration = own
      this.durationKey = null
    }
  }

  #durationFromParts(): void {
    this.nodes[Slot.duration] = this.nodes[Slot.part]!
    this.#order[Slot.duration] = weak
    this.duration = this.parts
    this.durationKey = null
    this.durationPresent = true
  }

  /** Start and end instead of a duration: of use when both are finer than a second. */
  #durationFromEnd(): void {
    const node = this.nodes[Slot.timestamp]
    const start = /^(edge)?(start|time_?start|started)/i.test(node?.keys.at(-1) ?? '')
    const end = parseTimestamp(this.end, this.#zone, this.#timestampUnit)
    if (!start || !(end >= this.timestamp) || end - this.timestamp >= longest) return
    if (Number.isInteger(end) && Number.isInteger(this.timestamp)) return
    // Epochs in seconds have no more than microseconds left in a double.
    this.duration = Math.round((end - this.timestamp) * 1e6) / 1e6
    this.durationPresent = true
    this.nodes[Slot.duration] = this.nodes[Slot.end]!
    this.#order[Slot.duration] = weak
  }

  offer(node: KeyNode, value: unknown): void {
    for (let i = 0; i < node.uses.length; i++) {
      const { slot, order } = node.uses[i]!
      // A duration that names its unit beats every other, whatever its key.
      if (order < this.#order[slot]! || slot === Slot.duration) readers[slot]!(this, order, value, node)
    }
  }

  /** Rank of the claim that a slot holds; lower is better. */
  orderOf(slot: number): number {
    return this.#order[slot]!
  }

  readTimestamp(order: number, value: unknown, node: KeyNode): void {
    const time = parseTimestamp(value, this.#zone, this.#timestampUnit)
    if (time >= 0) {
      const dateOnly = typeof value === 'string' && value.length === 10 && value.charCodeAt(4) === 45
      if (dateOnly) this.dateText = value
      const rank = dateOnly ? order + weak : order
      if (rank < this.#order[Slot.timestamp]!) {
        this.timestamp = time
        this.rawTimestamp = value
        this.take(Slot.timestamp, rank, node)
      }
    } else if (typeof value === 'string' && /^\d\d:\d\d(:\d\d)?/.test(value)) this.clockText = value
    else if (value !== null && value !== '' && value !== '-' && isTimestampName(node))
      this.badTimestamp = true
  }

  readStatus(order: number, value: unknown, node: KeyNode): void {
    const status = parseStatus(value)
    if (status > 0) {
      const unknownIsBetter = order >= 90_000 && this.#unknownStatusOrder < 90_000
      if (unknownIsBetter) return
      this.status = status
      this.take(Slot.status, order, node)
    } else if (status === unknownStatus) {
      if (order < this.#unknownStatusOrder) this.#unknownStatusOrder = order
      if (this.status > 0) return
      this.status = unknownStatus
      this.nodes[Slot.status] = node
      this.statusIsZero = value === 0 || value === '0'
    } else if (typeof value === 'number' || (order < genericTier && typeof value === 'string'))
      this.badStatus = true
  }

  readMethod(order: number, value: unknown, node: KeyNode): void {
    this.targetPresent = true
    const method = parseMethod(value)
    if (method === null) return
    this.method = method
    this.take(Slot.method, order, node)
  }

  readPath(order: number, value: unknown, node: KeyNode): void {
    this.targetPresent = true
    if (typeof value !== 'string') return
    const rank = looksLikePath(value) ? order : looksLikeBarePath(value) ? order + weak : never
    if (rank >= this.#order[Slot.path]!) return
    this.path = value
    this.take(Slot.path, rank, node)
  }

  readRequestLine(order: number, value: unknown, node: KeyNode): void {
    if (typeof value !== 'string') return
    this.targetPresent = true
    this.requestLinePresent = true
    const { method, target } = parseRequestLine(value)
    const rank = requestLineTier + (order % 100)
    if (method !== null && rank < this.#order[Slot.method]!) {
      this.method = method
      this.take(Slot.method, rank, node)
    }
    if (target !== null) this.readPath(rank, target, node)
  }

  readDuration(order: number, value: unknown, node: KeyNode): void {
    this.durationPresent = true
    const own = parseOwnUnit(value)
    if (own >= 0) {
      if (order - weak >= this.#order[Slot.duration]!) return
      this.duration = own
      this.durationKey = null
      this.take(Slot.duration, order - weak, node)
      return
    }
    if (order >= this.#order[Slot.duration]!) return
    const number = parseBareNumber(value)
    if (!(number >= 0)) {
      if (Number.isNaN(number) && !isDurationMarker(value) && Number.isNaN(own))
        this.durationPresent = this.duration >= 0
      return
    }
    const unit = this.#durationUnit === null ? node.unit : null
    const per = unit === null ? 1e9 : perSecond[unit]
    if (number / per >= longest) return
    this.duration = unit === null ? number : number / per
    this.durationKey = unit === null ? node : null
    this.take(Slot.duration, order, node)
  }

  readCache(order: number, value: unknown, node: KeyNode): void {
    const cache = parseCache(Array.isArray(value) ? value[0] : value)
    if (cache === Cache.unknown) return
    const rank = value === '' || value === '-' ? order + weak : order
    if (rank >= this.#order[Slot.cache]!) return
    this.cache = cache
    this.take(Slot.cache, rank, node)
  }

  take(slot: number, order: number, node: KeyNode): void {
    this.#order[slot] = order
    this.nodes[slot] = node
  }
}

/** Named as a time (`timestamp`, `@timestamp`, `ts`, `time`), so that a value that is none is an error. */
export function isTimestampName(node: KeyNode): boolean {
  return node.segments.length === 1 && timestampNames.has(node.segments[0]!)
}

const timestampNames = new Set(['timestamp', 'ts', 'timeiso8601', 'timelocal'])

type Reader = (found: Found, order: number, value: unknown, node: KeyNode) => void

const readers: Reader[] = new Array(slotCount)
readers[Slot.timestamp] = (found, order, value, node) => found.readTimestamp(order, value, node)
readers[Slot.status] = (found, order, value, node) => found.readStatus(order, value, node)
readers[Slot.method] = (found, order, value, node) => found.readMethod(order, value, node)
readers[Slot.path] = (found, order, value, node) => found.readPath(order, value, node)
readers[Slot.requestLine] = (found, order, value, node) => found.readRequestLine(order, value, node)
readers[Slot.duration] = (found, order, value, node) => found.readDuration(order, value, node)
readers[Slot.cache] = (found, order, value, node) => found.readCache(order, value, node)
readers[Slot.cacheLookup] = (found, _order, value) => {
  found.cacheLookup ||= value === true
}
readers[Slot.client] = (found, order, value, node) => {
  const client = parseClient(value)
  if (client === null) return
  found.client = client
  found.take(Slot.client, order, node)
}
readers[Slot.userAgent] = (found, order, value, node) => {
  const text = parseText(value)
  if (text === null) return
  found.userAgent = text
  found.take(Slot.userAgent, order, node)
}
readers[Slot.errorMessage] = (found, order, value, node) => {
  const text = parseText(value)
  if (text === null) return
  found.errorMessage = text
  found.take(Slot.errorMessage, order, node)
}
readers[Slot.route] = (found, order, value, node) => {
  const route = parseRoute(value)
  if (route === null) return
  found.route = route
  found.take(Slot.route, order, node)
}
readers[Slot.requestId] = (found, order, value, node) => {
  const usable =
    (typeof value === 'string' && value !== '' && value !== '-' && value.length <= 256) ||
    typeof value === 'number'
  if (!usable) return
  found.requestId = String(value)
  found.take(Slot.requestId, order, node)
}
readers[Slot.process] = (found, order, value, node) => {
  if (typeof value !== 'number' && typeof value !== 'string') return
  found.process = String(value)
  found.take(Slot.process, order, node)
}
readers[Slot.fault] = (found, _order, value) => {
  found.fault ||= (typeof value === 'object' && value !== null) || parseText(value) !== null
}
readers[Slot.timeFraction] = (found, order, value, node) => {
  const number = parseBareNumber(value)
  if (!(number >= 0 && number < 1000)) return
  found.timeFraction = number
  found.take(Slot.timeFraction, order, node)
}
readers[Slot.filename] = found => {
  found.filename = true
}
readers[Slot.durationUnit] = (found, _order, value) => {
  if (typeof value === 'string') found.durationUnit = value
}
readers[Slot.part] = (found, _order, value, node) => {
  const number = parseBareNumber(value)
  if (!(number >= 0)) return
  found.parts += number
  found.nodes[Slot.part] = node
  found.partCount++
}
readers[Slot.end] = (found, order, value, node) => {
  found.end = value
  found.take(Slot.end, order, node)
}
readers[Slot.logger] = (found, order, value, node) => {
  if (typeof value !== 'string') return
  found.logger = value
  found.take(Slot.logger, order, node)
}
readers[Slot.origin] = (found, order, value, node) => {
  if (typeof value !== 'string') return
  found.origin = value
  found.take(Slot.origin, order, node)
}
readers[Slot.message] = (found, order, value, node) => {
  if (typeof value !== 'string') return
  found.message = value
  found.take(Slot.message, order, node)
}
for (let gauge = 0; gauge < gaugeNames.length; gauge++) {
  readers[Slot.gauges + gauge] = (found, order, value, node) => {
    const number = parseBareNumber(value)
    if (!Number.isFinite(number)) return
    found.gauges[gauge] = number
    found.gaugeCount++
    found.take(Slot.gauges + gauge, order, node)
  }
}
