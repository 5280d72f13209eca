import type { Observation, RequestRecord, Snapshot, SpikeExplanation } from '../../src/model/index.ts'

export interface BelievableOptions {
  seed?: number
  /** Seconds since the epoch. */
  end?: number
  windowSeconds?: number
  routes?: number
  mode?: Snapshot['mode']
  /** Nothing has arrived. */
  empty?: boolean
  cache?: boolean
  system?: boolean
  /** Put into the first route, its path, messages, source and the rest of what a log can say. */
  text?: string | null
  filter?: string | null
}

export function believable(options?: BelievableOptions): Observation
export function recordsOf(observation: Observation, limit: number): RequestRecord[]
export function explanation(from: number, to: number): SpikeExplanation
