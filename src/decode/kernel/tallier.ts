import {
  bucketTables,
  type TalliedDurations,
  type TalliedMessage,
  type TalliedMoment,
  type TalliedSeries,
  type Tally,
  type TallyGuide,
} from '../../model/index.ts'
import { type KernelExports, noLane, TallyCode } from './load.ts'
import type { Machine } from './machine.ts'

/** What is asked about the batch under construction. */
export interface Pending {
  readonly strings: readonly string[]
  /** Takes note of the rows that it holds, as far as that was not done before, in their order. */
  visitNew(visit: (time: number, method: number, endpoint: number, route: number) => void): void
  addTally(tally: Tally): void
}

/**
 * So many requests may be ahead of their cell before the next one begins: an eighth of those of the last cell,
 * within these limits. Where cells hold fewer, counting them costs more than rows do. None where none was ever late.
 */
const fewEarly = 8
const mostEarly = 32

/** Numbers of words lie within ± this. */
const shift = 2 ** 16 + 2

/** Lets the kernel count the rows it has read, as far as they need not be rows, and reads what it counted. */
export class Tallier {
  readonly #machine: Machine
  readonly #kernel: KernelExports
  readonly #guide: TallyGuide
  readonly #pending: Pending
  /** What the numbers mean that are in the tables: not what the batch has once its numbers begin again. */
  #strings: readonly string[]
  /** The dictionary's number for a word's own. */
  readonly #numberOf: (own: number) => number
  /** Of each lane. */
  readonly #series: number[] = []
  readonly #caches: number[] = []
  #patience = fewEarly
  /** A time in the cell that is counted into. */
  #time: number = Number.NEGATIVE_INFINITY
  readonly #laneNumbers = new Map<number, number>()
  /** By the numbers of words: a combination is more than that. */
  readonly #knownSeries = new Map<number, number>()
  readonly #floats: Float64Array
  readonly #integers: Uint32Array
  readonly #shorts: Uint16Array
  readonly #laneTable: number
  readonly #laneSize: number
  readonly #lowestBucket: number
  readonly #momentTable: number
  readonly #momentSize: number
  readonly #maxMoments: number
  #step = 0
  #momentStep = 0
  #momentsFrom = 0

  constructor(machine: Machine, guide: TallyGuide, pending: Pending, numberOf: (own: number) => number) {
    this.#machine = machine
    this.#kernel = machine.exports
    this.#guide = guide
    this.#pending = pending
    this.#strings = pending.strings
    this.#numberOf = numberOf
    const { buffer } = machine.bytes
    this.#floats = new Float64Array(buffer)
    this.#integers = new Uint32Array(buffer, 0, buffer.byteLength >> 2)
    this.#shorts = new Uint16Array(buffer)
    this.#laneTable = machine.constant('laneTable')
    this.#laneSize = machine.constant('laneSize')
    this.#lowestBucket = machine.constant('lowestBucket')
    this.#momentTable = machine.constant('momentTable')
    this.#momentSize = machine.constant('momentSize')
    this.#maxMoments = machine.constant('maxMoments')
    machine.bytes.set(bucketTables.guess, machine.constant('guessTable'))
    this.#floats.set(bucketTables.edges, machine.constant('edgeTable') >> 3)
  }

  /** @returns how many rows are left; they stand first in the columns */
  count(rows: number): number {
    const kernel = this.#kernel
    kernel.beginTally()
    for (;;) {
      const code = kernel.tally(rows)
      if (code === TallyCode.counted) return kernel.kept.value
      this.flush()
      if (code === TallyCode.combosFull) this.#forgetCombos()
      this.#moveTo(this.#machine.columns.timestamp[kernel.tallied.value]!)
    }
  }

  /** Some requests are counted and not handed over. */
  get waiting(): boolean {
    return this.#kernel.cellRows.value > 0
  }

  /** Hands over what is counted so far. */
  flush(): void {
    const { cellRows, oldest, newest } = this.#kernel
    const early = Math.max(fewEarly, Math.min(mostEarly, cellRows.value >> 3))
    this.#patience = this.#kernel.late.value === 0 && cellRows.value > fewEarly ? 0 : early
    if (cellRows.value === 0) return
    this.#pending.addTally({
      requests: cellRows.value,
      oldest: oldest.value,
      newest: newest.value,
      seconds: this.#secondsNow(),
      counts: this.#countsNow(),
      messages: this.#messagesNow(),
      ...this.#durationsNow(),
    })
    this.#kernel.clearCell()
  }

  /** The numbers of words mean something else from now on. */
  forgetWords(): void {
    this.flush()
    this.#forgetCombos()
    this.#strings = this.#pending.strings
  }

  /** Tells the kernel what the guide says now. */
  refresh(): void {
    const { step, momentStep } = this.#guide
    if (step !== this.#step || momentStep !== this.#momentStep) this.flush()
    this.#moveTo(this.#time)
  }

  laneOf(method: number, endpoint: number, route: number, cache: number): number {
    const series = this.#seriesOf(method, endpoint, route)
    const key = series * 4 + (cache & 3)
    const known = this.#laneNumbers.get(key)
    if (known !== undefined) return known
    if (this.#series.length === this.#machine.constant('maxLanes')) return noLane
    this.#laneNumbers.set(key, this.#series.length)
    this.#caches.push(cache)
    return this.#series.push(series) - 1
  }

  #seriesOf(method: number, endpoint: number, route: number): number {
    const key = ((endpoint + shift) * (2 * shift) + route + shift) * (2 * shift) + method + shift
    let series = this.#knownSeries.get(key)
    if (series !== undefined) return series
    const { unseenBefore, unseenAfter } = this.#guide
    this.#pending.visitNew((time, ...texts) => {
      if (time >= unseenBefore && time <= unseenAfter) this.#ask(...texts)
    })
    series = this.#ask(method, endpoint, route)
    this.#knownSeries.set(key, series)
    return series
  }

  #ask(method: number, endpoint: number, route: number): number {
    return this.#guide.seriesOf(this.#text(method), this.#text(endpoint), this.#text(route))
  }

  #text(value: number): string | null {
    const number = value < -1 ? this.#numberOf(value) : value
    return number < 0 ? null : this.#strings[number]!
  }

  #forgetCombos(): void {
    this.#kernel.clearCombos()
    this.#knownSeries.clear()
  }

  #moveTo(time: number): void {
    const { step, momentStep, slowFrom, cuts, rowsFrom, unseenBefore, unseenAfter } = this.#guide
    this.#time = time
    this.#step = step
    this.#momentStep = momentStep
    const widest = momentStep * this.#maxMoments
    let from = Math.max(Math.floor(time / step) * step, Math.floor(time / widest) * widest)
    let to = Math.min(from + widest, Math.floor(time / step) * step + step)
    for (const cut of cuts) {
      if (cut <= time) from = Math.max(from, cut)
      else to = Math.min(to, cut)
    }
    this.#kernel.setCell(from, to, slowFrom, rowsFrom, this.#patience)
    this.#kernel.setUnseen(unseenBefore, unseenAfter)
    this.#momentsFrom = Math.floor(from / momentStep) * momentStep
    this.#kernel.setMoments(this.#momentsFrom, momentStep)
  }

  #secondsNow(): Float64Array {
    const pairs = new Float64Array(2 * this.#kernel.seconds.value)
    const table = this.#machine.constant('secondTable')
    for (let i = 0; i < pairs.length; i += 2) {
      pairs[i] = this.#floats[(table >> 3) + i]!
      pairs[i + 1] = this.#integers[(table >> 2) + 2 * i + 2]!
    }
    return pairs
  }

  #countsNow(): Int32Array {
    const integers = this.#integers
    const list = this.#machine.constant('comboList') >> 2
    const counts = new Int32Array(4 * this.#kernel.touchedCombos.value)
    for (let i = 0; i < counts.length; i += 4) {
      const combo = integers[list + (i >> 2)]! >> 2
      const lane = this.#laneAt(integers[combo + 5]!)
      counts[i] = this.#series[lane]!
      counts[i + 1] = this.#caches[lane]!
      counts[i + 2] = integers[combo + 3]! & 0xffff
      counts[i + 3] = integers[combo + 6]!
    }
    return counts
  }

  #messagesNow(): TalliedMessage[] {
    const integers = this.#integers
    const list = this.#machine.constant('comboList') >> 2
    const messages: TalliedMessage[] = []
    for (let i = 0; i < this.#kernel.touchedCombos.value; i++) {
      const combo = integers[list + i]! >> 2
      const text = this.#text(integers[combo + 4]! | 0)
      if (text === null) continue
      const series = this.#series[this.#laneAt(integers[combo + 5]!)]!
      messages.push({ series, status: integers[combo + 3]! & 0xffff, text, requests: integers[combo + 6]! })
    }
    return messages
  }

  /** Of series and of moments, whose counts by bucket stand in one array. */
  #durationsNow(): Pick<Tally, 'durations' | 'moments' | 'buckets'> {
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
      durations.push({ series: this.#series[lane]!, cache: this.#caches[lane]!, ...each })
      if (each.end > start) full.push(address)
      start = each.end
    }
    for (let i = 0; i < this.#kernel.moments.value; i++) {
      const address = this.#momentTable + i * this.#momentSize
      if (integers[(address >> 2) + 6] === 0) continue
      const each = this.#distributionAt(address, start)
      const counts = (address + this.#laneSize) >> 2
      const time = this.#momentsFrom + i * this.#momentStep
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
