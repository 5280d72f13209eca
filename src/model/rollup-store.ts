import type { SourcePosition } from './batch.ts'
import type { IngestCounters } from './ingest.ts'
import type { Rollup } from './rollup.ts'
import type { SystemSample } from './system-sample.ts'

/**
 * Seconds of the buckets a store keeps. Each divides the next; what is older than the reach of one is told by
 * the next, so that a long window is read from few buckets.
 */
export const storeSteps = [1, 10, 60, 600, 3600] as const
export type StoreStep = (typeof storeSteps)[number]

/** What a stored rollup is of. */
export interface StoredSeries {
  /** The machine that recorded it. */
  readonly host: string
  /** A file as its absolute path; `-` or the URL of a socket. */
  readonly source: string
  /** `null` for garbage requests and for `(other)`. */
  readonly method: string | null
  readonly endpoint: string
}

/** Requests of one bucket of time, to be added to what the store has of it. */
export interface RecordedBucket {
  readonly step: StoreStep
  /** Start, seconds since the epoch; a multiple of `step`. */
  readonly time: number
  /** As `encodeFrame` makes it; its cells are numbered as `Commit.series` says. */
  readonly frame: Uint8Array
}

/** How far a source has been read: what everything recorded of it so far adds up to. */
export interface Checkpoint {
  readonly source: string
  /** `null` for what cannot be read again: stdin, sockets. */
  readonly position: SourcePosition | null
  /** Since the source was first recorded. */
  readonly ingest: IngestCounters
}

/** What is stored together or not at all. */
export interface Commit {
  /** When it was made, seconds since the epoch. */
  readonly at: number
  /** What the numbers in frames stand for: each the first time it is used in a session of the writer. */
  readonly series: readonly (readonly [number: number, series: StoredSeries])[]
  readonly buckets: readonly RecordedBucket[]
  readonly samples: readonly SystemSample[]
  /** Each replaces the one before of its source. */
  readonly checkpoints: readonly Checkpoint[]
}

/** Who records a source: a process, told apart from a later one with the same number. */
export interface Recorder {
  readonly pid: number
  readonly host: string
  /** When it was started, as the system tells it, and in which space of process numbers: opaque. */
  readonly started: string
}

export type LeaseAnswer =
  | { readonly granted: true; readonly checkpoint: Checkpoint | null }
  /** Somebody else records this source, and lives. */
  | { readonly granted: false; readonly holder: Recorder }

/** One recorder's side of a store. Calls are carried out in the order they were made. */
export interface RollupWriter {
  /**
   * Asks to record a source. What a dead recorder held is taken over at once. Where there is no checkpoint yet,
   * `begin` becomes the first one: a file that is rotated before anything of it was stored is then found again.
   */
  acquire(source: string, begin?: SourcePosition | null): Promise<LeaseAnswer>
  /** Refused (rejects with an `AppError`) as a whole: full disk, damage, a lease that was lost. May be made again. */
  commit(commit: Commit): Promise<void>
  /** Deletes what is too old or too much. Also done by itself, now and then, along with commits. */
  prune(retention: Retention): Promise<void>
  /** Gives the leases back. */
  close(): Promise<void>
}

export interface Retention {
  /** For how long buckets of each width are kept, seconds. */
  readonly seconds: Readonly<Record<StoreStep, number>>
  /** Of the whole store. The oldest goes first. */
  readonly maxBytes: number
}

const day = 86_400

export const defaultRetention: Retention = {
  seconds: { 1: 900, 10: 21_600, 60: 7 * day, 600: 7 * day, 3600: 7 * day },
  maxBytes: 512 * 2 ** 20,
}

export interface RollupQuery {
  /** Seconds since the epoch, [from, to). Ends that fall into a bucket are moved: see `StoredStretch`. */
  readonly from: number
  readonly to: number
  /** One rollup for each so many seconds, aligned to the epoch; `null`: one for the whole stretch. */
  readonly step: number | null
  /** What is told apart; all else is merged. `endpoint`: method and endpoint. */
  readonly by: ReadonlySet<'host' | 'source' | 'endpoint'>
  /** Only these; `null`: all. */
  readonly where: ((series: StoredSeries) => boolean) | null
  /** What `where` looks at; absent: everything. Spares a store elsewhere from naming all its series. */
  readonly whereFields?: ReadonlySet<keyof StoredSeries>
  /** Without error messages and clients, where they are not needed. */
  readonly figuresOnly?: boolean
}

export interface StoredRollup {
  /** Start of its step; of the stretch where there is no step. */
  readonly time: number
  /** `null`: merged over all. */
  readonly host: string | null
  readonly source: string | null
  /** `null`: merged over all, unless endpoints were asked for. */
  readonly method: string | null
  readonly endpoint: string | null
  readonly rollup: Rollup
}

export interface StoredStretch {
  /** What the answer speaks of: from the first bucket that begins in it to the end of the last one. */
  readonly from: number
  readonly to: number
  /** Seconds to which times can be told apart in all of it. */
  readonly step: StoreStep
  readonly rollups: readonly StoredRollup[]
  /** Why this is not the whole truth (hosts out of reach, say), else `null`. */
  readonly partial: string | null
}

export interface StoredSource {
  readonly host: string
  readonly source: string
  /** When its checkpoint was written, seconds since the epoch. */
  readonly recordedAt: number
  /** Who records it now; `null`: nobody. */
  readonly recorder: Recorder | null
  readonly checkpoint: Checkpoint
}

/** Whoever looks. Never stops a writer, never changes anything. Faults reject with an `AppError`. */
export interface RollupReader {
  query(query: RollupQuery): Promise<StoredStretch>
  /** Most requests in one second within [from, to); `null` where seconds are not kept any more. */
  peak(
    from: number,
    to: number,
    where: RollupQuery['where'],
  ): Promise<{ second: number; count: number } | null>
  /** In order of time; at most one a host and 10 s, or the means of each `step` seconds. */
  samples(from: number, to: number, step?: number | null): Promise<SystemSample[]>
  sources(): Promise<StoredSource[]>
  /** Start of the oldest bucket that is kept and end of the newest; `null` in an empty store. */
  extent(): Promise<{ from: number; to: number } | null>
  close(): Promise<void>
}

/** Rollups of one bucket: all there is of these series in it, not what was added. */
export interface ChangedBucket {
  readonly step: StoreStep
  readonly time: number
  readonly rollups: readonly (readonly [series: StoredSeries, rollup: Rollup])[]
}

export interface Changes {
  /** Made when they are asked for, so that a long list takes little memory. */
  readonly buckets: Iterable<ChangedBucket>
  readonly samples: readonly SystemSample[]
  /** What to ask for next. Equal to the one given when there was nothing. */
  readonly cursor: ShippingCursor
}

export interface ShippingCursor {
  /** Commits up to this one were sent. */
  readonly seq: number
  /** By step: buckets that end up to then were sent whole, seconds since the epoch. */
  readonly formed: Readonly<Partial<Record<StoreStep, number>>>
}

/**
 * For whoever copies a store elsewhere. A series of a bucket comes again, whole, whenever something was added to it:
 * what is sent last replaces what was sent before, so a batch sent twice counts once. Buckets of 10 s come while
 * they grow, wider ones when they are formed. What lies past the cursor of a shipper is kept longer than
 * `Retention.seconds` says, though never beyond `maxBytes`.
 */
export interface RollupShipping {
  /** Where a shipper of this name stands; all 0 at first. */
  cursor(name: string): ShippingCursor
  /** What changed past a cursor, oldest change first; of about `commits` commits. */
  changes(cursor: ShippingCursor, commits: number): Changes
  /** After the other side's yes. */
  moveCursor(name: string, cursor: ShippingCursor): void
  close(): void
}
