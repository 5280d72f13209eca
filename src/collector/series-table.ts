/** A (method, endpoint) pair: what statistics are kept by. */
export interface SeriesKey {
  /** `null` for garbage requests and for `(other)`. */
  readonly method: string | null
  readonly endpoint: string
}

/** Index of the series in which everything beyond the cap is folded. */
export const otherSeries = 0
export const otherEndpoint = '(other)'
export const unknownEndpoint = '(unknown)'

export const methodSlots = 64

/** In `SeriesTable.pairs`. */
export const noSeries = -1

/**
 * Numbers for (method, endpoint) pairs. At most `maxEndpoints` distinct ones; the first seen stay, the rest
 * is one `(other)`. A row finds its series by two small integers, without hashing a text.
 */
export class SeriesTable {
  readonly keys: SeriesKey[] = [{ method: null, endpoint: otherEndpoint }]
  readonly #maxEndpoints: number
  readonly #methods: (string | null)[] = [null]
  readonly #methodIds = new Map<string, number>()
  readonly #routes: string[] = []
  readonly #routeIds = new Map<string, number>()
  /** Series by route × `methodSlots` + method: what a loop looks up without a call. Replaced when it grows. */
  pairs: Int32Array = new Int32Array(64 * methodSlots).fill(noSeries)

  constructor(maxEndpoints = 1000) {
    this.#maxEndpoints = maxEndpoints
  }

  get full(): boolean {
    return this.keys.length > this.#maxEndpoints
  }

  methodId(method: string | null): number {
    if (method === null) return 0
    const known = this.#methodIds.get(method)
    if (known !== undefined) return known
    if (this.#methods.length === methodSlots - 1 && method !== '_OTHER') return this.methodId('_OTHER')
    this.#methodIds.set(method, this.#methods.length)
    return this.#methods.push(method) - 1
  }

  /** −1 when it can only be `(other)`. Ask for the series of a new route before asking for the next route. */
  routeId(route: string): number {
    const known = this.#routeIds.get(route)
    if (known !== undefined) return known
    if (this.full) return -1
    this.#routeIds.set(route, this.#routes.length)
    return this.#routes.push(route) - 1
  }

  /** Series of two numbers given by `routeId` and `methodId`. */
  series(routeId: number, methodId: number): number {
    if (routeId < 0) return otherSeries
    const pair = routeId * methodSlots + methodId
    const known = pair < this.pairs.length ? this.pairs[pair]! : noSeries
    return known !== noSeries ? known : this.#add(pair, routeId, methodId)
  }

  /** The series of a pair; `(other)` when there is no room for it. */
  add({ method, endpoint }: SeriesKey): number {
    if (method === null && endpoint === otherEndpoint) return otherSeries
    return this.series(this.routeId(endpoint), this.methodId(method))
  }

  find(key: SeriesKey): number | null {
    if (key.endpoint === otherEndpoint && key.method === null) return otherSeries
    const routeId = this.#routeIds.get(key.endpoint)
    const methodId = key.method === null ? 0 : this.#methodIds.get(key.method)
    if (routeId === undefined || methodId === undefined) return null
    const series = this.pairs[routeId * methodSlots + methodId] ?? noSeries
    return series === noSeries ? null : series
  }

  #add(pair: number, routeId: number, methodId: number): number {
    if (this.full) return otherSeries
    if (pair >= this.pairs.length) {
      const grown = new Int32Array(Math.max(pair + methodSlots, this.pairs.length * 2)).fill(noSeries)
      grown.set(this.pairs)
      this.pairs = grown
    }
    this.pairs[pair] = this.keys.length
    return this.keys.push({ method: this.#methods[methodId]!, endpoint: this.#routes[routeId]! }) - 1
  }
}
