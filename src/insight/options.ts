import type { FactorId } from '../model/index.ts'
import type { Slo, Threshold } from '../query/index.ts'

/** Below `limits[0]` a factor gives its whole weight, below `limits[1]` four fifths, …, else one fifth. */
export interface FactorBands {
  readonly weight: number
  /** Ascending; in the unit of the factor: seconds, 0–1, percent. */
  readonly limits: readonly [number, number, number, number]
}

export interface HealthBands {
  readonly responseTime: FactorBands & { readonly figure: 'mean' | 'p50' | 'p90' | 'p95' | 'p99' }
  readonly errorRate: FactorBands & {
    /** Which statuses are errors of the service: 400 and up, or 500 and up. */
    readonly errors: '4xx' | '5xx'
  }
  readonly cpu: FactorBands
  readonly memory: FactorBands
  /** Lowest score that still has the name. */
  readonly status: {
    readonly excellent: number
    readonly good: number
    readonly fair: number
    readonly poor: number
  }
}

export const defaultBands: HealthBands = {
  responseTime: { weight: 25, limits: [0.1, 0.5, 1, 2], figure: 'mean' },
  errorRate: { weight: 25, limits: [0.01, 0.05, 0.1, 0.2], errors: '4xx' },
  cpu: { weight: 25, limits: [50, 70, 85, 95] },
  memory: { weight: 25, limits: [70, 80, 90, 95] },
  status: { excellent: 90, good: 75, fair: 60, poor: 40 },
}

export const factorIds: readonly FactorId[] = ['responseTime', 'errorRate', 'cpu', 'memory']

export interface InsightOptions {
  readonly bands?: HealthBands
  /** Under so many requests nothing is said about response time or errors. Default 10. */
  readonly minimumRequests?: number
  readonly thresholds?: readonly Threshold[]
  readonly slos?: readonly Slo[]
}

export const defaultMinimumRequests = 10
