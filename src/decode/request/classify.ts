import type { Found } from '../record/found.ts'
import { wordTier } from '../record/order.ts'
import { Slot } from '../record/slots.ts'
import { looksLikePath } from '../values/path.ts'
import { invalidStatus } from '../values/status.ts'

/** What a record is to us. */
export type Verdict =
  | 'request'
  /** Method and path without a status: the first line of two. */
  | 'start'
  /** Status, mostly with a duration, without method or path: the second line of two. */
  | 'completion'
  | 'sample'
  | 'notRequest'
  | 'badField'
  | 'duplicate'

/** @param mapped the reader named the fields: less is asked of a record */
export function classify(found: Found, mapped: boolean): Verdict {
  if (found.status === invalidStatus) return withoutStatus(found)
  if (found.logger?.startsWith('http.log.error')) return 'duplicate'
  if (found.origin !== null && isAside(found.origin, found)) return 'notRequest'
  if (found.summary && !found.durationPresent) return 'notRequest'
  const verdict = withStatus(found, mapped)
  const used = verdict === 'request' || verdict === 'completion'
  return used && found.badTimestamp && Number.isNaN(found.timestamp) ? 'badField' : verdict
}

const copies = new Set([
  'build',
  'fileinfo',
  'http_reqs',
  'http_req_blocked',
  'http_req_connecting',
  'http_req_tls_handshaking',
  'http_req_sending',
  'http_req_waiting',
  'http_req_receiving',
  'http_req_failed',
])
/** Of spans: `CLIENT`, `SPAN_KIND_CLIENT`, `SpanKind.CLIENT`. */
const calls = /^(?:span_?kind[._]?)?(client|producer|consumer|internal)$/i
/** Of a metric, as Prometheus names them: a count of requests, not one. */
const counts = /^[a-z][a-z0-9_:]*_(total|count|sum|bucket|created)$/

/** Whether a text in such a field may say that the record is no request that was served. */
export function mayBeAside(origin: string): boolean {
  return copies.has(origin) || calls.test(origin) || counts.test(origin)
}

/**
 * Records with a request's fields that are none that was served: Vercel's of a build, Suricata's of a file that a
 * response carried, k6's of all but the duration (https://grafana.com/docs/k6/latest/results-output/real-time/json/),
 * and calls to others, as traces and loggers tell them by their kind (OTLP by a number).
 */
function isAside(origin: string, found: Found): boolean {
  if (copies.has(origin)) return true
  const key = found.nodes[Slot.origin]!.segments.at(-1)!
  if (key === 'metric') return counts.test(origin)
  if (!key.endsWith('kind')) return false
  const kind = calls.exec(origin)?.[1]?.toLowerCase() ?? (found.requestId === null ? '' : origin)
  // Spans within a request may repeat its status, but hardly its method.
  if (kind === 'internal' || kind === '1') return found.orderOf(Slot.method) >= wordTier
  return kind === '3' || calls.test(origin)
}

function withoutStatus(found: Found): Verdict {
  if (isSample(found)) return found.badTimestamp && Number.isNaN(found.timestamp) ? 'badField' : 'sample'
  const hasTarget = found.method !== null && found.path !== null
  if (found.badStatus && (hasTarget || (found.targetPresent && found.durationPresent))) return 'badField'
  // Logbook's `origin`: a request that was made here went to somebody else.
  const isOwn = found.origin !== 'local'
  return hasTarget && isOwn && found.requestId !== null ? 'start' : 'notRequest'
}

function isSample(found: Found): boolean {
  if (found.gaugeCount === 0 || (found.method !== null && found.path !== null)) return false
  return isOwn(found, Slot.gauges) || isOwn(found, Slot.gauges + 1)
}

/** A gauge at the top of the record: metrics that are nested elsewhere belong to somebody else's format. */
function isOwn(found: Found, slot: number): boolean {
  return found.gauges[slot - Slot.gauges] !== null && found.nodes[slot]!.segments.length === 1
}

function withStatus(found: Found, mapped: boolean): Verdict {
  if (found.fault && !found.durationPresent) return 'notRequest'
  if (!isServed(found, mapped)) {
    const second =
      found.status > 0 && found.requestId !== null && !found.targetPresent && found.origin !== 'remote'
    return second ? 'completion' : 'notRequest'
  }
  // An exit code.
  return found.method === null && found.statusIsZero ? 'notRequest' : 'request'
}

/** Whether this tells of a served exchange, even if its request line was garbage. */
function isServed(found: Found, mapped: boolean): boolean {
  if (found.method !== null && found.path !== null) return true
  if (found.targetPresent && found.durationPresent) return true
  if (mapped && (found.path !== null || found.durationPresent)) return true
  if (found.status <= 0) return false
  if (isNamedRequest(found)) return true
  const peer = found.client !== null || found.userAgent !== null
  return peer && (found.requestLinePresent || (found.path !== null && looksLikePath(found.path)))
}

/** Echo's request logger as its documentation has it: a message, a URI (or a route), a status and nothing else. */
function isNamedRequest({ message, path, nodes }: Found): boolean {
  if (message === null || path === null || !path.startsWith('/') || !/^(http )?request$/i.test(message))
    return false
  const key = nodes[Slot.path]
  return key === null || key === undefined || /ur[il]$/.test(key.segments.at(-1)!)
}
