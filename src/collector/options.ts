import type { Clock, RequestFilter, Snapshot, SourceState } from '../model/index.ts'
import type { SeriesKey } from './series-table.ts'

/** A closed interval, seconds since the epoch. */
export interface TimeRange {
  readonly from: number
  readonly to: number
}

export interface CollectorOptions {
  readonly clock: Clock
  /** `report`: one window, exact to the request. `live`: rings of time that forget. */
  readonly profile: 'live' | 'report'
  /** Distinct (method, endpoint) pairs, default 1000; the first seen stay, the rest is one `(other)`. */
  readonly maxEndpoints?: number
  /** Route templates by hand (`/users/:name`); `false`: raw paths. */
  readonly routes?: readonly string[] | false
  /** `report`: only these requests; others count as `outsideWindow`. */
  readonly range?: TimeRange | null
  /** `report`: a window that ends at the newest request, which only the end of the input tells. */
  readonly windowSeconds?: number | null
  /** `report`: what the window is compared with, where it is read at all. Still counts as `outsideWindow`. */
  readonly previousRange?: TimeRange | null
  /**
   * `report`: a time that some request of the input certainly reaches (one from the file's tail, say). Spares
   * keeping rows that cannot be among the last five minutes. Any lower bound is right, none is needed.
   */
  readonly newestAtLeast?: number | null
  /** `report`: `false` where the newest minutes begin elsewhere than `newestAtLeast` says: see `recentIsExact`. */
  readonly tallyRecent?: boolean
  /** `report`: a time that some request of the input certainly has. Spares widening charts. */
  readonly oldestAtMost?: number | null
  readonly filter?: RequestFilter | null
  /** `endpoint`, `method`, `status`, `source`, `host`, `client`, or a field in `RequestBatch.extra`. */
  readonly groupBy?: string | null
  /** `live`: with fewer values than this in all, a view has no groups. Default 0. */
  readonly leastGroups?: number
  /** Bytes for the newest requests as they were logged. Default 64 MiB in `live`, none in `report`. */
  readonly rawBytes?: number
  /** `report`: bytes for rows of a window that moves with the input, default 64 MiB; see `LatestRows`. */
  readonly windowBytes?: number
  /** Whether clients are counted. Default: in `live`. */
  readonly keepClients?: boolean
  /** `report`: where in the input this part of it stands, when threads share one; counts from 0. */
  readonly place?: number
  /** Endpoints that are taken in first, whether they come or not: see `endpointsToRepeat`. */
  readonly endpoints?: readonly SeriesKey[]
  /** `live`: keeps what is added, source by source, until `takeRecorded`: see `record`. */
  readonly recording?: boolean
  /** `live`: counts requests by endpoint and status since the start: see `counters`. */
  readonly counting?: boolean
  /** Name of a source by the number in `RequestBatch.source`, for filters, groups and records. */
  readonly sourceName?: (source: number) => string
  /** Name of the machine, for filters and groups on `host`. */
  readonly host?: string | null
}

export interface SnapshotRequest {
  /** `null`: everything held. */
  readonly windowSeconds: number | null
  /** Where the window ends instead of where it would: going back in time. */
  readonly end?: number | null
  readonly mode?: Snapshot['mode']
  readonly sources: readonly SourceState[]
  /** `live`: shows only what passes, as far back as it can be known. */
  readonly filter?: RequestFilter | null
  /** `live`: totals since the start, exact however long it ran. */
  readonly cumulative?: boolean
  /** False where nobody will look at the heatmap. */
  readonly heatmap?: boolean
}

export const defaultMaxEndpoints = 1000

/** Seconds that health and its recommendations look at. */
export const recentSeconds = 300

/** A request at most this old turns a replay into live. */
export const liveWithin = 300

/** Ranges outside of which rows need not be looked at; `null`: all are wanted. */
export function rangesOf({ range, previousRange }: CollectorOptions): TimeRange[] | null {
  if (!range) return null
  return previousRange ? [range, previousRange] : [range]
}

/** Times that the charts will reach: the ends of a window, or what the input is known to reach. */
export function expectedTimes({ range, newestAtLeast, oldestAtMost, filter }: CollectorOptions): number[] {
  if (range) return [range.from, range.to].filter(Number.isFinite)
  return filter ? [] : [newestAtLeast, oldestAtMost].filter(time => time != null)
}
