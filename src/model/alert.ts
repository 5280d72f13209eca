import type { ThresholdResult } from './insight.ts'

/** `pending`: crossed, but not for long enough. `noData`: there is nothing to judge by, which is never fine. */
export type AlertPhase = 'ok' | 'pending' | 'firing' | 'noData'

/** Where one alert stands. */
export interface AlertStatus {
  /** As typed: `p95 > 500ms for 2m`. */
  readonly text: string
  readonly phase: AlertPhase
  /** Since when, seconds since the epoch. */
  readonly since: number
  /** Newest value in `unit`; `null` without data. */
  readonly actual: number | null
  readonly unit: NonNullable<ThresholdResult['unit']>
}

/** All alerts of a running monitor, and how their messages fare. */
export interface AlertsView {
  readonly alerts: readonly AlertStatus[]
  /** Messages on their way, those that are tried again included. */
  readonly waiting: number
  /** Messages given up. */
  readonly lost: number
}
