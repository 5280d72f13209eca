import type {
  TalliedDurations,
  TalliedMessage,
  TalliedMoment,
  TalliedSeries,
  Tally,
} from '../../model/index.ts'
import type { KernelExports } from './load.ts'
import type { Machine } from './machine.ts'

/** What the kernel's lanes stand for, by their number. */
export interface Lanes {
  readonly series: readonly number[]
  readonly caches: readonly number[]
}

/** Reads from the kernel's memory what it counted (assembly/tally.ts). */
export class TallyReader {
  readonly #machine: Machine
  readonly #kernel: KernelExports
  readonly #lanes: Lanes
  /** Of a word, by its number in a column; `null`: there is none. */
  readonly #textOf: (value: number) => string | null
  readonly #floats: Float64Array
  readonly #integers: Uint32Array
  readonly #shorts: Uint16Array
  readonly #laneTable: number
  readonly #laneSize: number
  readonly #lowestBucket: number
  readonly #momentTable: number
  readonly #momentSize: number

  constructor(machine: Machine, lanes: Lanes, textOf: (value: number) => string | null) {
    this.#machine = machine
    this.#kernel = machine.exports
    this.#lanes = lanes
    this.#textOf = textOf
    const { buffer } = machine.bytes
    this.#floats = new Float64Array(buffer)
    this.#integers = new Uint32Array(buffer, 0, buffer.byteLength >> 2)
    this.#shorts = new Uint16Array(buffer)
    this.#laneTable = machine.constant('laneTable')
    this.#laneSize = machine.constant('laneSize')
    this.#lowestBucket = machine.constant('lowestBucket')
    this.#momentTable = machine.constant('momentTable')
    this.#momentSize = machine.constant('momentSize')
  }

  /** All of the cell. @param momentsFrom start of its first moment */
  read(momentsFrom: number, momentStep: number): Tally {
    const { cellRows, oldest, newest } = this.#kernel
    return {
      requests: cellRows.value,
      oldest: oldest.value,
      newest: newest.value,
      seconds: this.#seconds(),
      counts: this.#counts(),
      messages: this.#messages(),
      ...this.#durations(momentsFrom, momentStep),
    }
  }

  #seconds(): Float64Array {
    const pairs = new Float64Array(2 * this.#kernel.seconds.value)
    const table = this.#machine.constant('secondTable')
    for (let i = 0; i < pairs.length; i += 2) {
      pairs[i] = this.#floats[(table >> 3) + i]!
      pairs[i + 1] = this.#integers[(table >> 2) + 2 * i + 2]!
    }
    return pairs
  }

  #counts(): Int32Array {
    const integers = this.#integers
    const list = this.#machine.constant('comboList') >> 2
    const counts = new Int32Array(4 * this.#kernel.touchedCombos.value)
    for (let i = 0; i < counts.length; i += 4) {
      const combo = integers[list + (i >> 2)]! >> 2
      const lane = this.#laneAt(integers[combo + 5]!)
      counts[i] = this.#lanes.series[lane]!
      counts[i + 1] = this.#lanes.caches[lane]!
      counts[i + 2] = integers[combo + 3]! & 0xffff
      counts[i + 3] = integers[combo + 6]!
    }
    return counts
  }

  #messages(): TalliedMessage[] {
    const integers = this.#integers
    const list = this.#machine.constant('comboList') >> 2
    const messages: TalliedMessage[] = []
    for (let i = 0; i < this.#kernel.touchedCombos.value; i++) {
      const combo = integers[list + i]! >> 2
      const text = this.#textOf(integers[combo + 4]! | 0)
      if (text === null) continue
      const series = this.#lanes.series[this.#laneAt(integers[combo + 5]!)]!
      messages.push({ series, status: integers[combo + 3]! & 0xffff, text, requests: integers[combo + 6]! })
    }
    return messages
  }

  /** Of series and of moments, whose counts by bucket stand in one array. */
  #durations(momentsFrom: number, momentStep: number): Pick<Tally, 'durations' | 'moments' | 'buckets'> {
    const integers = this.#integers
    const list = this.#machine.constant('laneList') >> 2
    const lanes = integers.subarray(list, list + this.#kernel.touchedLanes.value)
    const durations: TalliedSeries[] = []
    const moments: TalliedMoment[] = []
    const full: number[] = []
    let start = 0
    for (const address of lanes) {
      const min = this.#floats[(address >> 3) + 1]!
      if (min === Number.POSITIVE_INFINITY) continue // not one of them had a duration
      const lane = this.#laneAt(address)
      const each = this.#distributionAt(address, start)
      durations.push({ series: this.#lanes.series[lane]!, cache: this.#lanes.caches[lane]!, ...each })
      if (each.end > start) full.push(address)
      start = each.end
    }
    for (let i = 0; i < this.#kernel.moments.value; i++) {
      const address = this.#momentTable + i * this.#momentSize
      if (integers[(address >> 2) + 6] === 0) continue
      const each = this.#distributionAt(address, start)
      const counts = (address + this.#laneSize) >> 2
      const time = momentsFrom + i * momentStep
      moments.push({ time, requests: integers.slice(counts, counts + 24), ...each })
      if (each.end > start) full.push(address)
      start = each.end
    }
    return { durations, moments, buckets: this.#bucketsOf(full, start) }
  }

  #distributionAt(address: number, start: number): TalliedDurations {
    const floats = address >> 3
    const integers = address >> 2
    const first = this.#integers[integers + 8]!
    const last = this.#integers[integers + 9]!
    return {
      min: this.#floats[floats + 1]!,
      max: this.#floats[floats + 2]!,
      nanoseconds: this.#floats[floats]!,
      zeros: this.#integers[integers + 7]!,
      others: this.#integers[integers + 10]!,
      bucket: first + this.#lowestBucket,
      start,
      end: first > last ? start : start + last + 1 - first,
    }
  }

  #bucketsOf(lanes: readonly number[], size: number): Uint16Array {
    const buckets = new Uint16Array(size)
    let at = 0
    for (const address of lanes) {
      const first = this.#integers[(address >> 2) + 8]!
      const last = this.#integers[(address >> 2) + 9]!
      const place = (address + 64) >> 1
      buckets.set(this.#shorts.subarray(place + first, place + last + 1), at)
      at += last + 1 - first
    }
    return buckets
  }

  #laneAt(address: number): number {
    return (address - this.#laneTable) / this.#laneSize
  }
}
