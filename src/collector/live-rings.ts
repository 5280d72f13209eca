import { Figures } from './figures.ts'
import { justBefore } from './just-before.ts'
import { Level } from './level.ts'
import type { SealListener } from './options.ts'
import { cacheOfKey, type Rows, seriesOfKey } from './rows.ts'
import { RunSorter } from './run-sorter.ts'
import { addTexts, type Shared } from './shared.ts'
import { type Cells, cellOf, rollupIn, type Slot } from './slot.ts'

const MiB = 2 ** 20

/**
 * A second for 15 minutes, 10 s for an hour, a minute for 24 hours; wider ones only so that a long window is
 * put together from few pieces. Each width divides the next.
 */
const levels = [
  { step: 1, reach: 900, budget: 16 * MiB },
  { step: 10, reach: 3600, budget: 16 * MiB },
  { step: 60, reach: 86_400, budget: 72 * MiB },
  { step: 600, reach: 86_400, budget: 24 * MiB },
  { step: 3600, reach: 86_400, budget: 16 * MiB },
] as const

/** Seconds behind the newest request after which a second is sealed: most of what comes late has come. */
const slack = 15

const sorter = new RunSorter()
const run = new Figures()

/**
 * Rings of time of several widths. A request goes into the narrowest that reaches back to it; what is sealed
 * there is added to the next wider one, and a late request to all that have its time already.
 */
export class LiveRings {
  /** Older than the oldest bucket. */
  late = 0
  newest: number = Number.NEGATIVE_INFINITY
  readonly #levels: readonly Level[] = levels.map(level => new Level(level))
  readonly #shared: Shared
  readonly #onSealed: SealListener | null

  constructor(shared: Shared, onSealed: SealListener | null) {
    this.#shared = shared
    this.#onSealed = onSealed
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

  /**
   * The buckets that make up [from, to), as few as possible. Both ends must be whole seconds, and multiples
   * of a wider bucket where they lie further back.
   */
  *slots(from: number, to: number): Generator<Slot> {
    const end = Math.min(to, Math.floor(this.newest) + 1)
    for (let at = from; at < end; ) {
      const level = this.#widest(at, end)
      if (level === null) {
        at = this.#nextStart(at)
        continue
      }
      const slot = level.find(at)
      if (slot !== undefined) yield slot
      at += level.step
    }
  }

  /** Seconds of the narrowest buckets that reach back to `time`. */
  stepAt(time: number): number {
    const level = this.#levels.find(({ heldFrom, step }) => Math.ceil(time / step) * step >= heldFrom)
    return (level ?? this.#levels.at(-1)!).step
  }

  /** The first boundary from `time` on at which a window can begin. */
  boundary(time: number): number {
    const step = this.stepAt(time)
    const oldest = Math.min(...this.#levels.map(({ heldFrom }) => heldFrom))
    return Math.max(oldest, Math.ceil(time / step) * step)
  }

  /** The first boundary from `time` on at which a stretch can end. */
  endBoundary(time: number): number {
    const step = this.stepAt(time - 1)
    return Math.ceil(time / step) * step
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
    const cell = cellOf(rows.source[row]!, seriesOfKey(rows.key[row]!))
    run.read(rows, order, start, end, cache)
    for (const slot of slots) {
      const rollup = rollupIn(slot.cells, cell)
      run.addToRollup(rollup, cache)
      run.addToRollup(slot.total, cache)
      addTexts(rollup, rows, order, start, end, this.#shared)
      slot.version++
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
      level.seal(until, this.newest, {
        open: (time, slot) => {
          for (const wider of this.#slotsFrom(index + 1, time)) addTo(wider, slot)
        },
        sealed: (time, slot) => {
          if (slot.frame !== null) this.#onSealed?.({ resolution: level.step, time, frame: slot.frame })
        },
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

  /** Where a stretch nobody holds ends: only at ends that were not chosen by `boundary`. */
  #nextStart(at: number): number {
    const step = this.stepAt(at)
    const oldest = Math.min(...this.#levels.map(({ heldFrom }) => heldFrom))
    return Math.max(oldest, (Math.floor(at / step) + 1) * step)
  }
}

function addTo(into: Slot, slot: Slot): void {
  const { cells }: { cells: Cells } = into
  slot.mergeInto(cell => rollupIn(cells, cell))
  slot.mergeTotalInto(into.total)
  into.version++
}
