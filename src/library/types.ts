import type {
  CacheStats,
  Correlation,
  FactorId,
  Gauge,
  GaugeName,
  HealthStatus,
  IngestCounters,
  ResponseTimeStats,
  Severity,
} from '../model/index.ts'

/** One served request. Only the endpoint is required; what is not given is unknown, never zero. */
export interface RequestMetric {
  /** Path, with or without query. */
  readonly endpoint: string
  /** Default `GET`. */
  readonly method?: string | undefined
  readonly statusCode?: number | undefined
  /** Seconds. */
  readonly responseTime?: number | undefined
  /** Route template: `/users/:id`. */
  readonly route?: string | undefined
  readonly clientIp?: string | undefined
  readonly userAgent?: string | undefined
  readonly cacheHit?: boolean | undefined
  readonly errorMessage?: string | undefined
  /** Seconds or milliseconds since the epoch, or a date. Default now. */
  readonly timestamp?: number | Date | undefined
}

/** Gauges at one time; those that are not given are unknown. */
export interface SystemMetric {
  readonly cpuPercent?: number | undefined
  readonly memoryPercent?: number | undefined
  readonly memoryUsedMb?: number | undefined
  readonly memoryAvailableMb?: number | undefined
  readonly diskUsagePercent?: number | undefined
  readonly activeConnections?: number | undefined
  readonly cacheSize?: number | undefined
  /** 0–1. */
  readonly cacheHitRatio?: number | undefined
  /** Seconds or milliseconds since the epoch, or a date. Default now. */
  readonly timestamp?: number | Date | undefined
}

/** Times are ISO 8601 in UTC. */
export interface WindowReport {
  readonly from: string | null
  readonly to: string | null
  readonly seconds: number | null
}

interface CountsReport {
  readonly total: number
  /** Status ≥ 400. */
  readonly errors: number
  /** errors / requests with a known status, 0–1. */
  readonly errorRate: number | null
  /** Seconds. */
  readonly responseTime: ResponseTimeStats
  readonly clientErrors: number
  readonly serverErrors: number
  readonly statusUnknown: number
  readonly statusCodes: Readonly<Record<string, number>>
  readonly durationSum: number | null
  readonly cache: CacheStats
}

/** As `endpoints[]` of the JSON report. */
export interface EndpointReport extends CountsReport {
  /** `null` for `(other)`. */
  readonly method: string | null
  readonly endpoint: string
  readonly cacheHitRate: number | null
  /** Requests per second. */
  readonly rate: number | null
  readonly errorMessages: readonly {
    readonly value: string
    readonly count: number
    readonly error: number
  }[]
}

/** As `requests` of the JSON report, with its window and its endpoints. */
export interface RequestStatsReport extends CountsReport {
  /** Requests per second. */
  readonly rate: {
    readonly mean: number | null
    readonly peak: number | null
    readonly peakAt: string | null
  }
  readonly window: WindowReport
  /** Most requests first. */
  readonly endpoints: readonly EndpointReport[]
}

/** As `system` of the JSON report. */
export type SystemStatsReport = {
  readonly samples: number
  readonly host: string | null
} & Readonly<Record<GaugeName, Gauge | null>>

export interface FactorReport {
  readonly id: FactorId
  readonly state: 'scored' | 'noData'
  readonly score: number | null
  readonly max: number
  readonly value: number | null
  readonly reason: string
}

export interface RecommendationReport {
  readonly id: string
  readonly severity: Severity
  readonly title: string
  readonly message: string
  readonly action: string
  readonly method: string | null
  readonly endpoint: string | null
  readonly since: string | null
  readonly evidence: Readonly<Record<string, unknown>>
}

/** As `health` of the JSON report. */
export interface HealthReport {
  /** 0–100; `null` without data. */
  readonly score: number | null
  readonly status: HealthStatus
  readonly windowSeconds: number | null
  readonly factors: readonly FactorReport[]
  readonly recommendations: readonly RecommendationReport[]
}

/** The JSON report itself; what is not listed here is described by its schema. */
export interface SummaryReport {
  readonly schemaVersion: 1
  readonly generatedAt: string
  readonly window: WindowReport
  readonly ingest: IngestCounters
  readonly requests: Omit<RequestStatsReport, 'window' | 'endpoints'>
  readonly endpoints: readonly EndpointReport[]
  readonly system: SystemStatsReport | null
  readonly health: HealthReport
  readonly correlations: readonly Correlation[]
  readonly [other: string]: unknown
}
