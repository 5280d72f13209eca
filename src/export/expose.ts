import type { IngestCounters, RequestCounter, SourceState, SystemStats } from '../model/index.ts'
import { healthFamily, ingestFamilies, sourceFamilies, systemFamilies } from './own-families.ts'
import { requestFamilies } from './request-families.ts'
import { type Exposition, writeFamilies } from './write.ts'

/** Everything that other tools are told at one moment. */
export interface Exposed {
  readonly version: string
  /** When counting began, seconds since the epoch. */
  readonly startedAt: number
  readonly counters: readonly RequestCounter[]
  readonly ingest: IngestCounters
  readonly sources: readonly SourceState[]
  readonly system: SystemStats | null
  /** 0–100; `null` without data. */
  readonly health: number | null
  /** Requests that were counted and will never be recorded. */
  readonly unrecorded: number
}

export function expose(exposed: Exposed, format: Exposition): string {
  const { version, startedAt, counters, ingest, sources, system, health, unrecorded } = exposed
  return writeFamilies(
    [
      ...requestFamilies(counters),
      healthFamily(health),
      ...systemFamilies(system),
      ...ingestFamilies(ingest, unrecorded),
      ...sourceFamilies(sources),
      {
        name: 'process_start_time_seconds',
        type: 'gauge',
        unit: 'seconds',
        help: 'When counting began, since the Unix epoch.',
        samples: [{ labels: {}, value: startedAt }],
      },
      {
        name: 'api_metrics_build_info',
        type: 'gauge',
        help: 'Version of api-metrics.',
        samples: [{ labels: { version }, value: 1 }],
      },
    ],
    format,
  )
}
