import { bucketOf, Sketch, zeroBucket } from './sketch.ts'
import type { ResponseTimeStats } from './snapshot.ts'

const carryAt = 2 ** 52

type Five = [number, number, number, number, number]
const shownPercentiles = [0.5, 0.9, 0.95, 0.99, 0.999]
const noFigures = { mean: null, min: null, max: null, p50: null, p90: null, p95: null, p99: null, p999: null }

/** Seconds from which a duration does not fit beside others in 53 bits of nanoseconds. */
const long = 4e6

/** What a duration adds to an exact sum. `Math.round` takes 18 ns here, `Math.floor` under 1. */
export function nanosecondsOf(seconds: number): number {
  return Math.floor(seconds * 1e9 + 0.5)
}

/** A longer duration counts as this much in the sum, which stays exact that way: 2^32 s are 136 years. */
const longest = 2 ** 32

/**
 * Durations in seconds: exact count, sum, min, max and a sketch for percentiles. The sum is kept in whole
 * nanoseconds, so that it does not depend on the order of adding: a shuffled log gives the same mean.
 */
export class Distribution {
  min: number = Number.POSITIVE_INFINITY
  max: number = Number.NEGATIVE_INFINITY
  readonly sketch: Sketch = new Sketch()
  #seconds = 0
  #nanoseconds = 0

  get count(): number {
    return this.sketch.count
  }

  /** @param seconds ≥ 0 and finite */
  add(seconds: number): void {
    this.addBucketed(seconds, seconds > 0 ? bucketOf(seconds) : zeroBucket)
  }

  /** `add` where the bucket is known already: of `bucketOf`, or `zeroBucket`. */
  addBucketed(seconds: number, bucket: number): void {
    if (seconds < this.min) this.min = seconds
    if (seconds > this.max) this.max = seconds
    this.addToSum(seconds)
    this.sketch.increment(bucket)
  }

  /** What `addBucketed` does without the sketch, for many durations at once; their sum below 2^53 ns. */
  addFigures(min: number, max: number, nanoseconds: number): void {
    if (min < this.min) this.min = min
    if (max > this.max) this.max = max
    this.#addNanoseconds(nanoseconds)
  }

  /** Seconds of the sum alone; with `addFigures`, what a codec puts together again. */
  addWholeSeconds(seconds: number): void {
    this.#seconds += seconds
  }

  /** A duration in the sum alone. */
  addToSum(seconds: number): void {
    if (seconds < long) this.#addNanoseconds(nanosecondsOf(seconds))
    else this.#addLong(Math.min(seconds, longest))
  }

  /** Empty again, as new. */
  clear(): void {
    this.min = Number.POSITIVE_INFINITY
    this.max = Number.NEGATIVE_INFINITY
    this.#seconds = 0
    this.#nanoseconds = 0
    this.sketch.clear()
  }

  merge(other: Distribution): void {
    if (other.min < this.min) this.min = other.min
    if (other.max > this.max) this.max = other.max
    this.#seconds += other.#seconds
    this.#addNanoseconds(other.#nanoseconds)
    this.sketch.merge(other.sketch)
  }

  get sum(): number {
    return this.#seconds + Math.floor(this.#nanoseconds / 1e9) + (this.#nanoseconds % 1e9) / 1e9
  }

  /** Exact parts of the sum, for a codec; `addWholeSeconds` and `addFigures` take them back. */
  sumParts(): [seconds: number, nanoseconds: number] {
    return [this.#seconds + Math.floor(this.#nanoseconds / 1e9), this.#nanoseconds % 1e9]
  }

  /** Nearest-rank percentile, `q` in 0–1; `null` when empty. */
  percentile(q: number): number | null {
    return this.count === 0 ? null : this.percentiles([q])[0]!
  }

  /** `percentile` for several at once, ascending; not when empty. Without callbacks: charts ask for thousands. */
  percentiles(qs: readonly number[]): number[] {
    const { min, max, sketch } = this
    const { count } = sketch
    const ranks: number[] = []
    for (let i = 0; i < qs.length; i++) ranks.push(Math.max(1, Math.ceil(qs[i]! * count)))
    const values = sketch.valuesAtRanks(ranks)
    for (let i = 0; i < values.length; i++) values[i] = Math.min(max, Math.max(min, values[i]!))
    return values
  }

  stats(): ResponseTimeStats {
    const { count, min, max, sum } = this
    if (count === 0) return { count, ...noFigures }
    const [p50, p90, p95, p99, p999] = this.percentiles(shownPercentiles) as Five
    return { count, mean: sum / count, min, max, p50, p90, p95, p99, p999 }
  }

  #addLong(seconds: number): void {
    const whole = Math.floor(seconds)
    this.#seconds += whole
    this.#addNanoseconds(nanosecondsOf(seconds - whole))
  }

  #addNanoseconds(nanoseconds: number): void {
    this.#nanoseconds += nanoseconds
    if (this.#nanoseconds < carryAt) return
    this.#seconds += Math.floor(this.#nanoseconds / 1e9)
    this.#nanoseconds %= 1e9
  }
}
