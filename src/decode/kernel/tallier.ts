import {
  bucketTables,
  type TalliedCell,
  type Tally,
  type TallyGuide,
  type UnseenRequests,
} from '../../model/index.ts'
import { type KernelExports, noLane, TallyCode } from './load.ts'
import type { Machine } from './machine.ts'
import { TallyReader } from './tally-reader.ts'

/** What is asked about the batch under construction. */
export interface Pending {
  readonly strings: readonly string[]
  /** Takes note of the rows that it holds, as far as that was not done before, in their order. */
  visitNew(visit: (time: number, method: number, endpoint: number, route: number) => void): void
  addTally(tally: Tally): void
  addTalliedCell(cell: TalliedCell): void
  addUnseen(unseen: UnseenRequests): void
}

/**
 * So many requests may be ahead of their cell before the next one begins: an eighth of those of the last cell,
 * within these limits. Where cells hold fewer, counting them costs more than rows do. None where none was ever late.
 */
const fewEarly = 8
const mostEarly = 32

/** So many cells are added up at most: of each, its seconds are remembered. */
const mostCells = 512

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
  readonly #maxMoments: number
  readonly #reader: TallyReader
  /** The guide's `slowFrom`, as far as it follows from what was read here. */
  #slowFrom = 0
  /** Of the cells that are added up. */
  #seconds: Float64Array[] = []
  /** Whether the cell is, and between which cuts it lies. */
  #shown = false
  #stretch = 0
  #step = 0
  #momentStep = 0
  /** Seconds of a moment of the cell. */
  #cellMoment = 0
  #momentsFrom = 0

  constructor(machine: Machine, guide: TallyGuide, pending: Pending, numberOf: (own: number) => number) {
    this.#machine = machine
    this.#kernel = machine.exports
    this.#guide = guide
    this.#pending = pending
    this.#strings = pending.strings
    this.#numberOf = numberOf
    this.#maxMoments = machine.constant('maxMoments')
    const lanes = { series: this.#series, caches: this.#caches }
    this.#reader = new TallyReader(machine, lanes, value => this.#text(value))
    machine.bytes.set(bucketTables.guess, machine.constant('guessTable'))
    const edges = new Float64Array(machine.bytes.buffer)
    edges.set(bucketTables.edges, machine.constant('edgeTable') >> 3)
  }

  /** @returns how many rows are left; they stand first in the columns */
  count(rows: number): number {
    const kernel = this.#kernel
    if (this.#guide.slowFrom === 0) this.#findSlowFrom(rows)
    kernel.beginTally()
    for (;;) {
      const code = kernel.tally(rows)
      if (code === TallyCode.counted) break
      this.#flushCell()
      if (code === TallyCode.combosFull) this.#forgetCombos()
      this.#moveTo(this.#machine.columns.timestamp[kernel.tallied.value]!)
    }
    const requests = kernel.unseen.value
    if (requests > 0) {
      this.#pending.addUnseen({ requests, newest: kernel.newestUnseen.value })
      kernel.clearUnseen()
    }
    return kernel.kept.value
  }

  /** Some requests are counted and not handed over. */
  get waiting(): boolean {
    return this.#kernel.cellRows.value + this.#kernel.summedRows.value > 0
  }

  /** Hands over what is counted so far. */
  flush(): void {
    this.#flushCell()
    this.#flushSum()
  }

  #flushCell(): void {
    const { cellRows } = this.#kernel
    const early = Math.max(fewEarly, Math.min(mostEarly, cellRows.value >> 3))
    this.#patience = this.#kernel.late.value === 0 && cellRows.value > fewEarly ? 0 : early
    if (cellRows.value === 0) return
    if (this.#shown) this.#pending.addTalliedCell(this.#reader.cell(this.#momentsFrom, this.#cellMoment))
    if (this.#kernel.addUp() === 0) {
      this.#flushSum()
      this.#kernel.addUp()
    }
    this.#seconds.push(this.#reader.seconds())
    this.#kernel.clearCell()
    if (this.#seconds.length >= mostCells) this.#flushSum()
  }

  #flushSum(): void {
    if (this.#kernel.summedRows.value === 0) return
    this.#pending.addTally(this.#reader.sum(joined(this.#seconds)))
    this.#seconds = []
    this.#kernel.clearSums()
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
    if (step !== this.#step || momentStep !== this.#momentStep) this.#flushCell()
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
    this.#flushSum()
    this.#kernel.clearCombos()
    this.#knownSeries.clear()
  }

  /**
   * Until as many slow requests are known as are wanted, each is handed over: what the first of them tell spares most of
   * those (3,300 of 350,000 without it, each of which costs as much as a hundred that are only counted).
   */
  #findSlowFrom(rows: number): void {
    const { slowest, shownSince, unseenAfter } = this.#guide
    const { timestamp, duration } = this.#machine.columns
    const shown = duration.subarray(0, rows).filter((seconds, row) => {
      const time = timestamp[row]!
      return seconds < Number.POSITIVE_INFINITY && time >= shownSince && time <= unseenAfter
    })
    const least = shown.sort().at(-slowest) ?? 0
    if (least <= this.#slowFrom) return
    this.#slowFrom = least
    this.#moveTo(this.#time)
  }

  #moveTo(time: number): void {
    const { step, momentStep, shownSince, cuts, rowsFrom, unseenBefore, unseenAfter } = this.#guide
    const slowFrom = Math.max(this.#guide.slowFrom, this.#slowFrom)
    this.#time = time
    this.#step = step
    this.#momentStep = momentStep
    const stretch = cuts.filter(cut => cut <= time).length
    if (stretch !== this.#stretch) this.#flushSum()
    this.#stretch = stretch
    const shown = time >= shownSince
    this.#shown = shown
    const widest = momentStep * this.#maxMoments
    let from = shown
      ? Math.max(Math.floor(time / step) * step, Math.floor(time / widest) * widest)
      : Math.floor(unseenBefore)
    let to = shown ? Math.min(from + widest, Math.floor(time / step) * step + step) : shownSince
    for (const cut of cuts) {
      if (cut <= time) from = Math.max(from, cut)
      else to = Math.min(to, cut)
    }
    this.#kernel.setCell(from, to, shown ? slowFrom : Number.POSITIVE_INFINITY, rowsFrom, this.#patience)
    this.#kernel.setUnseen(unseenBefore, unseenAfter)
    this.#cellMoment = shown ? momentStep : Math.ceil(to - from)
    this.#momentsFrom = Math.floor(from / this.#cellMoment) * this.#cellMoment
    this.#kernel.setMoments(this.#momentsFrom, this.#cellMoment)
  }
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
