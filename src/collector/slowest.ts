import type { RequestRecord } from '../model/index.ts'

export const slowestKept = 100

/** Slower first; among equals a fixed order, so that the same requests give the same list in any order. */
export function compareSlowest(a: RequestRecord, b: RequestRecord): number {
  return (
    (b.duration ?? -1) - (a.duration ?? -1) ||
    b.timestamp - a.timestamp ||
    compareTexts(a.endpoint, b.endpoint) ||
    compareTexts(a.method ?? '', b.method ?? '') ||
    compareTexts(a.path, b.path) ||
    a.status - b.status ||
    compareTexts(a.line ?? '', b.line ?? '')
  )
}

/** By code units, as sorting by default does. */
function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** The slowest requests of all that were offered. */
export class SlowestList {
  /** Below this duration nothing gets in any more. */
  threshold = 0
  #records: RequestRecord[] = []

  add(record: RequestRecord): void {
    this.#records.push(record)
    if (this.#records.length >= 2 * slowestKept) this.#cut()
  }

  /** Slowest first. */
  list(): readonly RequestRecord[] {
    this.#cut()
    return [...this.#records]
  }

  #cut(): void {
    this.#records.sort(compareSlowest)
    this.#records.length = Math.min(this.#records.length, slowestKept)
    if (this.#records.length === slowestKept) this.threshold = this.#records[slowestKept - 1]!.duration!
  }
}

/**
 * The slowest requests of a window that ends wherever the input ends: a request is let go once 100 others are
 * both newer and slower, since then it can be in no list. Of a million requests about a thousand stay.
 */
export class SlowestOfLatest {
  #records: RequestRecord[] = []
  #cutAt = 4096
  readonly #heap = new LargestDurations()

  /**
   * Which of some requests may be in a list of the latest.
   * @param rows row numbers in order of time, newest first
   */
  candidates(rows: Iterable<number>, duration: Float64Array): number[] {
    this.#heap.clear()
    const chosen: number[] = []
    for (const row of rows) if (this.#heap.offer(duration[row]!)) chosen.push(row)
    return chosen
  }

  add(record: RequestRecord): void {
    this.#records.push(record)
    if (this.#records.length >= this.#cutAt) this.#cut()
  }

  /** Slowest first, of those at or after `from`. */
  list(from: number): readonly RequestRecord[] {
    return this.#records
      .filter(({ timestamp }) => timestamp >= from)
      .sort(compareSlowest)
      .slice(0, slowestKept)
  }

  /** All that may still be in a list: what has to be handed on for merging. */
  all(): readonly RequestRecord[] {
    this.#cut()
    return [...this.#records]
  }

  #cut(): void {
    this.#heap.clear()
    this.#records = this.#records
      .sort((a, b) => b.timestamp - a.timestamp || compareSlowest(a, b))
      .filter(({ duration }) => this.#heap.offer(duration!))
    this.#cutAt = Math.max(4096, this.#records.length * 2)
  }
}

/** The 100 largest numbers offered, as a binary heap with the smallest of them on top. */
class LargestDurations {
  readonly #heap = new Float64Array(slowestKept)
  #size = 0

  clear(): void {
    this.#size = 0
  }

  /** Whether it is among the 100 largest so far; equals are. */
  offer(value: number): boolean {
    const heap = this.#heap
    if (this.#size < slowestKept) {
      let at = this.#size++
      for (let above = (at - 1) >> 1; at > 0 && heap[above]! > value; above = (at - 1) >> 1) {
        heap[at] = heap[above]!
        at = above
      }
      heap[at] = value
      return true
    }
    if (!(value >= heap[0]!)) return false
    let at = 0
    for (let below = 1; below < slowestKept; below = 2 * at + 1) {
      if (below + 1 < slowestKept && heap[below + 1]! < heap[below]!) below++
      if (heap[below]! >= value) break
      heap[at] = heap[below]!
      at = below
    }
    heap[at] = value
    return true
  }
}
