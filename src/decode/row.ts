import type { UnitEntry } from './units/book.ts'

/** One request, ready for its columns. */
export interface Row {
  readonly timestamp: number
  /** Seconds, or in the unit of `unit`; NaN = not given. */
  readonly duration: number
  readonly unit: UnitEntry | null
  /** 0 = unknown. */
  readonly status: number
  readonly method: string | null
  readonly endpoint: string | null
  readonly route: string | null
  readonly client: string | null
  readonly userAgent: string | null
  readonly errorMessage: string | null
  readonly cache: number
  readonly extra: readonly (string | null)[]
}
