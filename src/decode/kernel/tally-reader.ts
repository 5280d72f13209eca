import type {
  TalliedCell,
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

/** Where distributions stand: as in assembly/lanes.ts, with counts of 16 or 32 bits. */
interface Table {
  readonly at: number
  readonly size: number
  readonly counts: Uint16Array | Uint32Array
}

/** Reads from the kernel's memory what it counted (assembly/tally.ts, assembly/sums.ts). */
export class TallyReader {
  readonly #machine: Machine
  readonly #kernel: KernelExports
  readonly #lanes: Lanes
  /** Of a word, by its number in a column; `null`: there is none. */
  readonly #textOf: (value: number) => string | null
  readonly #floats: Float64Array
  readonly #integers: Uint32Array
  readonly #cells: Table
  readonly #sums: Table
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
    this.#laneSize = machine.constant('laneSize')
    this.#cells = { at: machine.constant('laneTable'), size: this.#laneSize, counts: new Uint16Array(buffer) }
    this.#sums = {
      at: machine.constant('sumTable'),
      size: machine.constant('sumSize'),
      counts: this.#integers,
    }
    this.#lowestBucket = machine.constant('lowestBucket')
    this.#momentTable = machine.constant('momentTable')
    this.#momentSize = machine.constant('momentSize')
  }

  /** What charts show of the cell. @param momentsFrom start of its first moment */
  cell(momentsFrom: number, momentStep: number): TalliedCell {
    const { oldest, newest, touchedCombos, touchedLanes } = this.#kernel
    const combos = this.#list('comboList', touchedCombos.value)
    const lanes = this.#list('laneList', touchedLanes.value)
    const { durations, full, size } = this.#durations(lanes, this.#cells)
    const moments = this.#moments(momentsFrom, momentStep, full, size)
    return {
      oldest: oldest.value,
      newest: newest.value,
      counts: this.#counts(combos, combo => (combo >> 2) + 6),
      durations,
      moments: moments.moments,
      buckets: this.#bucketsOf(full, new Uint16Array(moments.size), this.#cells.counts),
    }
  }

  /** Of all cells since sums were cleared. @param seconds of `seconds` */
  sum(seconds: Float64Array): Tally {
    const { summedRows, oldestSummed, newestSummed, summedCombos, summedLanes } = this.#kernel
    const combos = this.#list('summedComboList', summedCombos.value)
    const table = this.#machine.constant('comboTable')
    const sums = this.#machine.constant('comboSums')
    const countAt = (combo: number): number => (sums + ((combo - table) >> 3)) >> 2
    const lanes = this.#list('summedLaneList', summedLanes.value)
    const { durations, full, size } = this.#durations(lanes, this.#sums)
    return {
      requests: summedRows.value,
      oldest: oldestSummed.value,
      newest: newestSummed.value,
      seconds,
      counts: this.#counts(combos, countAt),
      messages: this.#messages(combos, countAt),
      durations,
      buckets: this.#bucketsOf(full, new Uint32Array(size), this.#sums.counts),
    }
  }

  /** Of the cell, as in `Tally`. */
  seconds(): Float64Array {
    const pairs = new Float64Array(2 * this.#kernel.seconds.value)
    const table = this.#machine.constant('secondTable')
    for (let i = 0; i < pairs.length; i += 2) {
      pairs[i] = this.#floats[(table >> 3) + i]!
      pairs[i + 1] = this.#integers[(table >> 2) + 2 * i + 2]!
    }
    return pairs
  }

  #list(name: string, length: number): Uint32Array {
    const from = this.#machine.constant(name) >> 2
    return this.#integers.subarray(from, from + length)
  }

  /** @param countAt of a combination: where its requests are counted */
  #counts(combos: Uint32Array, countAt: (combo: number) => number): Int32Array {
    const integers = this.#integers
    const counts = new Int32Array(4 * combos.length)
    let i = 0
    for (const combo of combos) {
      const lane = this.#laneAt(integers[(combo >> 2) + 5]!, this.#cells)
      counts[i++] = this.#lanes.series[lane]!
      counts[i++] = this.#lanes.caches[lane]!
      counts[i++] = integers[(combo >> 2) + 3]! & 0xffff
      counts[i++] = integers[countAt(combo)]!
    }
    return counts
  }

  #messages(combos: Uint32Array, countAt: (combo: number) => number): TalliedMessage[] {
    const integers = this.#integers
    const messages: TalliedMessage[] = []
    for (const combo of combos) {
      const text = this.#textOf(integers[(combo >> 2) + 4]! | 0)
      if (text === null) continue
      const series = this.#lanes.series[this.#laneAt(integers[(combo >> 2) + 5]!, this.#cells)]!
      const status = integers[(combo >> 2) + 3]! & 0xffff
      messages.push({ series, status, text, requests: integers[countAt(combo)]! })
    }
    return messages
  }

  /** @returns besides: which of them have counts by bucket, and how many */
  #durations(lanes: Uint32Array, table: Table): { durations: TalliedSeries[]; full: number[]; size: number } {
    const durations: TalliedSeries[] = []
    const full: number[] = []
    let size = 0
    for (const address of lanes) {
      if (this.#floats[(address >> 3) + 1]! === Number.POSITIVE_INFINITY) continue // not one had a duration
      const lane = this.#laneAt(address, table)
      const each = this.#distributionAt(address, size)
      durations.push({ series: this.#lanes.series[lane]!, cache: this.#lanes.caches[lane]!, ...each })
      if (each.end > size) full.push(address)
      size = each.end
    }
    return { durations, full, size }
  }

  /** @param full to be added to: those with counts by bucket @param start of the first of these */
  #moments(
    momentsFrom: number,
    momentStep: number,
    full: number[],
    start: number,
  ): { moments: TalliedMoment[]; size: number } {
    const integers = this.#integers
    const moments: TalliedMoment[] = []
    let size = start
    for (let i = 0; i < this.#kernel.moments.value; i++) {
      const address = this.#momentTable + i * this.#momentSize
      if (integers[(address >> 2) + 6] === 0) continue
      const each = this.#distributionAt(address, size)
      const counts = (address + this.#laneSize) >> 2
      const time = momentsFrom + i * momentStep
      moments.push({ time, requests: integers.slice(counts, counts + 24), ...each })
      if (each.end > size) full.push(address)
      size = each.end
    }
    return { moments, size }
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

  #bucketsOf<Counts extends Uint16Array | Uint32Array>(
    lanes: readonly number[],
    buckets: Counts,
    counts: Uint16Array | Uint32Array,
  ): Counts {
    let at = 0
    for (const address of lanes) {
      const first = this.#integers[(address >> 2) + 8]!
      const last = this.#integers[(address >> 2) + 9]!
      const place = (address + 64) / counts.BYTES_PER_ELEMENT
      buckets.set(counts.subarray(place + first, place + last + 1), at)
      at += last + 1 - first
    }
    return buckets
  }

  #laneAt(address: number, { at, size }: Table): number {
    return (address - at) / size
  }
}
