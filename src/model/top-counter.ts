import type { TopCount } from './snapshot.ts'

interface Entry {
  count: number
  error: number
}

/**
 * The most frequent texts in bounded memory: Space-Saving (Metwally, Agrawal, El Abbadi, 2005). Counts are
 * exact until more than `capacity` texts were seen; afterwards `error` bounds the overcount.
 */
export class TopCounter {
  readonly capacity: number
  readonly #entries = new Map<string, Entry>()

  constructor(capacity = 8) {
    this.capacity = capacity
  }

  add(value: string, count = 1, error = 0): void {
    const entry = this.#entries.get(value)
    if (entry !== undefined) {
      entry.count += count
      entry.error += error
      return
    }
    if (this.#entries.size < this.capacity) {
      this.#entries.set(value, { count, error })
      return
    }
    const [rarest, { count: floor }] = this.#rarest()
    this.#entries.delete(rarest)
    this.#entries.set(value, { count: floor + count, error: floor + error })
  }

  merge(other: TopCounter): void {
    for (const [value, { count, error }] of other.#entries) this.add(value, count, error)
  }

  /** Most frequent first, ties by text. */
  top(): TopCount[] {
    return [...this.#entries].map(([value, { count, error }]) => ({ value, count, error })).sort(byCount)
  }

  #rarest(): [string, Entry] {
    let rarest: [string, Entry] | undefined
    for (const candidate of this.#entries) {
      if (rarest === undefined || candidate[1].count < rarest[1].count) rarest = candidate
    }
    return rarest!
  }
}

/** Most frequent first, ties by text. */
export function byCount(a: TopCount, b: TopCount): number {
  return b.count - a.count || (a.value < b.value ? -1 : a.value > b.value ? 1 : 0)
}
