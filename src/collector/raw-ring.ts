import type { RequestBatch, RequestFilter, RequestRecord } from '../model/index.ts'
import type { BatchRowParts } from './batch-row.ts'
import { RawSegment } from './raw-segment.ts'
import { recordOf } from './record.ts'
import type { RowMapper } from './row-mapper.ts'
import { RowColumns, seriesOfKey } from './rows.ts'
import { compareSlowest, slowestKept } from './slowest.ts'

/** Which requests are asked for. */
export interface RawQuery {
  readonly from: number
  readonly to: number
  readonly filter: RequestFilter | null
  /** Only these series. */
  readonly series?: ReadonlySet<number>
}

interface Found {
  readonly segment: RawSegment
  readonly row: number
  readonly rank: number
}

/** The newest requests as they were logged, in bounded memory. */
export class RawRing {
  readonly #budget: number
  readonly #optional: { clients: boolean; groups: boolean }
  readonly #parts: BatchRowParts
  /** In order of their beginning; the open ones of each source among them. */
  #segments: RawSegment[] = []
  readonly #open = new Map<number, RawSegment>()
  #closedBytes = 0
  #lost: number | null = null

  constructor(budget: number, optional: { clients: boolean; groups: boolean }, parts: BatchRowParts) {
    this.#budget = budget
    this.#optional = optional
    this.#parts = parts
  }

  /** Every request after this time is held; `null`: every request that ever came. */
  get lostUntil(): number | null {
    return this.#lost
  }

  add(batch: RequestBatch, mapper: RowMapper): void {
    if (this.#budget === 0) return
    let segment = this.#open.get(batch.source)
    if (segment === undefined) {
      segment = new RawSegment(batch.source, this.#optional)
      this.#open.set(batch.source, segment)
      this.#segments.push(segment)
    }
    segment.add(batch, mapper)
    if (segment.full) {
      this.#open.delete(batch.source)
      this.#closedBytes += segment.bytes
    }
    this.#evict()
  }

  /** Newest first. */
  newest(query: RawQuery, limit: number): RequestRecord[] {
    return this.#best(query, limit, (segment, row) => segment.rows.timestamp[row]!).sort(
      (a, b) => b.timestamp - a.timestamp,
    )
  }

  /** Slowest first; those without a duration never. */
  slowest(query: RawQuery): RequestRecord[] {
    return this.#best(query, slowestKept, (segment, row) => {
      const duration = segment.rows.duration[row]!
      return duration < Number.POSITIVE_INFINITY ? duration : Number.NaN
    }).sort(compareSlowest)
  }

  /** As columns, to be counted. */
  rows(query: RawQuery): RowColumns {
    const columns = new RowColumns(this.#optional)
    for (const segment of this.#segments) {
      columns.reserve(columns.length + segment.rows.length)
      this.#visit(segment, query, row => {
        columns.copyRow(segment.rows, row, columns.length)
        columns.length++
      })
    }
    return columns
  }

  #best(
    query: RawQuery,
    limit: number,
    rankOf: (segment: RawSegment, row: number) => number,
  ): RequestRecord[] {
    let found: Found[] = []
    let threshold = Number.NEGATIVE_INFINITY
    const cut = (): void => {
      found = found.sort((a, b) => b.rank - a.rank).slice(0, limit)
      if (found.length === limit) threshold = found[limit - 1]!.rank
    }
    for (const segment of this.#segments) {
      this.#visit(segment, query, row => {
        const rank = rankOf(segment, row)
        if (!(rank >= threshold)) return
        found.push({ segment, row, rank })
        if (found.length >= 4 * limit) cut()
      })
    }
    cut()
    return found.map(({ segment, row }) => recordOf(segment.batch(), row, this.#parts))
  }

  #visit(segment: RawSegment, { from, to, filter, series }: RawQuery, visit: (row: number) => void): void {
    const { timestamp, key, length } = segment.rows
    const passes = filter === null ? null : segment.passing(filter, this.#parts)
    for (let row = 0; row < length; row++) {
      const time = timestamp[row]!
      if (time < from || time > to || passes?.[row] === 0) continue
      if (series === undefined || series.has(seriesOfKey(key[row]!))) visit(row)
    }
  }

  #evict(): void {
    const bytes = (): number => {
      let sum = this.#closedBytes
      for (const segment of this.#open.values()) sum += segment.bytes
      return sum
    }
    while (bytes() > this.#budget && this.#segments.length > 1) {
      const [oldest] = this.#segments.splice(0, 1) as [RawSegment]
      if (this.#open.get(oldest.source) === oldest) this.#open.delete(oldest.source)
      else this.#closedBytes -= oldest.bytes
      const { timestamp, length } = oldest.rows
      for (let row = 0; row < length; row++)
        if (this.#lost === null || timestamp[row]! > this.#lost) this.#lost = timestamp[row]!
    }
  }
}
