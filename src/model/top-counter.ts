import type { TopCount } from './snapshot.ts'

interface Entry {
  count: number
  error: number
}

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
  readonly #entries = new Map<string, Entry>()

  constructor(capacity = 8) {
    this.capacity = capacity
  }

  /** No text that is absent was seen more often than this. */
  get floor(): number {
    return this.#floor + this.#lift
  }

  /** How many texts are held. */
  get size(): number {
    return this.#entries.size
  }

  add(value: string, count = 1): void {
    const entry = this.#entries.get(value)
    if (entry !== undefined) {
      entry.count += count
      return
    }
    if (this.#entries.size >= this.capacity) this.#drop()
    this.#entries.set(value, { count: this.#floor + count, error: this.#floor })
  }

  merge(other: TopCounter): void {
    this.mergeEntries(other.top(), other.floor)
  }

  /** What `top()` and `floor` of another counter gave: how a codec puts one together again. */
  mergeEntries(entries: Iterable<TopCount>, floor: number): void {
    for (const { value, count, error } of entries) {
      const entry = this.#entries.get(value)
      if (entry === undefined) {
        this.#entries.set(value, { count: count + this.#floor - floor, error: error + this.#floor - floor })
      } else {
        entry.count += count - floor
        entry.error += error - floor
      }
    }
    this.#lift += floor
    while (this.#entries.size > this.capacity) this.#drop()
  }

  /** Lets go of texts seen fewer than `count` times for sure. */
  prune(count: number): void {
    for (const [value, entry] of this.#entries)
      if (entry.count - entry.error < count) this.#remove(value, entry)
  }

  /** Most frequent first, ties by text. */
  top(): TopCount[] {
    return [...this.#entries]
      .map(([value, { count, error }]) => ({ value, count: count + this.#lift, error: error + this.#lift }))
      .sort(byCount)
  }

  #drop(): void {
    let rarest: [string, Entry] | undefined
    for (const candidate of this.#entries) {
      if (rarest === undefined || isRarer(candidate, rarest)) rarest = candidate
    }
    this.#remove(...rarest!)
  }

  #remove(value: string, { count }: Entry): void {
    this.#entries.delete(value)
    if (count > this.#floor) this.#floor = count
  }
}

function isRarer(a: readonly [string, Entry], b: readonly [string, Entry]): boolean {
  return a[1].count < b[1].count || (a[1].count === b[1].count && a[0] > b[0])
}

/** Most frequent first, ties by text. */
export function byCount(a: TopCount, b: TopCount): number {
  return b.count - a.count || (a.value < b.value ? -1 : a.value > b.value ? 1 : 0)
}
