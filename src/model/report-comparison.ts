import type { Window } from './snapshot.ts'

export type ComparedFigure = 'p50' | 'p95' | 'errorRate' | 'cacheHitRate'

/** One figure before and after. */
export interface Movement {
  /** Both `null`: all requests. */
  readonly method: string | null
  readonly endpoint: string | null
  readonly figure: ComparedFigure
  /** Seconds or 0–1; `null`: no data. */
  readonly before: number | null
  readonly after: number | null
  /** `same`: no difference that matters and is more than chance. */
  readonly verdict: 'better' | 'worse' | 'same' | 'notEnoughData'
  /** Adjusted for all figures compared. */
  readonly pValue: number | null
}

export interface NamedEndpoint {
  readonly method: string | null
  readonly endpoint: string
}

/** Two reports of the same service: before and after a deploy, two load tests, this window and the last. */
export interface ReportComparison {
  /** All requests first, then endpoints in the order of the newer report. */
  readonly movements: readonly Movement[]
  /** In the newer report only, and in the older only. */
  readonly appeared: readonly NamedEndpoint[]
  readonly vanished: readonly NamedEndpoint[]
}

/** What a report was compared with. */
export interface ComparisonBase {
  /** A file's name, or `the window before`. */
  readonly name: string
  readonly window: Window
  readonly requests: number
}

export interface ComparedReport extends ReportComparison {
  readonly base: ComparisonBase
}
