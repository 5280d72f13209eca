import type { SourceState } from './format.ts'
import type { IngestCounters } from './ingest.ts'
import type { GaugeName } from './system-sample.ts'

/** Seconds. Mean, min and max are exact; percentiles nearest-rank within 1.1 %. `null` without durations. */
export interface ResponseTimeStats {
  readonly count: number
  readonly mean: number | null
  readonly min: number | null
  readonly max: number | null
  readonly p50: number | null
  readonly p90: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly p999: number | null
}

export interface CacheStats {
  /** `null` when no record carried cache information, 0 when none was a lookup. */
  readonly hits: number | null
  readonly misses: number | null
  /** hits / (hits + misses); 0–1. */
  readonly hitRate: number | null
  /** Median durations of hits and misses, seconds. */
  readonly hitP50: number | null
  readonly missP50: number | null
}

export interface RequestStats {
  readonly total: number
  /** Status ≥ 400. */
  readonly errors: number
  /** errors / requests with a known status; 0–1. */
  readonly errorRate: number | null
  readonly clientErrors: number
  readonly serverErrors: number
  readonly statusUnknown: number
  /** Known codes only, as `'404'`. */
  readonly statusCodes: Readonly<Record<string, number>>
  readonly responseTime: ResponseTimeStats
  /** Sum of all durations, seconds: what an endpoint's share of the time spent is made from. */
  readonly durationSum: number
  readonly cache: CacheStats
}

/** Requests per second. */
export interface RateStats {
  readonly mean: number | null
  /** Most requests in one second. */
  readonly peak: number | null
  /** Seconds since the epoch. */
  readonly peakAt: number | null
}

/** A value and how often it was seen; a bounded estimate, never under the true count by more than `error`. */
export interface TopCount {
  readonly value: string
  readonly count: number
  /** Upper bound of the overcount; 0 = exact. */
  readonly error: number
}

/** One bucket of time. Rates follow from the counts; gaps have `requests: 0` and `null` percentiles. */
export interface SeriesPoint {
  /** Start of the bucket, seconds since the epoch. */
  readonly time: number
  readonly requests: number
  readonly errors: number
  readonly serverErrors: number
  readonly statusUnknown: number
  /** Requests per class: 1xx … 5xx at index 0 … 4. */
  readonly statusClasses: readonly [number, number, number, number, number]
  readonly mean: number | null
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly cacheHits: number
  readonly cacheMisses: number
  readonly cpuPercent: number | null
  readonly memoryPercent: number | null
  readonly diskUsagePercent: number | null
  readonly activeConnections: number | null
}

export interface Series {
  readonly stepSeconds: number
  /** At most 120, evenly spaced, without holes. */
  readonly points: readonly SeriesPoint[]
}

/** Counts per latency bucket, for histogram and heatmap. */
export interface LatencyHistogram {
  /** Upper edges in seconds, ascending; the last is +Infinity. */
  readonly edges: readonly number[]
  readonly counts: readonly number[]
}

export interface EndpointStats extends RequestStats {
  /** `null` for garbage requests and for `(other)`. */
  readonly method: string | null
  /** Route template, `(unknown)` or `(other)`. */
  readonly endpoint: string
  /** Requests per second over the window. */
  readonly rate: number | null
  readonly errorMessages: readonly TopCount[]
  readonly clients: readonly TopCount[]
  /** On the endpoints that matter most (20 at least); else `null`. */
  readonly series: Series | null
}

/** One request as it was logged. */
export interface RequestRecord {
  readonly timestamp: number
  readonly method: string | null
  readonly endpoint: string
  /** The raw path, where it differs from the route. */
  readonly path: string
  readonly status: number
  /** Seconds, or `null`. */
  readonly duration: number | null
  readonly client: string | null
  readonly cache: boolean | null
  readonly errorMessage: string | null
  readonly source: string
  /** The original line, as it was written. */
  readonly line: string | null
}

export interface ErrorCount {
  readonly status: number
  readonly method: string | null
  readonly endpoint: string
  readonly count: number
  readonly message: string | null
}

export interface Gauge {
  readonly current: number | null
  readonly mean: number | null
  readonly max: number | null
}

export interface SystemStats {
  /** Samples in the window. */
  readonly samples: number
  /** Whose numbers these are: a host name, "this machine", `null` when the input does not say. */
  readonly host: string | null
  /** False in replay for this machine's own samples: shown as "this machine, now", outside the score. */
  readonly counts: boolean
  readonly gauges: Readonly<Partial<Record<GaugeName, Gauge>>>
}

export interface Window {
  /** Seconds since the epoch; both ends belong to it. `null` when there was no event. */
  readonly from: number | null
  readonly to: number | null
  readonly seconds: number | null
}

/** Totals of a stretch of time other than the window itself. */
export interface Stretch {
  readonly window: Window
  readonly requests: RequestStats
  readonly rate: RateStats
  /** Same order rules as `Snapshot.endpoints`, without series. */
  readonly endpoints: readonly EndpointStats[]
  /** Requests by source name, most first, where it was asked for. */
  readonly bySource?: readonly GroupStats[]
  readonly system: SystemStats | null
}

export interface GroupStats extends RequestStats {
  readonly value: string | null
}

export interface HostState {
  readonly name: string
  /** Seconds since the epoch. */
  readonly lastSeen: number | null
  readonly silent: boolean
}

/** Everything about one window and one filter, immutable. The only thing that views and insight read. */
export interface Snapshot {
  /** Seconds since the epoch. */
  readonly generatedAt: number
  /** `replay`: the window ends at the newest request. `live`: now. `history`: where the reader moved it. */
  readonly mode: 'replay' | 'live' | 'history'
  readonly window: Window
  /** The filter as typed. */
  readonly filter: string | null
  /** Set when the filter reaches back only so far: seconds since the epoch. */
  readonly filterCoversFrom: number | null
  readonly sources: readonly SourceState[]
  readonly ingest: IngestCounters
  /** Time of the newest request, whatever the window. */
  readonly lastEventAt: number | null
  readonly requests: RequestStats
  readonly rate: RateStats
  readonly endpoints: readonly EndpointStats[]
  /** Requests by source name, most first. */
  readonly bySource: readonly GroupStats[]
  readonly groups: readonly GroupStats[] | null
  /** By the machine or process that answered, where the log names it (`hostname`, `instance`, `pod` …). */
  readonly byInstance?: readonly GroupStats[] | null
  readonly series: Series
  /** Rows = time buckets of `series`, columns = latency buckets; `null` without durations. */
  readonly heatmap: {
    readonly edges: readonly number[]
    readonly counts: readonly (readonly number[])[]
  } | null
  readonly histogram: LatencyHistogram | null
  readonly system: SystemStats | null
  /** The 5 minutes before the window's end (or the window, if shorter): what health looks at. */
  readonly recent: Stretch
  /** The window before this one, where it is known. */
  readonly previous: Stretch | null
  /** Newest first. */
  readonly recentRequests: readonly RequestRecord[]
  /** Slowest first; at most 100. */
  readonly slowest: readonly RequestRecord[]
  /** Most first. */
  readonly topErrors: readonly ErrorCount[]
  readonly hosts: readonly HostState[] | null
  /** Why this is not the whole truth, else `null`. */
  readonly partial: string | null
}
