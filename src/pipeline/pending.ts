import {
  decodeFrame,
  encodeFrame,
  mergeFrame,
  type RecordedBucket,
  Rollup,
  type StoreStep,
} from '../model/index.ts'

/** From here on, seconds are put together to minutes; beyond the second figure, the oldest is given up. */
const limits = { coarsen: 16 * 2 ** 20, most: 64 * 2 ** 20 }

/** What was recorded and is not stored yet: little, unless the disk is full. Bounded. */
export class Pending {
  readonly #frames = new Map<string, RecordedBucket>()
  #bytes = 0
  /** Requests given up for want of room. */
  lost = 0

  add(buckets: Iterable<RecordedBucket>): void {
    for (const bucket of buckets) this.#put(bucket)
    if (this.#bytes > limits.coarsen) this.#coarsen()
    if (this.#bytes > limits.most) this.#giveUp()
  }

  get isEmpty(): boolean {
    return this.#frames.size === 0
  }

  get bytes(): number {
    return this.#bytes
  }

  buckets(): RecordedBucket[] {
    return [...this.#frames.values()]
  }

  clear(): void {
    this.#frames.clear()
    this.#bytes = 0
  }

  #put(bucket: RecordedBucket): void {
    const key = `${bucket.step} ${bucket.time}`
    const known = this.#frames.get(key)
    const frame = known === undefined ? bucket.frame : merged(known.frame, bucket.frame)
    this.#bytes += frame.length - (known?.frame.length ?? 0)
    this.#frames.set(key, { ...bucket, frame })
  }

  #coarsen(): void {
    const fine = this.buckets().filter(({ step }) => step < 60)
    for (const { step, time, frame } of fine) {
      this.#remove(step, time, frame)
      this.#put({ step: 60, time: Math.floor(time / 60) * 60, frame })
    }
  }

  #giveUp(): void {
    for (const { step, time, frame } of this.buckets().sort((a, b) => a.time - b.time)) {
      if (this.#bytes <= limits.most) return
      this.#remove(step, time, frame)
      for (const { requests } of decodeFrame(frame).values()) this.lost += requests
    }
  }

  #remove(step: StoreStep, time: number, frame: Uint8Array): void {
    this.#frames.delete(`${step} ${time}`)
    this.#bytes -= frame.length
  }
}

function merged(a: Uint8Array, b: Uint8Array): Uint8Array {
  const cells = decodeFrame(a)
  mergeFrame(b, number => {
    const rollup = cells.get(number) ?? new Rollup()
    cells.set(number, rollup)
    return rollup
  })
  return encodeFrame(cells)
}
