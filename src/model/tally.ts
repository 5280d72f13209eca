/**
 * Requests that were counted where they were read, instead of standing in rows: what an aggregator would have
 * made of them. All lie between two of the guide's `cuts`. What a chart shows of them comes besides, as `TalliedCell`s.
 */
export interface Tally {
  readonly requests: number
  /** Seconds since the epoch: the earliest and the latest of them. */
  readonly oldest: number
  readonly newest: number
  /** Pairs: start of a second, requests in it. A second may come more than once. */
  readonly seconds: Float64Array
  /** Four numbers each: series, cache state (see `Cache`), status (0 = unknown), requests. */
  readonly counts: Int32Array
  /** Error messages of the requests that have one. */
  readonly messages: readonly TalliedMessage[]
  /** Durations by series and cache state. */
  readonly durations: readonly TalliedSeries[]
  /** Counts by bucket of all of them, one after the other: thousands of small arrays would cost more than they hold. */
  readonly buckets: Uint32Array
}

/** The part of them that lies in one stretch of time that no cell of an endpoint's chart cuts. */
export interface TalliedCell {
  /** Seconds since the epoch: the earliest and the latest of them. */
  readonly oldest: number
  readonly newest: number
  /** As in `Tally`. */
  readonly counts: Int32Array
  readonly durations: readonly TalliedSeries[]
  /** The same requests, whatever their series, by the finer cells of the chart of all. */
  readonly moments: readonly TalliedMoment[]
  /** Counts by bucket of all durations. */
  readonly buckets: Uint16Array
}

export interface TalliedMessage {
  readonly series: number
  readonly status: number
  readonly text: string
  readonly requests: number
}

export interface TalliedSeries extends TalliedDurations {
  readonly series: number
  readonly cache: number
}

export interface TalliedMoment extends TalliedDurations {
  /** Start of its cell, seconds since the epoch. */
  readonly time: number
  /** By class of status (0 = unknown) × 4 + cache state & 3. */
  readonly requests: Uint32Array
}

export interface TalliedDurations {
  /** Seconds; +∞ and −∞ where not one had a duration. */
  readonly min: number
  readonly max: number
  /** Sum in whole nanoseconds, below 2^53; no duration reaches 100 s. */
  readonly nanoseconds: number
  /** How many are 0, and how many are not. */
  readonly zeros: number
  readonly others: number
  /** Sketch bucket of the first count. */
  readonly bucket: number
  /** Where the counts by bucket stand in `buckets`. */
  readonly start: number
  readonly end: number
}

/** Requests that no window holds. */
export interface UnseenRequests {
  readonly requests: number
  /** Seconds since the epoch: the latest of them. */
  readonly newest: number
}

/** What whoever counts asks of whoever reads, so that most requests need no row. May change between batches. */
export interface TallyGuide {
  /** Seconds: no `TalliedCell` goes across a multiple of it; */
  readonly step: number
  /** and all requests together are counted by multiples of this one, whole seconds that divide it, */
  readonly momentStep: number
  /** and no `Tally` across one of these times, which ascend. */
  readonly cuts: readonly number[]
  /** So many of the slowest have to be rows; */
  readonly slowest: number
  /** as far as is known, those that took at least so long, seconds (0: nothing is), */
  readonly slowFrom: number
  /** and those from this time on. */
  readonly rowsFrom: number
  /**
   * What came before this time is only compared with: none of it has to be a row, or in a `TalliedCell`.
   */
  readonly shownSince: number
  /** Requests before and after these times are in no window: that they were there is all that is handed over. */
  readonly unseenBefore: number
  readonly unseenAfter: number
  /**
   * Number of the series of requests with these texts. Asked in the order in which they were read, rows that are
   * handed over included: the first series seen are those that are kept.
   */
  seriesOf(method: string | null, path: string | null, template: string | null): number
}
