import type { TallyGuide } from '../../model/index.ts'
import type { BatchBuilder } from '../batch-builder.ts'
import type { Scanner } from '../framing/lines.ts'
import { allColumns, type OptionalColumn } from '../options.ts'
import { Slot } from '../record/slots.ts'
import type { Zone } from '../values/zone.ts'
import { type KeyOptions, KeyTeacher } from './keys.ts'
import { Code, type KernelExports } from './load.ts'
import { Machine } from './machine.ts'
import { Tallier } from './tallier.ts'
import { Window } from './window.ts'
import { Words } from './words.ts'

/** What the scanner asks of the general path, whose state goes on behind its back. */
export interface GeneralState {
  /** Everything is decided that the first records decide, and nothing is waiting that any line may end. */
  readonly ready: boolean
  /** Halves of requests wait for a line with their id. */
  readonly idsMatter: boolean
  /** A request without a duration may be told again, under its id, when it has ended. */
  readonly endsMatter: boolean
  /** A sentence may tell of a request. */
  readonly sentencesMatter: boolean
  /** Requests later than this may have to be rejected. */
  readonly latest: number
  /** Duration by which the next request might be told to repeat the last one; NaN = it cannot. */
  readonly lastTold: number
  /** Requests so far that were not salvaged, and valid lines that were none. */
  readonly requests: number
  readonly others: number
  /** Rows that still fit into the batch. */
  readonly room: number
  /** Time of requests that have none; there are some. */
  arrivalTime(): number
  /** The last request is not the one it remembers. */
  forgetLast(): void
  /** So many requests and other lines were read; everything before `end` is accounted for. */
  added(requests: number, others: number, end: number): void
}

export interface ScannerOptions extends KeyOptions {
  readonly builder: BatchBuilder
  readonly general: GeneralState
  readonly zone: Zone
  readonly maxLineBytes: number
  readonly maxDepth: number
  readonly keepLines: boolean
  /** `null`: all requests are rows. */
  readonly tally: TallyGuide | null
}

const optionalSlots: Record<OptionalColumn, number> = {
  client: Slot.client,
  userAgent: Slot.userAgent,
  errorMessage: Slot.errorMessage,
}

/** Fields whose columns nobody reads. */
export function ignoredSlots(columns: readonly OptionalColumn[]): Set<number> {
  return new Set(allColumns.filter(name => !columns.includes(name)).map(name => optionalSlots[name]))
}

/** Rows that are counted at once: their columns stay in the processor's cache. */
const rowsToTally = 2048

/** Offsets of a clock without zone change at quarters of an hour at most. */
const quarter = 900
/** After so many unusual lines in a row, as many pass untried; then twice as many, up to the longest pause. */
const patience = 64
const longestPause = 4096

/**
 * Reads the ordinary lines of a chunk with the kernel. It stops at every line that is unusual in any way; that one
 * takes the general path, so that rows and counters come out as if all of them had.
 */
export class LineScanner implements Scanner {
  readonly #machine: Machine
  readonly #kernel: KernelExports
  readonly #options: ScannerOptions
  readonly #keys: KeyTeacher
  readonly #words: Words
  readonly #window: Window
  readonly tallier: Tallier | null
  #strings: readonly string[]
  /** Addresses of the line that holds a key to be learnt. */
  #lesson: { start: number; end: number } | null = null
  #requestsBefore = 0
  #othersBefore = 0
  #unusual = 0
  #pause = 0
  #nextPause = patience

  constructor(exports: KernelExports, options: ScannerOptions) {
    this.#machine = new Machine(exports)
    this.#kernel = exports
    this.#options = options
    const { builder } = options
    this.#keys = new KeyTeacher(this.#machine, options)
    this.#words = new Words(this.#machine, text => builder.numberOf(text))
    this.#strings = builder.strings
    this.#window = new Window(this.#machine)
    const numberOf = (own: number): number => this.#words.valueOf(own)
    this.tallier = options.tally && new Tallier(this.#machine, options.tally, builder, numberOf)
    exports.setLongestLine(options.maxLineBytes + 1)
    exports.setDepthLimit(options.maxDepth)
  }

  /** Memory that a reader may fill, so that `write` need not copy; the next `write` spoils it. */
  inputBuffer(): Uint8Array {
    return this.#window.memory
  }

  begin(chunk: Uint8Array): void {
    this.#window.begin(chunk)
  }

  scan(from: number, last: number, base: number): number {
    const { general } = this.#options
    if (!general.ready || this.#isPausing()) return from
    this.#kernel.setIdsMatter(general.idsMatter ? 1 : 0)
    this.#kernel.setEndsMatter(general.endsMatter ? 1 : 0)
    this.#kernel.setSentencesMatter(general.sentencesMatter ? 1 : 0)
    this.#kernel.setLatest(general.latest)
    this.tallier?.refresh()
    let at = from
    while (at <= last) {
      const end = this.#window.show(at, last)
      this.#kernel.setLastTold(general.lastTold)
      const stop = end > at ? this.#lines(at, end, base) : at // a line longer than the window is unusual
      if (stop < end || end === at) return this.#stopped(from, stop)
      at = end
    }
    return at
  }

  passing(): void {
    const { requests, others } = this.#options.general
    this.#requestsBefore = requests
    this.#othersBefore = others
  }

  passed(): void {
    const lesson = this.#lesson
    this.#lesson = null
    this.#keys.refresh()
    if (lesson === null) return
    const { requests, others } = this.#options.general
    if (requests === this.#requestsBefore + 1) this.#learn(lesson, true)
    else if (others === this.#othersBefore + 1) this.#learn(lesson, false)
  }

  #isPausing(): boolean {
    if (this.#pause === 0) return false
    this.#pause--
    return true
  }

  #stopped(from: number, stop: number): number {
    if (stop > from) {
      this.#unusual = 0
      if (stop > from + 4096) this.#nextPause = patience
    } else if (++this.#unusual === patience) {
      this.#unusual = 0
      this.#pause = this.#nextPause
      this.#nextPause = Math.min(this.#nextPause * 2, longestPause)
    }
    return stop
  }

  /** Scans [from, to) of the chunk. @returns as `scan` */
  #lines(from: number, to: number, base: number): number {
    const { shift } = this.#window
    let at = from
    let room = this.#begin()
    while (true) {
      const code = this.#kernel.scan(at + shift, to + shift)
      at = this.#kernel.position.value - shift
      if (code === Code.wordUnknown) this.#words.explainUnknown()
      else if (code === Code.zoneUnknown) this.#tellZone()
      else {
        if (code === Code.keyUnknown)
          this.#lesson = { start: at + shift, end: this.#window.lineEnd(at) + shift }
        const rows = this.#kernel.rows.value
        const reread = this.#takeBackLast(rows)
        this.#flush(base + (reread < 0 ? at : reread - shift))
        if (reread >= 0) return reread - shift
        if (code !== Code.full) return at
        if (rows < room) this.#clearWords()
        room = this.#begin()
      }
    }
  }

  #begin(): number {
    const { builder, general } = this.#options
    if (builder.strings !== this.#strings) {
      this.#strings = builder.strings
      this.#clearWords()
    }
    const most = this.tallier === null ? this.#machine.columns.timestamp.length : rowsToTally
    const room = Math.min(general.room, most)
    this.#kernel.begin(room)
    return room
  }

  #clearWords(): void {
    this.tallier?.forgetWords()
    this.#words.clear()
  }

  /**
   * The last row, if a line after it may turn out to repeat it: the general path has to know its every field then.
   * @returns address of its line, or −1
   */
  #takeBackLast(rows: number): number {
    if (rows === 0 || Number.isNaN(this.#kernel.lastTold.value)) return -1
    this.#lesson = null
    this.#kernel.dropRow()
    return this.#machine.offsets[rows - 1]!
  }

  #flush(end: number): void {
    const rows = this.#kernel.rows.value
    const ignored = this.#kernel.ignored.value
    if (rows > 0) this.#hand(rows)
    if (rows + ignored > 0) this.#options.general.added(rows, ignored, end)
  }

  #hand(rows: number): void {
    const { builder, general, keepLines } = this.#options
    if (this.#kernel.untimed.value !== 0) this.#giveTimes(rows)
    const fresh = this.#words.explainNew()
    const left = this.tallier === null ? rows : this.tallier.count(rows)
    builder.addColumns(this.#machine.columns, left, fresh ? own => this.#words.valueOf(own) : null)
    const { bytes, offsets, lengths } = this.#machine
    if (keepLines) builder.addLines(bytes, offsets, lengths, left, left < rows)
    general.forgetLast()
  }

  /** Requests without a time are as old as their reading. */
  #giveTimes(rows: number): void {
    const { timestamp } = this.#machine.columns
    const now = this.#options.general.arrivalTime()
    for (let row = 0; row < rows; row++) if (Number.isNaN(timestamp[row]!)) timestamp[row] = now
    this.#kernel.timesGiven()
  }

  #tellZone(): void {
    const needed = this.#kernel.neededQuarter.value
    this.#kernel.setZone(needed, needed * quarter - this.#options.zone(needed * quarter))
  }

  /** Takes in every key of a line, and nothing else of it. */
  #learn({ start, end }: { start: number; end: number }, isRequest: boolean): void {
    do this.#kernel.begin(1)
    while (this.#kernel.scan(start, end) === Code.keyUnknown && this.#keys.learn(isRequest))
  }
}
