import { Cache } from '../../model/index.ts'
import { longest, parseOwnUnit } from '../values/duration.ts'
import { otherMethod } from '../values/method.ts'
import { invalidStatus, unknownStatus } from '../values/status.ts'
import { statusNamed } from '../values/status-names.ts'
import { parseTimestamp } from '../values/timestamp.ts'
import type { Found } from './found.ts'
import type { KeyNode } from './key-tree.ts'
import { weak } from './order.ts'
import { Slot } from './slots.ts'

/** What follows from several fields together; to be called when all were offered. */
export function completeFound(found: Found): void {
  if (found.statusName !== null && found.status === invalidStatus) statusFromName(found, found.statusName)
  const dateOnly = found.orderOf(Slot.timestamp) >= weak
  if (dateOnly && found.dateText !== null && found.clockText !== null) {
    // Date and clock in two fields are UTC: so the W3C extended log format has it.
    const joined = parseTimestamp(`${found.dateText}T${found.clockText}`, wall => wall)
    if (!Number.isNaN(joined)) found.timestamp = joined
  }
  if (found.timeFraction > 0 && Number.isInteger(found.timestamp))
    found.timestamp += found.timeFraction / 1000
  if (found.cache === Cache.unknown && found.cacheLookup) found.cache = Cache.miss
  if (found.durationKey !== null && found.durationKey === found.nodes[Slot.timestamp]) dropPointInTime(found)
  if (found.durationKey !== null) refineDuration(found, found.durationKey)
  if (found.partCount > 1) durationFromParts(found)
  if (found.rawRoute !== null && found.orderOf(Slot.path) >= weak) pathFromRoute(found, found.rawRoute)
  if (found.end !== undefined && !found.durationPresent) durationFromEnd(found)
}

/** Of something that has a method and a path, and for a mere outcome a duration; orders and jobs have statuses too. */
function statusFromName(found: Found, name: string): void {
  if (found.method === null || found.method === otherMethod || found.path === null) return
  const status = statusNamed(name)
  if (status === unknownStatus && !found.durationPresent) return
  found.status = status
  found.take(Slot.status, weak, found.statusNameNode!)
}

/** A number that is the only time of the record, in whole seconds of the years 2014 to 2039, is no duration. */
function dropPointInTime(found: Found): void {
  if (!(found.duration >= 1.4e9 && found.duration < 2.2e9)) return
  found.duration = Number.NaN
  found.durationKey = null
  found.durationPresent = false
  found.nodes[Slot.duration] = null
}

/** What stands beside a bare number may say more about it. */
function refineDuration(found: Found, node: KeyNode): void {
  if (node.segments.at(-1) === 'process' && !found.filename) {
    found.duration = Number.NaN
    found.durationKey = null
    found.durationPresent = false
  } else if (found.durationUnit !== null) {
    const own = parseOwnUnit(`${found.duration}${found.durationUnit}`)
    if (!(own >= 0)) return
    found.duration = own
    found.durationKey = null
  }
}

/** Where the template is all that the log has of a path. */
function pathFromRoute(found: Found, route: string): void {
  found.path = route
  found.targetPresent = true
}

/** Three of a load balancer, two of a span (busy and idle); of fewer, the sum is not the whole. */
function durationFromParts(found: Found): void {
  const ofSpan = found.nodes[Slot.part]!.segments.at(-2) === 'time'
  if (!ofSpan && found.partCount < 3) return
  if (ofSpan && found.durationPresent) return
  found.take(Slot.duration, weak, found.nodes[Slot.part]!)
  found.duration = found.parts
  found.durationKey = null
  found.durationPresent = true
}

/** Start and end instead of a duration: of use when both are finer than a second. */
function durationFromEnd(found: Found): void {
  const node = found.nodes[Slot.timestamp]
  const start = /^(edge)?(start|time_?start|started|request_?(received|time(stamp)?$))/i.test(
    node?.keys.at(-1) ?? '',
  )
  const end = parseTimestamp(found.end, found.zone, found.timestampUnit)
  if (!start || !(end >= found.timestamp) || end - found.timestamp >= longest) return
  if (Number.isInteger(end) && Number.isInteger(found.timestamp)) return
  // Epochs in seconds have no more than microseconds left in a double.
  found.duration = Math.round((end - found.timestamp) * 1e6) / 1e6
  found.durationPresent = true
  found.take(Slot.duration, weak, found.nodes[Slot.end]!)
}
