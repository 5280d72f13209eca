import {
  Cache,
  durationEdges,
  edgeOfBucket,
  nanosecondsOf,
  noBucket,
  type RequestCounter,
  zeroBucket,
} from '../model/index.ts'
import { cacheOfKey, type Rows, seriesOfKey } from './rows.ts'
import { otherSeries, type SeriesKey } from './series-table.ts'

/** Statuses fit below. */
const statusSlots = 65_536

/** An endpoint has a few statuses; a log that gives each of them all has most of it counted under `(other)`. */
const statusesPerEndpoint = 4

class Counter {
  requests = 0
  hits = 0
  misses = 0
  /** Not summed up yet: below 2^53 for 104 days of requests, after that the sum is a little less than exact. */
  nanoseconds = 0
  readonly durations: number[] = new Array<number>(durationEdges.length + 1).fill(0)
}

/** Requests by endpoint and status since the start, for whoever asks again and again how far they have come. */
export class RequestCounts {
  readonly #counters = new Map<number, Counter>()
  readonly #most: number

  constructor(maxEndpoints: number) {
    this.#most = maxEndpoints * statusesPerEndpoint
  }

  add({ length, key, status, duration, bucket }: Rows): void {
    let last = -1
    let counter: Counter | undefined
    for (let i = 0; i < length; i++) {
      if (key[i]! < 0) continue
      const id = seriesOfKey(key[i]!) * statusSlots + status[i]!
      if (id !== last || counter === undefined) counter = this.#counterOf(id, status[i]!)
      last = id
      counter.requests++
      const cache = cacheOfKey(key[i]!)
      if (cache === Cache.hit) counter.hits++
      else if (cache === Cache.miss) counter.misses++
      const b = bucket[i]!
      if (b === noBucket) continue
      counter.nanoseconds += nanosecondsOf(duration[i]!)
      counter.durations[b === zeroBucket ? 0 : edgeOfBucket(b)]!++
    }
  }

  /** @param keys by number of the series */
  counters(keys: readonly SeriesKey[]): RequestCounter[] {
    return [...this.#counters].map(([id, { requests, hits, misses, nanoseconds, durations }]) => ({
      ...keys[Math.floor(id / statusSlots)]!,
      status: id % statusSlots,
      requests,
      cacheHits: hits,
      cacheMisses: misses,
      durationSum: nanoseconds / 1e9,
      durations: [...durations],
    }))
  }

  #counterOf(id: number, status: number): Counter {
    const known = this.#counters.get(id)
    if (known !== undefined) return known
    const target = this.#counters.size < this.#most ? id : otherSeries * statusSlots + status
    const counter = this.#counters.get(target) ?? new Counter()
    this.#counters.set(target, counter)
    return counter
  }
}
