import type { IngestCounters } from './ingest.ts'
import type { SystemSample } from './system-sample.ts'
import type { TalliedCell, Tally, UnseenRequests } from './tally.ts'

/** Values of the `cache` column. */
export const Cache = {
  miss: 0,
  hit: 1,
  /** The record says nothing about a cache. */
  unknown: -1,
  /** The record speaks of a cache, but there was no lookup (BYPASS, dynamic, pass …): outside the ratio. */
  notALookup: 2,
} as const

/** Added to the value of the `cache` column; the lowest two bits stay. */
export const alreadyCounted = 64

/** Whether the request of a row is in a tally as well. @param cache value of the column */
export function isAlreadyCounted(cache: number): boolean {
  return cache >= alreadyCounted - 1
}

/** See `Cache`. @param cache value of the column */
export function cacheState(cache: number): number {
  return isAlreadyCounted(cache) ? cache - alreadyCounted : cache
}

/** In a dictionary column: the record does not carry the field. */
export const notGiven = -1

/** How far into its source a batch speaks. With the counters, this is what a checkpoint stores. */
export interface SourcePosition {
  /** Which file it was: changes on rotation. Empty for streams. */
  readonly identity: string
  /** Byte after the last one accounted for. */
  readonly offset: number
  /** Of a followed file: what its content looked like up to `offset`, to know it again when inodes were reused. */
  readonly fingerprint?: string
  /** Rotated files that may still be written to: a resume needs them as well. */
  readonly older?: readonly SourcePosition[]
}

/** Where the original text of each row is, so that the raw ring may keep it. */
export interface LineColumns {
  readonly chunk: Uint8Array
  readonly offset: Uint32Array
  /** Bytes; `sharedLine` more where the line is another row's, of which it tells all but the times. */
  readonly length: Uint32Array
}

export const sharedLine: number = 2 ** 31

/** Requests that are like a row of the batch but for their times, as columns. They may be longer than `length`. */
export interface RepeatColumns {
  readonly length: number
  /** Which row. */
  readonly row: Int32Array
  /** Seconds since the epoch. */
  readonly timestamp: Float64Array
  /** Seconds. */
  readonly duration: Float64Array
}

/**
 * Up to some ten thousand requests of one source, as columns; row `i` of every column is one request.
 * Columns may be longer than `length`. Dictionary columns index `strings`; `notGiven` (−1) is absent.
 */
export interface RequestBatch {
  readonly source: number
  readonly length: number
  /** Seconds since the epoch; always finite (arrival time where the record has none). */
  readonly timestamp: Float64Array
  /** Seconds; NaN = not given. */
  readonly duration: Float64Array
  /** 100–599; 0 = unknown. */
  readonly status: Uint16Array
  /** Registered method in upper case, or `_OTHER`; −1 = not given. */
  readonly method: Int32Array
  /** Path without scheme, host and query; −1 = not given, shown as `(unknown)`. */
  readonly endpoint: Int32Array
  /** Route template where the log itself names one (`/users/{id}`); else −1. */
  readonly route: Int32Array
  readonly client: Int32Array
  readonly userAgent: Int32Array
  readonly errorMessage: Int32Array
  /** See `Cache`; `alreadyCounted` more where the request is in one of the `tallies`, and is here because it is slow. */
  readonly cache: Int8Array
  /** Fields asked for by `--group-by` or `--filter`, by their path in the log. */
  readonly extra: ReadonlyMap<string, Int32Array>
  readonly strings: readonly string[]
  /** `null` when nobody asked for the original lines. */
  readonly line: LineColumns | null
  /** More requests, besides the rows. */
  readonly repeats?: RepeatColumns | null
  /** Requests that are in no row: only where the reader was given a `TallyGuide`. */
  readonly tallies?: readonly Tally[]
  /** What charts show of them; may come earlier. */
  readonly talliedCells?: readonly TalliedCell[]
  /** Those of them that nobody counts; `null` = none. */
  readonly unseen?: UnseenRequests | null
  /** System samples that stood between the requests. */
  readonly samples: readonly SystemSample[]
  /** What reading this batch added; window, filter and fold counts belong to the collector. */
  readonly counters: IngestCounters
  readonly position: SourcePosition
}
