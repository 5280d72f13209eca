import { Cache, gaugeNames } from '../../model/index.ts'
import { perSecond } from '../units/magnitude.ts'
import { parseCache } from '../values/cache.ts'
import { parseClient } from '../values/client.ts'
import { isDurationMarker, longest, parseBareNumber, parseOwnUnit } from '../values/duration.ts'
import { otherMethod, parseMethod } from '../values/method.ts'
import { looksLikeBarePath, looksLikePath } from '../values/path.ts'
import { parseRequestLine } from '../values/request-line.ts'
import { parseRoute } from '../values/route.ts'
import { invalidStatus, parseStatus, unknownStatus } from '../values/status.ts'
import { statusNamed } from '../values/status-names.ts'
import { parseText } from '../values/text.ts'
import { parseTimestamp } from '../values/timestamp.ts'
import { asideTier } from './asides.ts'
import { inboundCluster, isOutward, outboundCluster, tellsCall } from './calls.ts'
import type { Found } from './found.ts'
import type { KeyNode } from './key-tree.ts'
import { genericTier, requestLineTier, weak, wordTier } from './order.ts'
import { Slot, slotCount } from './slots.ts'

function readTimestamp(found: Found, order: number, value: unknown, node: KeyNode): void {
  const time = parseTimestamp(value, found.zone, found.timestampUnit)
  if (time >= 0) {
    const dateOnly = typeof value === 'string' && value.length === 10 && value.charCodeAt(4) === 45
    if (dateOnly) found.dateText = value
    const rank = dateOnly ? order + weak : order
    if (rank < found.orderOf(Slot.timestamp)) {
      found.timestamp = time
      found.rawTimestamp = value
      found.take(Slot.timestamp, rank, node)
    }
  } else if (typeof value === 'string' && /^\d\d:\d\d(:\d\d)?/.test(value)) found.clockText = value
  else if (mustBeTime(value) && isTimestampName(node)) found.badTimestamp = true
}

/** Of syslog's first format: a time, but of no use. */
const withoutYear = /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d/

/** An object may hold the time further down. */
function mustBeTime(value: unknown): boolean {
  if (typeof value === 'string' && withoutYear.test(value)) return false
  return value !== '' && value !== '-' && (typeof value !== 'object' || Array.isArray(value))
}

function readStatus(found: Found, order: number, value: unknown, node: KeyNode): void {
  const status = parseStatus(value)
  if (status > 0) {
    const isGuess = order >= wordTier || node.segments.at(-1)!.length === 1
    if (isGuess && found.unknownStatusOrder < wordTier) return
    found.status = status
    found.take(Slot.status, order, node)
  } else if (status === unknownStatus) {
    if (order < found.unknownStatusOrder) found.unknownStatusOrder = order
    if (found.status > 0) return
    found.status = unknownStatus
    found.nodes[Slot.status] = node
    found.statusIsZero = value === 0 || value === '0'
  } else if (typeof value === 'string' && statusNamed(value) !== invalidStatus) {
    found.statusName ??= value
    found.statusNameNode ??= node
  } else if (typeof value === 'number' || (order < genericTier && typeof value === 'string'))
    found.badStatus = true
}

function readMethod(found: Found, order: number, value: unknown, node: KeyNode): void {
  found.targetPresent = true
  const method = parseMethod(value)
  if (method === null) return
  found.method = method
  found.take(Slot.method, order, node)
}

function readPath(found: Found, order: number, value: unknown, node: KeyNode): void {
  found.targetPresent = true
  if (typeof value !== 'string') return
  // Of a file that a shipper read the line from.
  if (value.startsWith('/var/log/')) takePath(found, order + weak, value, node)
  else if (looksLikePath(value)) takePath(found, order, value, node)
  else if (value.includes(' /') || value.includes(' http')) readLineInPath(found, order, value, node)
  // A target without a slash is a module of Rust's tracing, or a host.
  else if (looksLikeBarePath(value) && node.segments.at(-1) !== 'target' && node.segments.at(-1)!.length > 1)
    takePath(found, order + weak, value, node)
}

function takePath(found: Found, rank: number, path: string, node: KeyNode): void {
  if (rank >= found.orderOf(Slot.path)) return
  found.path = path
  found.take(Slot.path, rank, node)
}

/** `request_uri` that holds the whole request line, as S3 writes it. */
function readLineInPath(found: Found, order: number, value: string, node: KeyNode): void {
  const { method, target } = parseRequestLine(value)
  if (method === null || method === otherMethod || target === null || !looksLikePath(target)) return
  takePath(found, order, target, node)
  if (requestLineTier >= found.orderOf(Slot.method)) return
  found.method = method
  found.take(Slot.method, requestLineTier, node)
}

function readRequestLine(found: Found, order: number, value: unknown, node: KeyNode): void {
  if (typeof value !== 'string') return
  found.targetPresent = true
  found.requestLinePresent = true
  const { method, target } = parseRequestLine(value)
  const rank = requestLineTier + (order % 100)
  if (method !== null && rank < found.orderOf(Slot.method)) {
    found.method = method
    found.take(Slot.method, rank, node)
  }
  if (target !== null) readPath(found, rank, target, node)
}

function readDuration(found: Found, order: number, value: unknown, node: KeyNode): void {
  found.durationPresent = true
  const own = parseOwnUnit(value)
  if (own >= 0) {
    const rank = order < asideTier ? order - weak : order
    if (rank >= found.orderOf(Slot.duration)) return
    found.duration = own
    found.durationKey = null
    found.take(Slot.duration, rank, node)
    return
  }
  if (order >= found.orderOf(Slot.duration)) return
  const number = parseBareNumber(value)
  if (!(number >= 0)) {
    if (Number.isNaN(number) && !isDurationMarker(value) && Number.isNaN(own))
      found.durationPresent = found.duration >= 0
    return
  }
  if (isEpoch(number) && found.forcedUnit === null && mayBeTime(node)) {
    // `request_time` and `response_time` of some loggers: points in time, not how long it took.
    if (/^resp/.test(node.segments.at(-1)!)) readers[Slot.end]!(found, order, value, node)
    found.durationPresent = found.duration >= 0
    return
  }
  const unit = found.forcedUnit === null ? node.unit : null
  const per = unit === null ? 1e9 : perSecond[unit]
  if (number / per >= longest) return
  found.duration = unit === null ? number : number / per
  found.durationKey = unit === null ? node : null
  found.take(Slot.duration, order, node)
}

/**
 * Of the years 2014 to 2039. Whole seconds might as well be nanoseconds, of a second or two, so that they are only
 * told by what else the record has.
 */
function isEpoch(number: number): boolean {
  for (const scale of [1e9, 1e12, 1e15, 1e18])
    if (number >= 1.4 * scale && number < 2.2 * scale) return scale > 1e9 || !Number.isInteger(number)
  return false
}

function mayBeTime({ uses, unit }: KeyNode): boolean {
  return unit === null && uses.some(({ slot }) => slot === Slot.timestamp)
}

function readCache(found: Found, order: number, value: unknown, node: KeyNode): void {
  const cache = parseCache(Array.isArray(value) ? value[0] : value)
  if (cache === Cache.unknown) return
  const rank = value === '' || value === '-' ? order + weak : order
  if (rank >= found.orderOf(Slot.cache)) return
  found.cache = cache
  found.take(Slot.cache, rank, node)
}

/** Named as a time (`timestamp`, `@timestamp`, `ts`, `time`), so that a value that is none is an error. */
export function isTimestampName(node: KeyNode): boolean {
  return node.segments.length === 1 && timestampNames.has(node.segments[0]!)
}

const timestampNames = new Set(['timestamp', 'ts', 'timeiso8601', 'timelocal'])

type Reader = (found: Found, order: number, value: unknown, node: KeyNode) => void

/** By slot: takes a value if it is usable and better than what is there. */
export const readers: Reader[] = new Array(slotCount)
readers[Slot.timestamp] = readTimestamp
readers[Slot.status] = readStatus
readers[Slot.method] = readMethod
readers[Slot.path] = readPath
readers[Slot.requestLine] = readRequestLine
readers[Slot.duration] = readDuration
readers[Slot.cache] = readCache
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
  if (typeof value === 'string' && looksLikePath(value)) found.rawRoute = value
  const route = parseRoute(value)
  if (route === null) return
  found.route = route
  found.take(Slot.route, order, node)
}
readers[Slot.requestId] = (found, order, value, node) => {
  // A bare `id` is the request's where it is the record's.
  const [owner, name] = node.segments.slice(-2)
  if (name === 'id' && order >= genericTier && !/^req(uest)?$/.test(owner!)) return
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
  const own = parseOwnUnit(value)
  const number = own >= 0 ? own : parseBareNumber(value)
  if (Number.isNaN(number)) return
  found.partCount++
  found.nodes[Slot.part] = node
  if (number >= 0) found.parts += number
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
  if (typeof value !== 'string' && typeof value !== 'number') return
  found.origin = String(value)
  found.take(Slot.origin, order, node)
}
readers[Slot.call] = (found, order, value, node) => {
  if (typeof value !== 'string') return
  if (value.startsWith(inboundCluster)) found.inbound = true
  const isOut = node.segments.at(-1) === 'direction' && isOutward(value)
  const told = isOut || value.startsWith(outboundCluster) ? 2 : tellsCall(value)
  if (told <= found.call) return
  found.call = told
  found.take(Slot.call, order, node)
}
readers[Slot.summary] = found => {
  found.summary = true
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
