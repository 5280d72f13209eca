import { Cache, type DurationUnit, gaugeNames } from '../../model/index.ts'
import type { Row } from '../row.ts'
import type { UnitEntry } from '../units/book.ts'
import { invalidStatus } from '../values/status.ts'
import type { Zone } from '../values/zone.ts'
import type { KeyNode } from './key-tree.ts'
import { never } from './order.ts'
import { readers } from './readers.ts'
import type { Shape } from './shape.ts'
import { Slot, slotCount } from './slots.ts'

const none: readonly null[] = []

/** What one record says, best claim per field. Reused for every record: `reset` first. */
export class Found implements Row {
  /** Of times that name none. */
  readonly zone: Zone
  /** Units by hand; `null` = by the value, by the key. */
  readonly timestampUnit: DurationUnit | null
  readonly forcedUnit: DurationUnit | null
  readonly #order = new Int32Array(slotCount).fill(never)
  /** By slot: where what was taken stood; `null` = nothing was. */
  readonly nodes: (KeyNode | null)[] = new Array(slotCount).fill(null)

  /** `null` = not known. */
  shape: Shape | null = null
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
  /** Sum, seconds. */
  parts = 0
  /** Those that were named, given or not. */
  partCount = 0
  status: number = invalidStatus
  badStatus = false
  /** A text that names a status, or an outcome. */
  statusName: string | null = null
  statusNameNode: KeyNode | null = null
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
  /** As written, a catch-all as well. */
  rawRoute: string | null = null
  requestId: string | null = null
  process: string | null = null
  fault = false
  logger: string | null = null
  origin: string | null = null
  message: string | null = null
  /** Sums up many requests, if it has no duration of its own. */
  summary = false
  /** As `tellsCall` has it. */
  call: 0 | 1 | 2 = 0
  /** A proxy handed it to the app that it stands beside. */
  inbound = false
  extra: readonly (string | null)[] = none
  readonly gauges: (number | null)[] = new Array(gaugeNames.length).fill(null)
  gaugeCount = 0
  /** Best claim of a field that speaks of a status without naming one. */
  unknownStatusOrder: number = never

  constructor(zone: Zone, timestampUnit: DurationUnit | null, forcedUnit: DurationUnit | null) {
    this.zone = zone
    this.timestampUnit = timestampUnit
    this.forcedUnit = forcedUnit
  }

  reset(): void {
    this.#order.fill(never)
    this.nodes.fill(null)
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
    this.statusName = null
    this.statusNameNode = null
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
    this.rawRoute = null
    this.requestId = null
    this.process = null
    this.fault = false
    this.logger = null
    this.origin = null
    this.message = null
    this.call = 0
    this.inbound = false
    this.summary = false
    this.extra = none
    if (this.gaugeCount > 0) this.gauges.fill(null)
    this.gaugeCount = 0
    this.unknownStatusOrder = never
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

  take(slot: number, order: number, node: KeyNode): void {
    this.#order[slot] = order
    this.nodes[slot] = node
  }
}
