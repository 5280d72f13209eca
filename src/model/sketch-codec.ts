import type { ByteWriter } from './bytes.ts'
import { minBucket, type Sketch } from './sketch.ts'

/** So many ones begin a number that is written out in full. */
const escapeAt = 24
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

  /** The least k with 2^k above 0.69 times the mean. */
  #parameter(): number {
    return 32 - Math.clz32((this.mean * 11) >> 8)
  }

  #learn(count: number): void {
    this.mean += ((Math.min(count, 1 << 20) << 4) - this.mean) >> 2
  }
}
