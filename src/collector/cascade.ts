import { Figures } from './figures.ts'
import { justBefore } from './just-before.ts'
import { Level, type LevelOptions } from './level.ts'
import { cacheOfKey, type Rows, seriesOfKey } from './rows.ts'
import type { Run } from './run.ts'
import { RunSorter } from './run-sorter.ts'
import { addTexts, type Shared } from './shared.ts'
import { cellOf, rollupIn, type Slot } from './slot.ts'

/** Seconds behind the newest request after which a bucket is sealed: most of what comes late has come. */
const slack = 15

const sorter = new RunSorter()
const run = new Figures()

export interface CascadeOptions {
  /** From narrow to wide; each step divides the next. */
  readonly levels: readonly LevelOptions[]
  readonly shared: Shared
  /** All series in one cell, number 0, without messages and clients. */
  readonly total?: boolean
}

/**
 * Rings of time of several widths. A request goes into the narrowest that reaches back to it; what is sealed
 * there is added to the next wider one, and a late request to all that have its time already.
 */
export class Cascade {
  newest: number = Number.NEGATIVE_INFINITY
  /** Older than the oldest bucket. */
  late = 0
  readonly #levels: readonly Level[]
  readonly #shared: Shared
  readonly #total: boolean
  /** Where requests of the second of the last run go. */
  #runSecond: number = Number.NaN
  #runSlots: readonly Slot[] = []

  constructor({ levels, shared, total = false }: CascadeOptions) {
    this.#levels = levels.map(level => new Level(level))
    this.#shared = shared
    this.#total = total
  }

  /** A time that some request will certainly reach: older ones then need no narrow buckets. */
  expect(newest: number): void {
    if (!(newest > this.newest)) return
    this.newest = newest
    for (const level of this.#levels) level.advance(newest)
  }

  add(rows: Rows): void {
    sorter.select(rows, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)
    if (sorter.count === 0) return
    const { oldest, newest } = sorter
    this.expect(newest)
    let before = Number.POSITIVE_INFINITY
    for (const [index, { heldFrom }] of this.#levels.entries()) {
      if (heldFrom < before && heldFrom <= newest && oldest < before)
        this.#addRows(rows, index, heldFrom, before)
      before = Math.min(before, heldFrom)
    }
    if (oldest < before) {
      sorter.select(rows, Number.NEGATIVE_INFINITY, justBefore(before))
      this.late += sorter.count
    }
    this.#seal()
  }

  /** Before the runs of some rows, the newest of this time. */
  beginRuns(newest: number): void {
    this.expect(newest)
    this.#runSecond = Number.NaN
  }

  addRun(run: Run): void {
    if (run.second !== this.#runSecond) {
      this.#runSecond = run.second
      this.#runSlots = [...this.#slotsFrom(0, run.second)]
    }
    if (this.#runSlots.length === 0) this.late += run.requests
    for (const { cells } of this.#runSlots)
      if (this.#total) run.addFiguresTo(rollupIn(cells, 0))
      else run.addTo(rollupIn(cells, run.cell))
  }

  endRuns(): void {
    this.#runSlots = []
    this.#seal()
  }

  /**
   * The buckets that make up [from, to), as few as possible. Both ends must be multiples of the narrowest
   * step, and of a wider one where they lie further back.
   */
  *slots(from: number, to: number): Generator<Slot> {
    const { step } = this.#levels[0]!
    const end = Math.min(to, (Math.floor(this.newest / step) + 1) * step)
    for (let at = from; at < end; ) {
      const level = this.#widest(at, end)
      if (level === null) {
        at = (Math.floor(at / this.stepAt(at)) + 1) * this.stepAt(at)
        continue
      }
      const slot = level.find(at)
      if (slot !== undefined) yield slot
      at += level.step
    }
  }

  /** Seconds of the narrowest buckets that reach back to `time`; of the widest where none does. */
  stepAt(time: number): number {
    const level = this.#levels.find(({ heldFrom, step }) => Math.ceil(time / step) * step >= heldFrom)
    return (level ?? this.#levels.at(-1)!).step
  }

  /** Start of the oldest bucket of any width. */
  get heldFrom(): number {
    return Math.min(...this.#levels.map(({ heldFrom }) => heldFrom))
  }

  /** Every request before is in sealed buckets. */
  get sealedUntil(): number {
    return this.#levels[0]!.sealedUntil
  }

  #addRows(rows: Rows, index: number, from: number, before: number): void {
    sorter.select(rows, from, justBefore(before))
    if (sorter.count === 0) return
    const { step } = this.#levels[index]!
    for (const { start, bucket } of sorter.sort(rows, step)) {
      Figures.begin()
      const slots = [...this.#slotsFrom(index, bucket * step)]
      let at = start
      for (let i = 0; i < sorter.runCount; i++) {
        const end = sorter.runs[2 * i + 1]!
        while (at < end) at = this.#addRun(rows, slots, at, end)
      }
    }
  }

  #addRun(rows: Rows, slots: readonly Slot[], start: number, runEnd: number): number {
    const { order } = sorter
    const end = sorter.sourceEnd(rows, start, runEnd)
    const row = order[start]!
    const cache = cacheOfKey(rows.key[row]!)
    const cell = this.#total ? 0 : cellOf(rows.source[row]!, seriesOfKey(rows.key[row]!))
    run.read(rows, order, start, end, cache)
    for (const slot of slots) {
      const rollup = rollupIn(slot.cells, cell)
      run.addToRollup(rollup, cache)
      if (!this.#total) addTexts(rollup, rows, order, start, end, this.#shared)
    }
    return end
  }

  /** The bucket of this level and, where it was sealed already, those of the wider ones that have its time. */
  *#slotsFrom(index: number, time: number): Generator<Slot> {
    for (let i = index; i < this.#levels.length; i++) {
      const level = this.#levels[i]!
      const slot = level.at(time)
      if (slot === null) continue
      yield slot
      if (time >= level.sealedUntil) return
    }
  }

  #seal(): void {
    let until = Math.floor(this.newest) - slack
    this.#levels.forEach((level, index) => {
      level.seal(until, this.newest, (time, slot) => {
        for (const wider of this.#slotsFrom(index + 1, time)) addTo(wider, slot)
      })
      until = level.sealedUntil
    })
  }

  #widest(at: number, end: number): Level | null {
    for (let index = this.#levels.length - 1; index >= 0; index--) {
      const level = this.#levels[index]!
      if (at % level.step !== 0 || at + level.step > end || at < level.heldFrom) continue
      if (index === 0 || at + level.step <= this.#levels[index - 1]!.sealedUntil) return level
    }
    return null
  }
}

function addTo(into: Slot, slot: Slot): void {
  slot.mergeInto(cell => rollupIn(into.cells, cell))
}
