import type { FieldDescription, FieldName } from '../model/index.ts'
import type { OpeningHabits } from './request/openings.ts'
import type { Decision } from './units/decide.ts'

/**
 * Everything that is decided about one source, as plain data: it goes to worker threads, into checkpoints and to
 * the byte scanner. How a field is found in a record that the plan does not foresee follows from the general
 * rules alone, so two readers with one plan read every line alike.
 */
export interface DecodePlan {
  readonly version: 1
  /** Name in `listFormats()`, `generic`, or `null` when no request was seen. */
  readonly format: string | null
  /** 0–1: share of the sampled lines that gave a request. */
  readonly confidence: number
  readonly wrappers: readonly string[]
  /** How each canonical field was found most often. */
  readonly fields: Readonly<Partial<Record<FieldName, FieldDescription>>>
  /** Every key path that was seen, as keys; other paths are news to whoever drives a scanner by this plan. */
  readonly paths: readonly (readonly string[])[]
  /** Frozen units of bare numbers, by dotted path. */
  readonly units: Readonly<Record<string, Decision>>
  /** … that depend on the shape of the record; absent in plans of versions that knew none. */
  readonly unitsByShape?: Readonly<Record<string, Readonly<Record<string, Decision>>>>
  /** Requests are logged in two lines that an id ties together. */
  readonly joins: boolean
  /** Requests are logged without a target; absent in plans of versions that knew none. */
  readonly alone?: boolean
  /** Requests are told in sentences, not in fields; `null` when no request was seen. */
  readonly told: boolean | null
  /** Paths of keys that tell requests made to others from those served; absent in plans of versions that knew none. */
  readonly callKeys?: readonly string[]
  /** Requests that are logged in full more than once; absent in plans of versions that knew none. */
  readonly openings?: OpeningHabits
  /** False when ranges of the file must not be read apart: repeated requests, split lines, one long array. */
  readonly parallel: boolean
  /** Key orders of good lines, by which broken ones are cut. */
  readonly templates: readonly (readonly string[])[]
  /** Seconds by which the whole source is ahead of the clock: a zone mistake. 0 = none. */
  readonly ahead: number
  /** Some requests had no time of their own. */
  readonly untimed: boolean
  readonly notes: readonly string[]
}
