import type { DurationUnit } from '../../model/index.ts'

/**
 * Unit of a duration field. Some servers write fractions in one unit and whole numbers in another, or never write the
 * one or the other; a log that does so all the same is somebody else's.
 */
export type FormatUnit =
  | DurationUnit
  | {
      readonly whole?: DurationUnit
      readonly fraction?: DurationUnit
      /** Most digits after the point that it ever writes. */
      readonly digits?: number
      /** Digits that whole nanoseconds leave behind the point: with fewer, somebody converted or rounded. */
      readonly fewest?: number
      /** A logger whose users write what they like under this name: what would be unusual is a doubt. */
      readonly loose?: true
    }

/**
 * A product whose records can be told by their keys. Only names and units live here; how fields are found is the
 * same for everybody.
 */
export interface Format {
  readonly name: string
  readonly description: string
  /** Where this was read. */
  readonly source: string
  /** Names that must be there (whole key paths or their ends); `a|b` is either, `!a` must be absent. */
  readonly keys: string
  /** Units of duration fields whose name does not say it. */
  readonly durations?: Readonly<Record<string, FormatUnit>>
}
