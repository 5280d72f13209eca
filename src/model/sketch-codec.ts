import { type ByteReader, type ByteWriter, riceEscape as escapeAt } from './bytes.ts'
import { maxBucket, minBucket, type Sketch } from './sketch.ts'

/** So many empty buckets in a row end an island: they would cost more bits than a new island does. */
const longestGap = 24

/**
 * Non-empty buckets lie together in islands. Within one, counts are written bucket by bucket in Rice codes
 * whose parameter follows the counts just before (as in JPEG-LS): 120 durations of one endpoint take about
 * 40 bytes, a list of pairs 160.
 */
export function writeSketch(writer: ByteWriter, sketch: Sketch): void {
  writer.integer(sketch.zero)
  const values = sketch.count - sketch.zero
  writer.integer(values)
  if (values === 0) return
  const islands = islandsOf(sketch)
  writer.integer(islands.length)
  let at = minBucket
  let span = 0
  for (const [first, end] of islands) {
    writer.integer(first - at)
    writer.integer(end - first)
    at = end
    span += end - first
  }
  const rice = new Rice(values, span)
  const { counts, base } = sketch
  for (const [first, end] of islands)
    for (let bucket = first; bucket < end; bucket++) rice.write(writer, counts[bucket - base]!)
  writer.endBits()
}

/** Adds what was written to a sketch. */
export function readSketch(reader: ByteReader, into: Sketch): void {
  into.addZeros(reader.integer())
  const values = reader.integer()
  if (values === 0) return
  const islands: number[] = []
  let at = minBucket
  let span = 0
  for (let left = reader.integer(); left > 0; left--) {
    const first = at + reader.integer()
    at = first + reader.integer()
    islands.push(first, at)
    span += at - first
  }
  if (span === 0 || at > maxBucket + 1) throw new RangeError('not a sketch')
  into.open(islands[0]!, at - 1, values)
  const rice = new Rice(values, span)
  const { counts, base } = into
  for (let i = 0; i < islands.length; i += 2) {
    const end = islands[i + 1]! - base
    for (let at = islands[i]! - base; at < end; at++) {
      at = reader.riceCodes(counts, at, end, rice)
      if (at < end) counts[at]! += rice.read(reader)
    }
  }
  reader.endBits()
}

function islandsOf(sketch: Sketch): [first: number, end: number][] {
  const islands: [number, number][] = []
  const { counts, base } = sketch
  let end = Number.NEGATIVE_INFINITY
  for (let i = 0; i < counts.length; i++) {
    if (counts[i] === 0) continue
    const bucket = base + i
    if (bucket - end >= longestGap) islands.push([bucket, bucket + 1])
    else islands[islands.length - 1]![1] = bucket + 1
    end = bucket + 1
  }
  return islands
}

/** The running mean of the counts, in sixteenths, and the Rice parameter that fits it. */
class Rice {
  mean: number

  constructor(values: number, span: number) {
    this.mean = Math.min(1 << 24, Math.floor((16 * values) / span))
  }

  write(writer: ByteWriter, count: number): void {
    const k = this.#parameter()
    const quotient = Math.floor(count / 2 ** k)
    if (quotient < escapeAt) {
      writer.bits((1 << (quotient + 1)) - 2, quotient + 1)
      writer.bits(count - quotient * 2 ** k, k)
    } else {
      writer.bits((1 << escapeAt) - 1, escapeAt)
      for (const power of [40, 20, 0]) writer.bits(Math.floor(count / 2 ** power) % 2 ** 20, 20)
    }
    this.#learn(count)
  }

  read(reader: ByteReader): number {
    const k = this.#parameter()
    const quotient = reader.ones(escapeAt)
    let count = 0
    if (quotient < escapeAt) count = quotient * 2 ** k + reader.bits(k)
    else for (let i = 0; i < 3; i++) count = count * 2 ** 20 + reader.bits(20)
    this.#learn(count)
    return count
  }

  /** The least k with 2^k above 0.69 times the mean. */
  #parameter(): number {
    return 32 - Math.clz32((this.mean * 11) >> 8)
  }

  #learn(count: number): void {
    this.mean += ((Math.min(count, 1 << 20) << 4) - this.mean) >> 2
  }
}
