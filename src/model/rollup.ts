import { Cache } from './batch.ts'
import { Distribution } from './distribution.ts'
import { bucketOf, zeroBucket } from './sketch.ts'
import type { RequestStats, TopCount } from './snapshot.ts'
import { byCount, TopCounter } from './top-counter.ts'

/** In a column of buckets: the request has no duration. */
export const noBucket = -32768

/** Sketch bucket of a duration in seconds: `zeroBucket` for 0, `noBucket` where it is not ≥ 0 and finite. */
export function durationBucket(seconds: number): number {
  if (seconds > 0) return seconds < Number.POSITIVE_INFINITY ? bucketOf(seconds) : noBucket
  return seconds === 0 ? zeroBucket : noBucket
}

const statusWidth = 4

/** Key of an error message in `Rollup.errorMessages`: a 404 and a 500 with one text are two. */
export function withStatus(status: number, text: string): string {
  return `${String(status).padStart(3, '0')} ${text}`
}

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
  /** By status and text: see `addErrorMessage`. */
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
    this.addBucketed(status, duration, durationBucket(duration), cache)
  }

  /** `add` where the bucket of the duration is known already: see `durationBucket`. */
  addBucketed(status: number, duration: number, bucket: number, cache: number): void {
    this.addStatus(status, 1)
    this.addRequests(1, cache)
    if (bucket !== noBucket) this.durationsOf(cache).addBucketed(duration, bucket)
  }

  /** Counts requests of one cache state; their statuses and durations are the caller's to add. */
  addRequests(count: number, cache: number): void {
    this.requests += count
    if (cache === Cache.hit) this.cacheHits += count
    else if (cache === Cache.miss) this.cacheMisses += count
    else if (cache === Cache.notALookup) this.cacheOther += count
  }

  /** Durations of requests with one cache state. */
  durationsOf(cache: number): Distribution {
    if (cache === Cache.hit) return (this.hit ??= new Distribution())
    if (cache === Cache.miss) return (this.miss ??= new Distribution())
    return (this.unknown ??= new Distribution())
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

  /** A message of a request with this status (0 = unknown). */
  addErrorMessage(status: number, text: string): void {
    this.addErrorKey(withStatus(status, text))
  }

  /** `addErrorMessage` where `withStatus` was called already. */
  addErrorKey(key: string): void {
    this.errorMessages ??= new TopCounter()
    this.errorMessages.add(key)
  }

  addClient(client: string): void {
    this.clients ??= new TopCounter()
    this.clients.add(client)
  }

  /** Empty again, to be used for something else. */
  clear(): void {
    this.requests = this.statusUnknown = 0
    this.cacheHits = this.cacheMisses = this.cacheOther = 0
    for (const durations of [this.hit, this.miss, this.unknown]) durations?.clear()
    this.errorMessages = null
    this.clients = null
    this.#codes.length = 0
    this.#codeCounts.length = 0
  }

  copy(): Rollup {
    const copy = new Rollup()
    copy.merge(this)
    return copy
  }

  /** Error messages, most frequent first. */
  messages(): TopCount[] {
    const texts = new Map<string, TopCount>()
    for (const { value, count, error } of this.errorMessages?.top() ?? []) {
      const text = value.slice(statusWidth)
      const known = texts.get(text)
      texts.set(text, { value: text, count: count + (known?.count ?? 0), error: error + (known?.error ?? 0) })
    }
    return [...texts.values()].sort(byCount)
  }

  /** The commonest message of one status. */
  messageOf(status: number): string | null {
    const prefix = withStatus(status, '')
    const found = this.errorMessages?.top().find(({ value }) => value.startsWith(prefix))
    return found === undefined ? null : found.value.slice(statusWidth)
  }

  /** Takes requests and status codes from another; durations and the rest stay. */
  replaceCounts(other: Rollup): void {
    this.requests = other.requests
    this.statusUnknown = other.statusUnknown
    this.#codes.splice(0, Number.POSITIVE_INFINITY, ...other.#codes)
    this.#codeCounts.splice(0, Number.POSITIVE_INFINITY, ...other.#codeCounts)
  }

  merge(other: Rollup): void {
    this.mergeFigures(other)
    if (other.errorMessages !== null) {
      this.errorMessages ??= new TopCounter(other.errorMessages.capacity)
      this.errorMessages.merge(other.errorMessages)
    }
    if (other.clients !== null) {
      this.clients ??= new TopCounter(other.clients.capacity)
      this.clients.merge(other.clients)
    }
  }

  /** `merge` without messages and clients. */
  mergeFigures(other: Rollup): void {
    this.requests += other.requests
    this.statusUnknown += other.statusUnknown
    this.cacheHits += other.cacheHits
    this.cacheMisses += other.cacheMisses
    this.cacheOther += other.cacheOther
    for (let i = 0; i < other.#codes.length; i++) this.addStatus(other.#codes[i]!, other.#codeCounts[i]!)
    if (other.hit !== null) (this.hit ??= new Distribution()).merge(other.hit)
    if (other.miss !== null) (this.miss ??= new Distribution()).merge(other.miss)
    if (other.unknown !== null) (this.unknown ??= new Distribution()).merge(other.unknown)
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

  /** Seconds spent in all requests together. */
  get durationSum(): number {
    return (this.hit?.sum ?? 0) + (this.miss?.sum ?? 0) + (this.unknown?.sum ?? 0)
  }

  /** Durations of hits, misses and the rest together: to be read only, since mostly there is but one kind. */
  durations(): Distribution {
    const { hit, miss, unknown } = this
    const only = hit ?? miss ?? unknown
    if (only !== null && Number(hit !== null) + Number(miss !== null) + Number(unknown !== null) === 1)
      return only
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
