import { type Clock, gaugeNames, type IngestCounters, type SystemSample } from '../../model/index.ts'
import type { BatchBuilder } from '../batch-builder.ts'
import type { JsonObject, TextParser } from '../line/parse.ts'
import type { ExtraFields } from '../record/extra.ts'
import type { Found } from '../record/found.ts'
import { copyRow, type Row } from '../row.ts'
import { normalisePath } from '../values/path.ts'
import { parsePrefixTime } from '../values/prefix-time.ts'
import type { Zone } from '../values/zone.ts'
import { Calls } from './calls.ts'
import { Duplicates } from './duplicates.ts'
import type { Evaluation, Evaluator } from './evaluate.ts'
import type { Future } from './future.ts'
import { joinRows } from './joins.ts'
import { Losses } from './losses.ts'
import type { Observer } from './observer.ts'
import { type OpeningHabits, Openings } from './openings.ts'
import { Pieces } from './pieces.ts'
import { Retold } from './retold.ts'
import { isOfResponse, TwoLines } from './two-lines.ts'

/** Where a record came from. */
export interface Origin {
  /** Bytes of the line; `null` when lines are not kept. */
  readonly line: Uint8Array | null
  /** Fallbacks for records without a time: text of the prefix; seconds, NaN when there are none. */
  readonly timeText: string | null
  readonly time: number
  /** The text was not valid JSON. */
  readonly salvaged: boolean
}

/** What became of a record: `false` when it could be used for nothing. */
type Used = boolean

/** Turns objects into rows, samples and counts; keeps what spans several records: joins, duplicates, parts. */
export class RecordReader {
  readonly #builder: BatchBuilder
  readonly #evaluator: Evaluator
  readonly #parser: TextParser
  readonly #observer: Observer
  readonly #extra: ExtraFields
  readonly #clock: Clock
  readonly #future: Future
  readonly #zone: Zone
  readonly duplicates: Duplicates = new Duplicates()
  readonly losses: Losses = new Losses()
  readonly #pieces = new Pieces()
  readonly twoLines: TwoLines
  readonly retold: Retold
  readonly calls: Calls
  readonly openings: Openings

  constructor(parts: {
    builder: BatchBuilder
    evaluator: Evaluator
    parser: TextParser
    observer: Observer
    extra: ExtraFields
    clock: Clock
    zone: Zone
    future: Future
    /** `null` = not known yet. */
    joined: boolean | null
    /** … and of those, the first ones are missing. */
    alone: boolean
    /** Requests are told in sentences; `null` = a plan that saw no request, undefined = no plan. */
    told: boolean | null | undefined
    /** Keys that tell calls to others; undefined = no plan. */
    callKeys: readonly string[] | undefined
    /** Requests that are told more than once; `null` = not known yet. */
    openings: OpeningHabits | null
  }) {
    this.#builder = parts.builder
    this.#evaluator = parts.evaluator
    this.#parser = parts.parser
    this.#observer = parts.observer
    this.#extra = parts.extra
    this.#clock = parts.clock
    this.#future = parts.future
    this.#zone = parts.zone
    this.retold = new Retold(parts.told)
    this.calls = new Calls(parts.callKeys)
    this.openings = new Openings(parts.openings, parts.clock)
    this.twoLines = new TwoLines(parts.builder, parts.clock, parts.joined, parts.alone, (row, line) =>
      this.#add(row, line, false),
    )
  }

  /** Pieces of a record wait for the rest: every record may be it. */
  get piecesWait(): boolean {
    return this.#pieces.wait
  }

  get #counters(): IngestCounters {
    return this.#builder.counters
  }

  /** The next records do not continue these: what waits is read as it is. */
  boundary(): void {
    this.#giveUp(null, { line: null, timeText: null, time: Number.NaN, salvaged: false })
  }

  /** Decides whether requests count that were told in sentences, or made to others. */
  settle(): void {
    this.#addHeld([...this.retold.settle(), ...this.calls.settle(), ...this.openings.settle()])
    this.#addHeld(this.twoLines.settleAlone(this.#counters.requests))
  }

  /** Stops waiting for the rest of requests that are overdue at `now`. */
  settleOverdue(now: number): void {
    this.twoLines.settleOrphans(now)
    this.#addHeld(this.openings.takeOverdue(now))
  }

  /** Requests that were counted as none. */
  #addHeld(held: readonly { row: Row; line: Uint8Array | null }[]): void {
    for (const { row, line } of held) {
      this.#counters.ignored.notRequest--
      this.#add(row, line, false)
    }
  }

  /** Reads one object; its line is counted already. */
  read(record: JsonObject, origin: Origin): Used {
    if (this.#pieces.wait && this.#continues(record, origin)) return true
    return this.#commit(this.#evaluator.evaluate(record), record, origin)
  }

  #commit(evaluation: Evaluation, record: JsonObject, origin: Origin): Used {
    const { verdict, found } = evaluation
    const { ignored, rejected } = this.#counters
    const counts = !evaluation.told || this.retold.observed
    if (evaluation.wrapper !== null && counts) this.#observer.wrapper(evaluation.wrapper)
    if (verdict === 'batch') return this.#batch(evaluation, origin)
    if (verdict === 'partial') {
      this.#pieces.hold(record, evaluation.text)
      this.#observer.sequential()
      ignored.notRequest++
      return true
    }
    if (verdict === 'tooDeep') rejected.tooDeep++
    else if (verdict === 'badField') rejected.badField++
    else if (verdict === 'duplicate') ignored.duplicate++
    else if (verdict === 'sample') this.#sample(evaluation, origin)
    else if (verdict === 'notRequest') {
      if (origin.salvaged) return false
      if (!this.losses.read(record, this.#counters)) ignored.notRequest++
    } else this.#request(evaluation, origin, found)
    return true
  }

  /** Several records in one: each counts as a line. */
  #batch({ records, found }: Evaluation, origin: Origin): Used {
    const time = Number.isNaN(found.timestamp) ? origin.time : found.timestamp
    this.#counters.lines += Math.max(0, records.length - 1)
    for (const element of records) {
      const record = asRecord(element)
      if (record === null) this.#counters.rejected.notObject++
      else this.#commit(this.#evaluator.evaluate(record), record, { ...origin, time })
    }
    return true
  }

  #sample({ found, record }: Evaluation, origin: Origin): void {
    const [timestamp] = this.#time(found, origin)
    const gauges = Object.fromEntries(gaugeNames.map((name, i) => [name, found.gauges[i] ?? null]))
    const host = record.host ?? record.hostname
    this.#counters.systemSamples++
    this.#builder.addSample({
      timestamp,
      host: typeof host === 'string' ? host : null,
      origin: 'input',
      ...(gauges as Omit<SystemSample, 'timestamp' | 'host' | 'origin'>),
    })
  }

  #request(evaluation: Evaluation, origin: Origin, found: Found): void {
    const { verdict, record, told } = evaluation
    if (told && this.retold.refused) {
      this.#counters.ignored.notRequest++
      return
    }
    const [timestamp, own] = this.#time(found, origin)
    found.timestamp = timestamp
    found.endpoint = found.path === null ? null : normalisePath(found.path)
    found.extra = this.#extra.read(record)
    const key = found.requestId === null ? null : `${found.process ?? ''}\n${found.requestId}`
    if (told) this.calls.sawOther()
    if (verdict === 'request' && !told && found.call > 0) this.#observer.observeCall(found, record)
    if (verdict === 'request' && !told && this.calls.take(found, origin.line)) {
      this.#counters.ignored.notRequest++
      return
    }
    if (verdict === 'start') {
      this.twoLines.start(key!, found, origin.line)
      return
    }
    if (!told) this.retold.sawFields()
    if (!told || this.retold.observed) this.#observer.observe(found, record)
    if (!own) this.#observer.untimed = true
    if (key !== null && this.twoLines.complete(key, found, origin.line)) return
    if (verdict === 'completion') {
      const isEnd = !told && this.#isToldAgain(found, verdict, key, origin)
      if (isEnd) return
      if (this.twoLines.alone && isOfResponse(found)) this.#add(found, origin.line, origin.salvaged)
      else this.twoLines.wait(key!, found, origin.line)
    } else if (told && !this.retold.take(found, origin.line)) this.#counters.ignored.notRequest++
    else if (this.duplicates.isRepeated(found)) this.#repeated()
    else if (told || !this.#isToldAgain(found, verdict, key, origin))
      this.#add(found, origin.line, evaluation.salvaged || origin.salvaged)
  }

  /** Whether this is one of several records of a request, and was taken. */
  #isToldAgain(found: Found, verdict: string, key: string | null, { line, salvaged }: Origin): boolean {
    const { ignored } = this.#counters
    if (verdict === 'request' && Number.isNaN(found.duration)) {
      const out = this.openings.hold(found, key, line)
      if (out === null) return false
      ignored.notRequest++
      this.#addHeld(out)
      return true
    }
    const began = this.openings.end(found, key)
    if (began === null) return false
    ignored.notRequest--
    ignored.joined++
    this.#observer.sequential()
    this.#add(joinRows(began, copyRow(found)), line, salvaged)
    return true
  }

  #repeated(): void {
    this.#counters.ignored.duplicate++
    this.#observer.sequential()
  }

  #add(row: Row, line: Uint8Array | null, salvaged: boolean): void {
    const counters = this.#counters
    if (this.#future.rejects(row.timestamp)) {
      counters.rejected.future++
      return
    }
    counters.requests++
    if (salvaged) counters.salvaged++
    this.#builder.add(row, line)
  }

  /** @returns the time, and whether the log itself gave it */
  #time(found: Found, origin: Origin): [time: number, own: boolean] {
    if (!Number.isNaN(found.timestamp)) return [found.timestamp, true]
    const now = this.#clock.now()
    const time = origin.timeText === null ? origin.time : parsePrefixTime(origin.timeText, this.#zone, now)
    return Number.isNaN(time) ? [now, false] : [time, true]
  }

  /** Whether this is the next piece of a record that docker split; the record is read when it is whole. */
  #continues(record: JsonObject, origin: Origin): boolean {
    const continuation = this.#pieces.continue(record, text => {
      const parsed = this.#parser.parse(text)
      return typeof parsed === 'object' && !parsed.salvaged
    })
    if (continuation === null) {
      this.#giveUp(record, origin)
      return false
    }
    this.#counters.ignored.joined++
    if (continuation.whole !== null) this.#reread(continuation.whole, origin)
    return true
  }

  #giveUp(record: JsonObject | null, origin: Origin): void {
    for (const held of this.#pieces.giveUp(record)) this.#reread(held, { ...origin, line: null })
  }

  /** A record whose first piece is counted as no request. */
  #reread(record: JsonObject, origin: Origin): void {
    this.#counters.ignored.notRequest--
    this.#commit(this.#evaluator.evaluate(record), record, origin)
  }
}

/** An element of a batch: an object, Loki's pair of time and line, or a list of fields with their values. */
function asRecord(element: unknown): JsonObject | null {
  if (Array.isArray(element) && typeof element[0] === 'object')
    return Object.fromEntries(element.map(cell => [String(cell?.field), cell?.value]))
  if (Array.isArray(element))
    return typeof element[0] === 'string' && typeof element[1] === 'string'
      ? { ts: element[0], line: element[1] }
      : null
  return typeof element === 'object' && element !== null ? (element as JsonObject) : null
}
