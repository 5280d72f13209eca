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

/** A row that stays as it is when what it was read from is used again. */
export function copyRow(row: Row): Row {
  const { timestamp, duration, unit, status, method, endpoint, route } = row
  const { client, userAgent, errorMessage, cache, extra } = row
  return {
    timestamp,
    duration,
    unit,
    status,
    method,
    endpoint,
    route,
    client,
    userAgent,
    errorMessage,
    cache,
    extra,
  }
}
