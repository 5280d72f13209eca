import type { SourceFormat } from './format.ts'
import type { IngestCounters } from './ingest.ts'
import type { RequestRecord } from './snapshot.ts'

/** A line that did not become a request, and why. */
export interface RefusedLine {
  /** 1-based; `null` where counting did not begin at the first line. */
  readonly number: number | null
  /** As it was written; may be cut. */
  readonly line: string
  /** A key of `RejectedCounts` or `IgnoredCounts`. */
  readonly reason: string
  /** What exactly: `status is "abc"`. */
  readonly detail: string | null
}

/** What was found out about one log, for `inspect`. */
export interface Inspection {
  /** A path, or `-`. */
  readonly name: string
  readonly format: SourceFormat
  /** Other formats that fit, best first; 0–1 like `SourceFormat.confidence`. */
  readonly alternatives: readonly { readonly name: string; readonly confidence: number }[]
  /** Of the lines that were looked at. */
  readonly ingest: IngestCounters
  /** False when only parts of the log were looked at. */
  readonly complete: boolean
  /** One request with its original line; `null` when there was none. */
  readonly sample: RequestRecord | null
  /** The first ones, at most a few of each reason. */
  readonly refused: readonly RefusedLine[]
}
