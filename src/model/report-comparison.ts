import type { Difference } from './insight.ts'
import type { Window } from './snapshot.ts'

export type ComparedFigureName =
  | 'rate'
  | 'errorRate'
  | 'mean'
  | 'p50'
  | 'p95'
  | 'p99'
  | 'cacheHitRate'
  | 'health'

/**
 * `better` and `worse` only where the difference is significant and large enough to matter; `different` for
 * one that is neither good nor bad in itself, as more traffic is.
 */
export type Verdict = 'better' | 'worse' | 'different' | 'unchanged' | 'notEnoughData'

export interface ComparedFigure extends Difference {
  /** In seconds, 0–1, per second or points, by name. */
  readonly figure: ComparedFigureName
  readonly verdict: Verdict
  /** After the correction for the number of tests; `null` where none was made. */
  readonly pValue: number | null
}

export interface ComparedEndpoint {
  readonly method: string | null
  readonly endpoint: string
  /** 0 before: it is new; 0 after: it is gone. */
  readonly requests: { readonly before: number; readonly after: number }
  readonly figures: readonly ComparedFigure[]
}

/** Two reports of the same service: before and after a deploy, two load tests, this window and the last. */
export interface ReportComparison {
  /** A file's name, or `the window before`. */
  readonly base: string
  /** Of the base. */
  readonly window: Window
  readonly figures: readonly ComparedFigure[]
  /** Those that matter most first, whether they changed or not. */
  readonly endpoints: readonly ComparedEndpoint[]
  /** How it was judged, in a sentence: test, correction, how many requests are too few. */
  readonly method: string
}
