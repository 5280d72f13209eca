import { mergeFrame } from '../model/index.ts'
import { Figures } from './figures.ts'
import { cacheOfKey, type Rows, seriesOfKey } from './rows.ts'
import type { Run } from './run.ts'
import { RunSorter } from './run-sorter.ts'
import { SecondCounts } from './second-counts.ts'
import { addTexts, type Shared } from './shared.ts'
import { cellOf, rollupIn, Slot } from './slot.ts'

/** As another thread can take it. */
export interface PackedState {
  readonly step: number
  readonly slots: readonly (readonly [time: number, frame: Uint8Array])[]
  readonly seconds: readonly (readonly [second: number, count: number])[]
}

/** Seconds behind the newest request after which a bucket that takes runs is sealed. */
const slack = 2

const sorter = new RunSorter()
const run = new Figures()

/**
 * Rollups by whole seconds, sealed at once: what rows become when there are too many to keep. Where even
 * these take too much room, buckets become twice as wide.
 */
export class PackedSlots {
  step = 1
  /** Requests by single seconds, whatever the step. */
  readonly seconds: SecondCounts = new SecondCounts()
  readonly #budget: number
  readonly #shared: Shared
  /** By number (time / step). */
  #slots = new Map<number, Slot>()
  #bytes = 0
  /** Numbers of the buckets that runs were added to and that are not sealed again. */
  readonly #open = new Set<number>()

  constructor(budget: number, shared: Shared) {
    this.#budget = budget
    this.#shared = shared
  }

  add(rows: Rows): void {
    sorter.select(rows, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)
    if (sorter.count === 0) return
    this.seconds.addRows(rows.timestamp, sorter.key, rows.length)
    const touched = new Set<Slot>()
    for (const { start, bucket } of sorter.sort(rows, this.step)) {
      Figures.begin()
      const slot = this.#slot(bucket)
      touched.add(slot)
      let at = start
      for (let i = 0; i < sorter.runCount; i++) {
        const end = sorter.runs[2 * i + 1]!
        while (at < end) at = this.#addRun(rows, slot, at, end)
      }
    }
    for (const slot of touched) this.#seal(slot)
    while (this.#bytes > this.#budget) this.#widen()
  }

  addRun(run: Run): void {
    const number = Math.floor(run.second / this.step)
    this.#open.add(number)
    run.addTo(rollupIn(this.#slot(number).cells, run.cell))
    this.seconds.add(run.second, run.requests)
  }

  /** Seals what hardly gets any more when the newest request is of `newest`. */
  seal(newest: number): void {
    for (const number of this.#open) {
      if ((number + 1) * this.step > newest - slack) continue
      this.#open.delete(number)
      const slot = this.#slots.get(number)
      if (slot !== undefined) this.#seal(slot)
    }
    while (this.#bytes > this.#budget) this.#widen()
  }

  state(): PackedState {
    this.seal(Number.POSITIVE_INFINITY)
    const slots = [...this.#slots].flatMap(([number, { frame }]) =>
      frame === null ? [] : [[number * this.step, frame] as const],
    )
    return { step: this.step, slots, seconds: [...this.seconds.seconds()] }
  }

  /** Takes over what another thread packed. */
  absorb(state: PackedState, cellHere: (cell: number) => number): void {
    while (this.step < state.step) this.#widen()
    for (const [second, count] of state.seconds) this.seconds.add(second, count)
    for (const [time, frame] of state.slots) {
      const slot = this.#slot(Math.floor(time / this.step))
      mergeFrame(frame, cell => rollupIn(slot.cells, cellHere(cell)))
      this.#seal(slot)
    }
    while (this.#bytes > this.#budget) this.#widen()
  }

  forgetBefore(time: number): void {
    this.seconds.forget(time)
    for (const [number, slot] of this.#slots) {
      if ((number + 1) * this.step > time) continue
      this.#bytes -= slot.bytes
      this.#slots.delete(number)
    }
  }

  /** Buckets that begin in [from, to]. */
  *between(from: number, to: number): Generator<[time: number, slot: Slot]> {
    for (const [number, slot] of this.#slots) {
      const time = number * this.step
      if (time >= from && time <= to) yield [time, slot]
    }
  }

  #addRun(rows: Rows, slot: Slot, start: number, runEnd: number): number {
    const { order } = sorter
    const end = sorter.sourceEnd(rows, start, runEnd)
    const row = order[start]!
    const cache = cacheOfKey(rows.key[row]!)
    const rollup = rollupIn(slot.cells, cellOf(rows.source[row]!, seriesOfKey(rows.key[row]!)))
    run.read(rows, order, start, end, cache)
    run.addToRollup(rollup, cache)
    addTexts(rollup, rows, order, start, end, this.#shared)
    return end
  }

  #slot(number: number): Slot {
    let slot = this.#slots.get(number)
    if (slot === undefined) {
      slot = new Slot()
      this.#slots.set(number, slot)
    }
    return slot
  }

  #seal(slot: Slot): void {
    this.#bytes -= slot.bytes
    slot.seal()
    this.#bytes += slot.bytes
  }

  #widen(): void {
    const old = this.#slots
    this.#slots = new Map()
    this.#bytes = 0
    this.step *= 2
    for (const [number, slot] of old) {
      const wider = this.#slot(Math.floor(number / 2))
      slot.mergeInto(cell => rollupIn(wider.cells, cell))
      if (wider.cells.size > 0 && !old.has(number ^ 1)) this.#seal(wider)
    }
    for (const slot of this.#slots.values()) this.#seal(slot)
    this.#open.clear()
  }
}
