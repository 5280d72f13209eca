const blockSeconds = 512

/** Blocks kept at most: 97 days without a quiet stretch, 32 MiB. */
const maxBlocks = 16_384

/**
 * Requests per second of time, for the busiest second. Exact as long as the seconds seen lie in at most 97
 * days; beyond, the oldest are given up but for their peak, which is right as long as the log is about in order.
 */
export class SecondCounts {
  readonly #blocks = new Map<number, Uint32Array>()
  #lastNumber = Number.NaN
  #lastBlock: Uint32Array = new Uint32Array(blockSeconds)
  #given: Peak | null = null

  add(time: number, count = 1): void {
    const second = Math.floor(time)
    const number = Math.floor(second / blockSeconds)
    if (number !== this.#lastNumber) this.#open(number)
    this.#lastBlock[second - number * blockSeconds]! += count
  }

  /** Times whose key is not −1. Those of one second mostly stand together and are counted in one step. */
  addRows(timestamp: Float64Array, key: Int32Array, length: number): void {
    let start = Number.POSITIVE_INFINITY
    let end = Number.NEGATIVE_INFINITY
    let count = 0
    for (let i = 0; i < length; i++) {
      const time = timestamp[i]!
      if (key[i]! < 0) continue
      if (time < end && time >= start) {
        count++
        continue
      }
      if (count > 0) this.add(start, count)
      start = Math.floor(time)
      end = start + 1
      count = 1
    }
    if (count > 0) this.add(start, count)
  }

  /** Seconds with requests, in no order. */
  *seconds(): Generator<[second: number, count: number]> {
    for (const [number, block] of this.#blocks)
      for (let i = 0; i < blockSeconds; i++) if (block[i]! > 0) yield [number * blockSeconds + i, block[i]!]
  }

  /** Of the seconds in [from, to]; the earliest of equals. */
  peak(from: number = Number.NEGATIVE_INFINITY, to: number = Number.POSITIVE_INFINITY): Peak | null {
    let best =
      this.#given !== null && this.#given.second >= from && this.#given.second <= to ? this.#given : null
    for (const [number, block] of this.#blocks) {
      const start = number * blockSeconds
      if (start + blockSeconds <= from || start > to) continue
      for (let i = 0; i < blockSeconds; i++) {
        const count = block[i]!
        if (count > 0 && start + i >= from && start + i <= to) best = higherPeak(best, count, start + i)
      }
    }
    return best
  }

  /** Gives up everything before `time`, peak included. */
  forget(time: number): void {
    for (const number of this.#blocks.keys())
      if ((number + 1) * blockSeconds <= time) this.#blocks.delete(number)
    if (!this.#blocks.has(this.#lastNumber)) this.#lastNumber = Number.NaN
  }

  #open(number: number): void {
    let block = this.#blocks.get(number)
    if (block === undefined) {
      block = new Uint32Array(blockSeconds)
      this.#blocks.set(number, block)
      if (this.#blocks.size > maxBlocks) this.#giveUpOldest()
    }
    this.#lastNumber = number
    this.#lastBlock = block
  }

  #giveUpOldest(): void {
    const oldest = [...this.#blocks.keys()].sort((a, b) => a - b).slice(0, maxBlocks / 8)
    for (const number of oldest) {
      this.#blocks.get(number)!.forEach((count, i) => {
        if (count > 0) this.#given = higherPeak(this.#given, count, number * blockSeconds + i)
      })
      this.#blocks.delete(number)
    }
  }
}

export interface Peak {
  readonly count: number
  /** Start of the second, since the epoch. */
  readonly second: number
}

/** The higher of two, the earlier of equals. */
export function higherPeak(best: Peak | null, count: number, second: number): Peak {
  if (best === null || count > best.count || (count === best.count && second < best.second))
    return { count, second }
  return best
}
