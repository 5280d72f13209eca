import { begin, memory, putBytes, serve } from '../numerics/index.ts'
import { ByteReader } from './bytes.ts'
import { clearSlots, moveFigures, moveStatuses, prepareSlots, takeSlot } from './figure-slots.ts'
import { frameVersion } from './frame.ts'
import { Rollup } from './rollup.ts'
import type { TopCount } from './snapshot.ts'
import { TopCounter } from './top-counter.ts'

/** All rollups of a frame by their numbers. @throws RangeError if it is none */
export function decodeFrame(frame: Uint8Array): Map<number, Rollup> {
  const rollups = new Map<number, Rollup>()
  mergeFrame(frame, number => {
    const rollup = new Rollup()
    rollups.set(number, rollup)
    return rollup
  })
  return rollups
}

export interface MergeFrameOptions {
  /** Without messages and clients. */
  readonly figuresOnly?: boolean
  /** Cells with a higher number are left unread. */
  readonly upTo?: number
}

export type TargetOf = (number: number) => Rollup | null

/**
 * Adds the rollups of a frame to those that `target` names; `null` skips one at next to no cost.
 * @throws RangeError if it is no frame
 */
export function mergeFrame(frame: Uint8Array, target: TargetOf, options: MergeFrameOptions = {}): void {
  const merger = new FrameMerger()
  merger.add(frame, target, options)
  merger.finish()
}

/**
 * Adds many frames to the same rollups. Figures are added up beside and are in the rollups once it is finished: of a
 * day, 2,200 cells go into 100 rollups, and to hand them over one by one took half of the time.
 */
export class FrameMerger {
  /** For which rollup each slot adds up. */
  readonly #rollups: Rollup[] = []
  readonly #slots = new Map<Rollup, number>()
  readonly #expected: number
  #room = 0

  /** @param expected about so many rollups */
  constructor(expected = 0) {
    this.#expected = expected
  }

  /** See `mergeFrame`. */
  add(frame: Uint8Array, target: TargetOf, options: MergeFrameOptions = {}): void {
    // There is one set of slots.
    if (adding !== this) adding?.finish()
    adding = this
    try {
      this.#add(frame, target, options)
    } catch (error) {
      this.#empty()
      throw error
    }
  }

  #add(frame: Uint8Array, target: TargetOf, { figuresOnly = false, upTo }: MergeFrameOptions): void {
    const reader = new ByteReader(frame)
    if (reader.integer() !== frameVersion) throw new RangeError('not a frame of version 1')
    const texts = new Texts(frame, reader)
    const { cells, end } = cellsUpTo(reader, frame.length, upTo)
    if (this.#rollups.length === 0) this.#room = prepareSlots(this.#expected)
    const { addCells } = begin()
    const start = reader.position
    const address = putBytes(frame.subarray(start, end))
    let rollup: Rollup | null = null
    serve({
      slotOf: number => {
        rollup = target(number)
        return rollup === null ? -1 : this.#slotOf(rollup)
      },
      takeTexts: (clients, at, count) => takeTexts(rollup!, clients === 1, at / 8, at / 8 + count, texts),
      emptyStatuses: slot => moveStatuses(this.#rollups[slot]!, slot),
    })
    const fault = addCells(address, address + end - start, cells, figuresOnly ? 1 : 0)
    if (fault !== 0) throw new RangeError(faults[-fault])
  }

  /** Puts what was added up into the rollups. */
  finish(): void {
    if (adding !== this) return
    this.#rollups.forEach(moveFigures)
    this.#empty()
  }

  #slotOf(rollup: Rollup): number {
    const known = this.#slots.get(rollup)
    if (known !== undefined) return known
    if (this.#rollups.length === this.#room) {
      this.finish()
      adding = this
    }
    const slot = this.#rollups.length
    takeSlot(slot)
    this.#rollups.push(rollup)
    this.#slots.set(rollup, slot)
    return slot
  }

  #empty(): void {
    clearSlots(this.#rollups.length)
    this.#rollups.length = 0
    this.#slots.clear()
    adding = null
  }
}

/** The one whose figures are in the slots. */
let adding: FrameMerger | null = null

/** By what `addCells` answers, negated. */
const faults = [
  '',
  'ends too early',
  'not an integer',
  'not a sketch',
  'a cell of another length than it says',
  'goes on after its end',
]

/** How many cells there are with numbers up to one, and where they end; the reader stays before the first. */
function cellsUpTo(
  reader: ByteReader,
  length: number,
  upTo: number | undefined,
): { cells: number; end: number } {
  const cells = reader.integer()
  if (upTo === undefined) return { cells, end: length }
  const start = reader.position
  let end = start
  let wanted = 0
  for (let number = 0; wanted < cells; wanted++) {
    number += reader.integer()
    if (number > upTo) break
    end = reader.integer() + reader.position
    reader.position = end
  }
  if (end > length) throw new RangeError('ends too early')
  reader.position = start
  return { cells: wanted, end }
}

/** The texts of a frame, each read when it is first asked for: most readers want few of them, or none. */
class Texts {
  readonly #frame: Uint8Array
  readonly #count: number
  readonly #start: number
  /** Where each begins and ends; found with the first that is asked for. */
  #ends: number[] | null = null
  readonly #texts: string[] = []

  /** Moves the reader behind them. */
  constructor(frame: Uint8Array, reader: ByteReader) {
    this.#frame = frame
    this.#count = reader.integer()
    this.#start = reader.position
    for (let left = this.#count; left > 0; left--) {
      const length = reader.integer()
      reader.position += length
    }
  }

  at(index: number): string {
    const known = this.#texts[index]
    if (known !== undefined) return known
    if (index >= this.#count) throw new RangeError('a text that is not there')
    this.#ends ??= this.#find()
    const text = decoder.decode(this.#frame.subarray(this.#ends[2 * index], this.#ends[2 * index + 1]))
    this.#texts[index] = text
    return text
  }

  #find(): number[] {
    const reader = new ByteReader(this.#frame)
    reader.position = this.#start
    const ends: number[] = []
    for (let left = this.#count; left > 0; left--) {
      const length = reader.integer()
      ends.push(reader.position, reader.position + length)
      reader.position += length
    }
    return ends
  }
}

const decoder = new TextDecoder()

/** Messages or clients of a cell: see src/numerics/assembly/frame.ts. */
function takeTexts(into: Rollup, ofClients: boolean, first: number, end: number, texts: Texts): void {
  const { doubles } = memory()
  const entries: TopCount[] = []
  for (let at = first + 1; at < end; at += 3)
    entries.push({ value: texts.at(doubles[at]!), count: doubles[at + 1]!, error: doubles[at + 2]! })
  const counter = ofClients ? (into.clients ??= new TopCounter()) : (into.errorMessages ??= new TopCounter())
  counter.mergeEntries(entries, doubles[first]!)
}
