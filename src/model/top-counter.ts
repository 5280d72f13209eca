import type { TopCount } from './snapshot.ts'

/** Texts up to which a map is not worth its garbage. */
const fewPlaces = 16

/**
 * The most frequent texts in bounded memory: Space-Saving (Metwally, Agrawal, El Abbadi: Efficient computation
 * of frequent and top-k elements, 2005), merged as in Agarwal et al.: Mergeable summaries (2012). Exact until
 * more than `capacity` texts were seen; afterwards true count ≤ `count` ≤ true count + `error`.
 */
export class TopCounter {
  readonly capacity: number
  /** Added to all that is stored, so that a merge need not touch every entry. */
  #lift = 0
  #floor = 0
  /** `null` where there are so few that looking through them is quicker, and leaves nothing to collect. */
  readonly #places: Map<string, number> | null
  // Columns and not objects: with more texts than places nearly every request looks for the rarest.
  readonly #values: string[] = []
  readonly #counts: number[] = []
  readonly #errors: number[] = []

  constructor(capacity = 8) {
    this.capacity = capacity
    this.#places = capacity > fewPlaces ? new Map() : null
  }

  /** No text that is absent was seen more often than this. */
  get floor(): number {
    return this.#floor + this.#lift
  }

  /** How many texts are held. */
  get size(): number {
    return this.#values.length
  }

  add(value: string, count = 1): void {
    const place = this.#placeOf(value)
    if (place >= 0) {
      this.#counts[place]! += count
      return
    }
    if (this.#values.length < this.capacity) {
      this.#append(value, this.#floor + count, this.#floor)
      return
    }
    const rarest = smallest(this.#counts)
    this.#places?.delete(this.#values[rarest]!)
    this.#floor = Math.max(this.#floor, this.#counts[rarest]!)
    this.#put(rarest, value, this.#floor + count, this.#floor)
  }

  merge(other: TopCounter): void {
    this.mergeEntries(other.top(), other.floor)
  }

  /** What `top()` and `floor` of another counter gave: how a codec puts one together again. */
  mergeEntries(entries: Iterable<TopCount>, floor: number): void {
    for (const { value, count, error } of entries) {
      const place = this.#placeOf(value)
      if (place < 0) {
        this.#append(value, count + this.#floor - floor, error + this.#floor - floor)
      } else {
        this.#counts[place]! += count - floor
        this.#errors[place]! += error - floor
      }
    }
    this.#lift += floor
    while (this.#values.length > this.capacity) this.#remove(this.#rarest())
  }

  /** Lets go of texts seen fewer than `count` times for sure. */
  prune(count: number): void {
    for (let place = this.#values.length - 1; place >= 0; place--)
      if (this.#counts[place]! - this.#errors[place]! < count) this.#remove(place)
  }

  /** Most frequent first, ties by text. */
  top(): TopCount[] {
    return this.#values
      .map((value, place) => ({
        value,
        count: this.#counts[place]! + this.#lift,
        error: this.#errors[place]! + this.#lift,
      }))
      .sort(byCount)
  }

  /** −1: it is not held. */
  #placeOf(value: string): number {
    return this.#places === null ? this.#values.indexOf(value) : (this.#places.get(value) ?? -1)
  }

  /** Among equals the last by text, so that parts merge to the same in any order. */
  #rarest(): number {
    let rarest = 0
    for (let place = 1; place < this.#counts.length; place++) {
      const more = this.#counts[place]! - this.#counts[rarest]!
      if (more < 0 || (more === 0 && this.#values[place]! > this.#values[rarest]!)) rarest = place
    }
    return rarest
  }

  #append(value: string, count: number, error: number): void {
    this.#put(this.#values.length, value, count, error)
  }

  #put(place: number, value: string, count: number, error: number): void {
    this.#places?.set(value, place)
    this.#values[place] = value
    this.#counts[place] = count
    this.#errors[place] = error
  }

  /** The last one takes its place. */
  #remove(place: number): void {
    this.#floor = Math.max(this.#floor, this.#counts[place]!)
    this.#places?.delete(this.#values[place]!)
    const value = this.#values.pop()!
    const count = this.#counts.pop()!
    const error = this.#errors.pop()!
    if (place < this.#values.length) this.#put(place, value, count, error)
  }
}

function smallest(counts: readonly number[]): number {
  let place = 0
  for (let i = 1; i < counts.length; i++) if (counts[i]! < counts[place]!) place = i
  return place
}

/** Most frequent first, ties by text. */
export function byCount(a: TopCount, b: TopCount): number {
  return b.count - a.count || (a.value < b.value ? -1 : a.value > b.value ? 1 : 0)
}
