import { Cache } from './batch.ts'
import { Distribution } from './distribution.ts'
import type { RequestStats } from './snapshot.ts'
import { TopCounter } from './top-counter.ts'

/**
 * What is kept of the requests of one (source, method, endpoint) in one bucket of time. Merging is
 * commutative and associative with the empty rollup as identity (top counters: within their error).
 */
export class Rollup {
  requests = 0
  statusUnknown = 0
  cacheHits = 0
  cacheMisses = 0
  /** Records that spoke of a cache without a lookup. */
  cacheOther = 0
  /** Durations by cache state, made on first use. */
  hit: Distribution | null = null
  miss: Distribution | null = null
  unknown: Distribution | null = null
  errorMessages: TopCounter | null = null
  clients: TopCounter | null = null
  /** Most rollups have one to five codes: a scan of two short arrays beats a map. */
  readonly #codes: number[] = []
  readonly #codeCounts: number[] = []

  /**
   * @param status 0 = unknown
   * @param duration seconds, NaN = not given
   * @param cache see `Cache`
   */
  add(status: number, duration: number, cache: number): void {
    this.requests++
    this.addStatus(status, 1)
    let distribution: Distribution
    if (cache === Cache.hit) {
      this.cacheHits++
      distribution = this.hit ??= new Distribution()
    } else if (cache === Cache.miss) {
      this.cacheMisses++
      distribution = this.miss ??= new Distribution()
    } else {
      if (cache === Cache.notALookup) this.cacheOther++
      distribution = this.unknown ??= new Distribution()
    }
    if (duration >= 0) distribution.add(duration)
  }

  addStatus(status: number, count: number): void {
    if (status === 0) {
      this.statusUnknown += count
      return
    }
    const index = this.#codes.indexOf(status)
    if (index >= 0) this.#codeCounts[index]! += count
    else {
      this.#codes.push(status)
      this.#codeCounts.push(count)
    }
  }

  merge(other: Rollup): void {
    this.requests += other.requests
    this.statusUnknown += other.statusUnknown
    this.cacheHits += other.cacheHits
    this.cacheMisses += other.cacheMisses
    this.cacheOther += other.cacheOther
    for (let i = 0; i < other.#codes.length; i++) this.addStatus(other.#codes[i]!, other.#codeCounts[i]!)
    if (other.hit !== null) (this.hit ??= new Distribution()).merge(other.hit)
    if (other.miss !== null) (this.miss ??= new Distribution()).merge(other.miss)
    if (other.unknown !== null) (this.unknown ??= new Distribution()).merge(other.unknown)
    if (other.errorMessages !== null) (this.errorMessages ??= new TopCounter()).merge(other.errorMessages)
    if (other.clients !== null) (this.clients ??= new TopCounter()).merge(other.clients)
  }

  /** Known status codes with their counts, in no order. */
  *statuses(): Generator<[code: number, count: number]> {
    for (let i = 0; i < this.#codes.length; i++) yield [this.#codes[i]!, this.#codeCounts[i]!]
  }

  /** Requests with first ≤ status ≤ last. */
  countStatuses(first: number, last: number): number {
    let count = 0
    for (let i = 0; i < this.#codes.length; i++) {
      const code = this.#codes[i]!
      if (code >= first && code <= last) count += this.#codeCounts[i]!
    }
    return count
  }

  get errors(): number {
    return this.countStatuses(400, 599)
  }

  /** Durations of hits, misses and the rest together. */
  durations(): Distribution {
    const all = new Distribution()
    if (this.hit !== null) all.merge(this.hit)
    if (this.miss !== null) all.merge(this.miss)
    if (this.unknown !== null) all.merge(this.unknown)
    return all
  }

  stats(): RequestStats {
    const durations = this.durations()
    const clientErrors = this.countStatuses(400, 499)
    const serverErrors = this.countStatuses(500, 599)
    const known = this.requests - this.statusUnknown
    const lookups = this.cacheHits + this.cacheMisses
    const cacheKnown = lookups + this.cacheOther > 0
    const codes = [...this.statuses()].sort((a, b) => a[0] - b[0])
    return {
      total: this.requests,
      errors: clientErrors + serverErrors,
      errorRate: known > 0 ? (clientErrors + serverErrors) / known : null,
      clientErrors,
      serverErrors,
      statusUnknown: this.statusUnknown,
      statusCodes: Object.fromEntries(codes.map(([code, count]) => [String(code), count])),
      responseTime: durations.stats(),
      durationSum: durations.sum,
      cache: {
        hits: cacheKnown ? this.cacheHits : null,
        misses: cacheKnown ? this.cacheMisses : null,
        hitRate: lookups > 0 ? this.cacheHits / lookups : null,
        hitP50: this.hit?.percentile(0.5) ?? null,
        missP50: this.miss?.percentile(0.5) ?? null,
      },
    }
  }
}
