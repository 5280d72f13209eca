import { memory, numerics } from '../numerics/index.ts'

/**
 * Base-2 exponential histogram of scale 5: bucket `k` holds values in (2^(k/32), 2^((k+1)/32)], the buckets
 * of OTLP ExponentialHistogram and Prometheus native histograms (schema 5). A bucket's geometric middle is
 * within 2^(1/64) − 1 = 1.09 % of every value in it.
 *
 * https://opentelemetry.io/docs/specs/otel/metrics/data-model/#exponentialhistogram
 */
export const sketchScale = 5
const bucketsPerOctave = 1 << sketchScale

/** Values outside 2^±32 seconds (0.23 ns … 136 years) are counted in the outermost buckets. */
export const minBucket: number = -32 * bucketsPerOctave
export const maxBucket: number = 32 * bucketsPerOctave - 1

const float = new Float64Array(1)
const words = new Uint32Array(float.buffer)
const highWord = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0

/** edges[j]: the largest double ≤ 2^(j/32), the lower edge of the j-th bucket within an octave. */
const edges = Float64Array.from({ length: bucketsPerOctave + 1 }, (_, j) => edgeAtMost(j))

/** `2 ** x` rounds, and 14 of the 31 edges come out one step too high: a value there would be one bucket low. */
function edgeAtMost(j: number): number {
  let edge = 2 ** (j / bucketsPerOctave)
  const limit = 2n ** BigInt(j + 52 * bucketsPerOctave)
  while (BigInt(edge * 2 ** 52) ** BigInt(bucketsPerOctave) > limit) edge -= 2 ** -52
  return edge
}
/** Bucket within the octave of the smallest value with these 11 leading mantissa bits: at most one too low. */
const guess = new Uint8Array(2048)
for (let bits = 0, j = 0; bits < 2048; bits++) {
  while (j < bucketsPerOctave - 1 && edges[j + 1]! < 1 + bits / 2048) j++
  guess[bits] = j
}

/** What `bucketOf` looks up, for a reader that finds buckets by itself. */
export const bucketTables: { readonly edges: Float64Array; readonly guess: Uint8Array } = { edges, guess }

/** powers[e + 32] = 2^e */
const powers = Float64Array.from({ length: 64 }, (_, i) => 2 ** (i - 32))
/**
 * Bucket of a positive value. A table on the leading mantissa bits and one comparison: 4 ns (`Math.log2` 12),
 * and exact at the edges where `Math.log2` is not.
 */
export function bucketOf(value: number): number {
  float[0] = value
  const high = words[highWord]!
  const exponent = (high >>> 20) - 1023
  if (exponent < -32) return minBucket
  if (exponent > 31) return maxBucket
  const j = guess[(high >>> 9) & 2047]!
  const power = powers[exponent + 32]!
  if (value === power) return Math.max(minBucket, exponent * bucketsPerOctave - 1)
  return exponent * bucketsPerOctave + (value > edges[j + 1]! * power ? j + 1 : j)
}

/**
 * Buckets of many values: those of `values[first]` … `values[end − 1]`, at the same places in `into`;
 * `zeroBucket` for 0, `none` for what is not ≥ 0 and finite.
 */
export function bucketsOf(
  values: Float64Array,
  first: number,
  end: number,
  into: Int16Array,
  none: number,
): void {
  for (let i = first; i < end; i++) {
    const value = values[i]!
    if (value > smallest && value < 2 ** 32) {
      float[0] = value
      const high = words[highWord]!
      const exponent = (high >>> 20) - 1023
      const j = guess[(high >>> 9) & 2047]!
      const power = powers[exponent + 32]!
      if (value === power) into[i] = exponent * bucketsPerOctave - 1
      else into[i] = exponent * bucketsPerOctave + (value > edges[j + 1]! * power ? j + 1 : j)
    } else if (value > 0 && value < Number.POSITIVE_INFINITY) into[i] = bucketOf(value)
    else into[i] = value === 0 ? zeroBucket : none
  }
}

const smallest = 2 ** -32

/** Stands for the value 0, which no bucket holds, where a column carries buckets. */
export const zeroBucket = 32767

/** Upper edge of a bucket, in the unit of the values. */
export function bucketUpperEdge(bucket: number): number {
  return 2 ** ((bucket + 1) / bucketsPerOctave)
}

/** Geometric middle of a bucket. */
export function bucketMiddle(bucket: number): number {
  return 2 ** ((bucket + 0.5) / bucketsPerOctave)
}

const grain = 32
const spare = 24

/** More values than 32 bits can count: no bucket can have overflowed before the sum of all has. */
const narrowLimit = 2 ** 32

const none = new Uint32Array(0)

/** Counts per bucket, over a window of buckets that grows with the values seen. Mergeable, order-free. */
export class Sketch {
  /** All values, zeros included. */
  count = 0
  /** Values that are exactly 0. */
  zero = 0
  /** Bucket of `counts[0]`. */
  base = 0
  /** Wide once it could overflow. To be written to after `open` only. */
  counts: Uint32Array | Float64Array = none

  /** @param value ≥ 0 */
  add(value: number): void {
    this.increment(value > 0 ? bucketOf(value) : zeroBucket)
  }

  /** @param bucket of `bucketOf`, or `zeroBucket` */
  increment(bucket: number): void {
    if (bucket === zeroBucket) this.addZeros(1)
    else this.addToBucket(bucket, 1)
  }

  addZeros(count: number): void {
    this.zero += count
    this.count += count
  }

  addToBucket(bucket: number, count: number): void {
    this.open(bucket, bucket, count)
    this.counts[bucket - this.base]! += count
  }

  /**
   * Takes note of `count` values in the buckets from … to, which the caller then counts in
   * `counts[bucket - base]`: what a loop over many values does without a call for each.
   */
  open(from: number, to: number, count: number): void {
    const index = from - this.base
    if (index < 0 || to - this.base >= this.counts.length) this.#grow(from, to)
    this.count += count
    if (this.count >= narrowLimit && this.counts instanceof Uint32Array)
      this.counts = Float64Array.from(this.counts)
  }

  /**
   * Room for the counts from bucket `base` on, all 0, in memory that others share: for thousands of sketches that are
   * made at once. Only where nothing is counted.
   */
  settle(base: number, room: Uint32Array): void {
    this.base = base
    this.counts = room
  }

  /** Adds `values` that are counted already, bucket by bucket from `first` on. */
  addCounts(first: number, counts: Uint32Array | Float64Array, values: number): void {
    const fresh = this.count === this.zero
    this.open(first, first + counts.length - 1, values)
    if (fresh) this.counts.set(counts, first - this.base)
    else addCounts(this.counts, counts, first - this.base)
  }

  /** Empty again; the room it has grown to is kept. */
  clear(): void {
    this.count = 0
    this.zero = 0
    this.counts.fill(0)
  }

  merge(other: Sketch): void {
    this.addZeros(other.zero)
    const { length } = other.counts
    if (length > 0) this.addCounts(other.base, other.counts, other.count - other.zero)
  }

  /** Non-empty buckets in ascending order. */
  *buckets(): Generator<[bucket: number, count: number]> {
    for (let i = 0; i < this.counts.length; i++) {
      const count = this.counts[i]!
      if (count > 0) yield [this.base + i, count]
    }
  }

  /** The lowest and the highest bucket that is not empty; `null` where all are. */
  extent(): { readonly low: number; readonly high: number } | null {
    const { counts, base } = this
    let low = 0
    while (low < counts.length && counts[low] === 0) low++
    if (low === counts.length) return null
    let high = counts.length - 1
    while (counts[high] === 0) high--
    return { low: base + low, high: base + high }
  }

  /** Nearest-rank values of the smallest by rank (1-based, ascending), within 1.09 %. Clamp to [min, max]. */
  valuesAtRanks(ranks: readonly number[]): number[] {
    const { counts, base } = this
    const { sketchRanks, wideSketchRanks, results, counts: place } = numerics()
    const { words, doubles } = memory()
    const at = results.value / 8
    for (let i = 0; i < ranks.length; i++) doubles[at + i] = ranks[i]!
    if (counts instanceof Uint32Array) {
      words.set(counts, place.value / 4)
      sketchRanks(counts.length, this.zero, ranks.length)
    } else {
      doubles.set(counts, place.value / 8)
      wideSketchRanks(counts.length, this.zero, ranks.length)
    }
    const values: number[] = []
    for (let i = 0; i < ranks.length; i++) {
      const found = doubles[at + i]!
      values.push(found < 0 ? 0 : bucketMiddle(base + found))
    }
    return values
  }

  #grow(from: number, to: number): void {
    const { length } = this.counts
    const end = this.base + length
    // What has grown once will grow again: some room beyond halves how often it is copied.
    const first = length === 0 ? from : from < this.base ? from - spare : this.base
    const last = length === 0 ? to : to >= end ? to + spare : end - 1
    const start = baseOf(first)
    const size = sizeOf(start, last)
    const grown = this.counts instanceof Uint32Array ? new Uint32Array(size) : new Float64Array(size)
    if (length > 0) grown.set(this.counts, this.base - start)
    this.base = start
    this.counts = grown
  }
}

/** Where room for a bucket begins … */
export function baseOf(bucket: number): number {
  return Math.floor(bucket / grain) * grain
}

/** … and how much of it there is up to bucket `last`. */
export function sizeOf(base: number, last: number): number {
  return (Math.floor((last - base) / grain) + 1) * grain
}

function addCounts(into: Uint32Array | Float64Array, from: Uint32Array | Float64Array, shift: number): void {
  for (let i = 0; i < from.length; i++) into[i + shift]! += from[i]!
}
