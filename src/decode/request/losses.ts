import type { IngestCounters } from '../../model/index.ts'
import type { JsonObject } from '../line/parse.ts'

/** A sender that claims more is not believed: one line must not move the totals out of the exact range. */
const most = 1e9

/**
 * What an instrumented server says about requests that it recorded and could not hand over: `dropped_requests`
 * never left it, of `doubtful_requests` some may have been lost on the way.
 */
export class Losses {
  #doubtful = 0

  /** One sentence for the reader, where there is something to say. */
  get note(): string | null {
    return this.#doubtful === 0
      ? null
      : `Up to ${this.#doubtful} more requests may have been lost when connections broke.`
  }

  /** Whether the record tells of losses. Those dropped count as records of this line. */
  read(record: JsonObject, counters: IngestCounters): boolean {
    const dropped = countOf(record.dropped_requests)
    const doubtful = countOf(record.doubtful_requests)
    if (dropped === null || doubtful === null) return false
    this.#doubtful += doubtful
    if (dropped === 0) return false
    counters.lines += dropped - 1
    counters.requests += dropped
    counters.dropped.undelivered = (counters.dropped.undelivered ?? 0) + dropped
    return true
  }
}

function countOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most ? value : null
}
