import { noBucket, type RequestBatch, type RequestFilter, type RequestRecord } from '../model/index.ts'
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

/** The rows with the highest ranks of those offered. */
class Best {
  /** Below this rank nothing gets in any more. */
  threshold: number = Number.NEGATIVE_INFINITY
  readonly #limit: number
  #found: Found[] = []

  constructor(limit: number) {
    this.#limit = limit
  }

  offer(segment: RawSegment, row: number, rank: number): void {
    if (rank < this.threshold) return
    this.#found.push({ segment, row, rank })
    if (this.#found.length >= 4 * this.#limit) this.found()
  }

  found(): readonly Found[] {
    this.#found = this.#found.sort((a, b) => b.rank - a.rank).slice(0, this.#limit)
    if (this.#found.length === this.#limit) this.threshold = this.#found.at(-1)!.rank
    return this.#found
  }
}

function takesAll({ from, to, filter, series }: RawQuery, { oldest, newest }: RawSegment): boolean {
  return filter === null && series === undefined && oldest >= from && newest <= to
}

/**
 * Where the whole budget would not reach back a minute, a sixteenth of it does as well, as seconds of such traffic
 * answer nothing that fewer seconds do not: at 100,000 requests a second it is 60 MB less for 2 seconds less.
 */
const shortReach = 60
const shortShare = 1 / 16

/** The newest requests as they were logged, in bounded memory. */
export class RawRing {
  readonly #budget: number
  readonly #optional: { clients: boolean; groups: boolean }
  readonly #parts: BatchRowParts
  /** In order of their beginning; the open ones of each source among them. */
  #segments: RawSegment[] = []
  readonly #open = new Map<number, RawSegment>()
  #spare: RawSegment | null = null
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
      segment = this.#spare ?? new RawSegment(batch.source, this.#optional)
      segment.reuse(batch.source)
      this.#spare = null
      this.#open.set(batch.source, segment)
      this.#segments.push(segment)
    }
    segment.add(batch, mapper)
    if (segment.full) {
      segment.forgetBatches()
      this.#open.delete(batch.source)
      this.#closedBytes += segment.bytes
    }
    this.#evict()
  }

  /** Newest first. */
  newest(query: RawQuery, limit: number): RequestRecord[] {
    const best = new Best(limit)
    const newestFirst = [...this.#segments].sort((a, b) => b.newest - a.newest)
    for (const segment of newestFirst) {
      if (segment.newest < best.threshold) break
      this.#visit(segment, query, row => best.offer(segment, row, segment.rows.timestamp[row]!))
    }
    return this.#records(best).sort((a, b) => b.timestamp - a.timestamp)
  }

  /** Slowest first; those without a duration never. */
  slowest(query: RawQuery): RequestRecord[] {
    const best = new Best(slowestKept)
    for (const segment of this.#segments) {
      const { duration, bucket } = segment.rows
      if (segment.full && takesAll(query, segment)) {
        for (const row of segment.slowest) best.offer(segment, row, duration[row]!)
        continue
      }
      this.#visit(segment, query, row => {
        if (bucket[row] !== noBucket) best.offer(segment, row, duration[row]!)
      })
    }
    return this.#records(best).sort(compareSlowest)
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

  #records(best: Best): RequestRecord[] {
    return best.found().map(({ segment, row }) => recordOf(segment.batch(), row, this.#parts))
  }

  #visit(segment: RawSegment, { from, to, filter, series }: RawQuery, visit: (row: number) => void): void {
    if (segment.newest < from || segment.oldest > to) return
    const { timestamp, key, length } = segment.rows
    const passes = filter === null ? null : segment.passing(filter, this.#parts)
    // Newest first, mostly: who looks for the newest then lets go of the others at once.
    for (let row = length - 1; row >= 0; row--) {
      const time = timestamp[row]!
      if (time < from || time > to || passes?.[row] === 0) continue
      if (series === undefined || series.has(seriesOfKey(key[row]!))) visit(row)
    }
  }

  /** Bytes that may be kept at the rate of what is kept now. */
  #allowed(bytes: number): number {
    const share = shortShare * this.#budget
    if (bytes <= share) return this.#budget
    const reach = this.#segments.at(-1)!.newest - this.#segments[0]!.oldest
    return reach * (this.#budget / bytes) < shortReach ? share : this.#budget
  }

  #evict(): void {
    const bytes = (): number => {
      let sum = this.#closedBytes
      for (const segment of this.#open.values()) sum += segment.bytes
      return sum
    }
    while (bytes() > this.#allowed(bytes()) && this.#segments.length > 1) {
      const [oldest] = this.#segments.splice(0, 1) as [RawSegment]
      if (this.#open.get(oldest.source) === oldest) this.#open.delete(oldest.source)
      else this.#closedBytes -= oldest.bytes
      this.#spare = oldest
      if (oldest.rows.length > 0) this.#lost = Math.max(this.#lost ?? oldest.newest, oldest.newest)
    }
  }
}
