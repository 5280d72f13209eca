import type { AlertsView } from './alert.ts'
import type { Snapshot } from './snapshot.ts'

export type Severity = 'info' | 'warning' | 'critical'
export type FactorId = 'responseTime' | 'errorRate' | 'cpu' | 'memory'
export type HealthStatus = 'excellent' | 'good' | 'fair' | 'poor' | 'critical' | 'unknown'

export interface HealthFactor {
  readonly id: FactorId
  readonly state: 'scored' | 'noData'
  readonly score: number | null
  readonly max: number
  /** Seconds, 0–1 or percent, by factor. */
  readonly value: number | null
  /** "−5: mean 212 ms ≥ 100 ms"; why there is no data otherwise. */
  readonly reason: string
}

export interface Recommendation {
  readonly id: string
  readonly severity: Severity
  readonly title: string
  /** One sentence with the numbers. */
  readonly message: string
  /** One concrete next step. */
  readonly action: string
  readonly method: string | null
  readonly endpoint: string | null
  /** Since when, seconds since the epoch, where it is known. */
  readonly since: number | null
  /** Plain JSON values: the numbers behind the message. */
  readonly evidence: Readonly<Record<string, unknown>>
}

export interface Health {
  readonly score: number | null
  readonly status: HealthStatus
  readonly windowSeconds: number | null
  readonly factors: readonly HealthFactor[]
  readonly recommendations: readonly Recommendation[]
}

export interface Trend {
  readonly series: string
  readonly direction: 'rising' | 'falling' | 'steady' | 'notEnoughData'
  /** In the unit of the series. */
  readonly changePerHour: number | null
  readonly pValue: number | null
}

export interface Correlation {
  readonly a: string
  readonly b: string
  readonly rho: number
  /** Positive: `b` follows `a`. */
  readonly lagSeconds: number
  readonly n: number
}

export interface Change {
  /** `p95`, `requests`, `errorRate` … */
  readonly series: string
  readonly method: string | null
  readonly endpoint: string | null
  /** Seconds since the epoch. */
  readonly at: number
  readonly before: number
  readonly after: number
}

export interface Difference {
  readonly before: number | null
  readonly after: number | null
}

/** This window against the one before it. */
export interface Comparison {
  readonly from: number
  readonly to: number
  readonly figures: Readonly<
    Record<'rate' | 'errorRate' | 'mean' | 'p50' | 'p95' | 'p99' | 'cacheHitRate', Difference>
  >
}

export interface SloResult {
  readonly objective: string
  /** 0–1; negative when overspent. */
  readonly budgetLeft: number | null
  readonly burnRate: number | null
  readonly message: string
}

export interface ThresholdResult {
  readonly expression: string
  /** No data: false. */
  readonly passed: boolean
  readonly actual: number | null
  /** Of `actual`: `share` is 0–1, `percent` 0–100, `rate` per second, `points` of the health score. */
  readonly unit?: 'seconds' | 'share' | 'percent' | 'count' | 'rate' | 'points'
}

/** How much more of something there was in a spike than before it. */
export interface SpikeShare {
  readonly dimension: 'endpoint' | 'status' | 'source' | 'client'
  /** As shown: `POST /checkout`, `503`, a source's name. */
  readonly value: string
  /** Per second, of what `SpikeExplanation.figure` names. */
  readonly before: number
  readonly during: number
  /** Part of the whole excess that it explains, 0–1. */
  readonly share: number
}

/** Who made the spike: a stretch of time against the time before it. */
export interface SpikeExplanation {
  /** Seconds since the epoch. */
  readonly from: number
  readonly to: number
  readonly baselineFrom: number
  readonly baselineTo: number
  readonly figure: 'errors' | 'requests'
  /** Per second. */
  readonly before: number
  readonly during: number
  /** Those that explain most of the excess first. */
  readonly shares: readonly SpikeShare[]
}

/** Everything that is concluded from one snapshot. */
export interface Insight {
  readonly health: Health
  readonly trends: readonly Trend[]
  /** Empty with `correlationsNote` set when there was not enough data. */
  readonly correlations: readonly Correlation[]
  readonly correlationsNote: string | null
  readonly changes: readonly Change[]
  readonly comparison: Comparison | null
  readonly slo: readonly SloResult[]
  readonly thresholds: readonly ThresholdResult[]
}

/** What dashboard, reports and exporters are given. */
export interface Observation {
  readonly snapshot: Snapshot
  readonly insight: Insight
  /** Where somebody watches for limits. */
  readonly alerts?: AlertsView
  /** Where it is recorded: what keeps it from that now (`null`: nothing), and requests that were given up. */
  readonly recording?: { readonly trouble: string | null; readonly lost: number }
}
