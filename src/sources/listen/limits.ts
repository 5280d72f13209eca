import { descriptorLimit } from '../follow/descriptors.ts'

/** What a push socket puts up with. */
export interface ListenLimits {
  /** Open at once; more are refused. */
  readonly connections: number
  /** Bytes of one line. */
  readonly line: number
  /** Bytes of the unfinished lines of all connections together. */
  readonly unfinished: number
  /** Bytes of one HTTP body, as sent and decompressed. */
  readonly body: number
  /** Bytes of all HTTP bodies that are under way or wait to be counted. */
  readonly bodies: number
  /** Seconds without a byte after which a stream is closed; a dead peer is noticed sooner, by keep-alive. */
  readonly idle: number
  /** Seconds for the headers of a request, and for the token line of a stream. */
  readonly header: number
  /** Seconds for a whole request. */
  readonly request: number
}

export function defaultLimits(): ListenLimits {
  return {
    connections: Math.max(16, Math.min(16_384, descriptorLimit() - 128)),
    line: 2 ** 20,
    unfinished: 64 * 2 ** 20,
    body: 16 * 2 ** 20,
    bodies: 64 * 2 ** 20,
    idle: 3600,
    header: 10,
    request: 60,
  }
}

/** What happened at a push socket besides events. */
export interface ListenCounters {
  /** Connections taken in so far, and open now. */
  accepted: number
  open: number
  /** Connections over the limit. */
  refused: number
  /** Connections or requests without the right token. */
  unauthorised: number
  /** Closed because they were too slow or silent for too long. */
  timedOut: number
  /** Bodies counted whole, and bodies answered with an error (none of their lines counts). */
  bodies: number
  refusedBodies: number
}

export function emptyCounters(): ListenCounters {
  return { accepted: 0, open: 0, refused: 0, unauthorised: 0, timedOut: 0, bodies: 0, refusedBodies: 0 }
}
