import { type Clock, gaugeNames, type IngestCounters, type SystemSample } from '../../model/index.ts'
import type { BatchBuilder, Row } from '../batch-builder.ts'
import type { JsonObject, TextParser } from '../line/parse.ts'
import type { ExtraFields } from '../record/extra.ts'
import type { Found } from '../record/found.ts'
import { normalisePath } from '../values/path.ts'
import { parsePrefixTime } from '../values/prefix-time.ts'
import type { Zone } from '../values/zone.ts'
import { Duplicates } from './duplicates.ts'
import type { Evaluation, Evaluator } from './evaluate.ts'
import type { Future } from './future.ts'
import { type Half, type Halves, Joins, joinRows } from './joins.ts'
import { Losses } from './losses.ts'
import type { Observer } from './observer.ts'

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
  readonly #pieces = new Map<string, string>()
  readonly joins: Joins

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
  }) {
    this.#builder = parts.builder
    this.#evaluator = parts.evaluator
    this.#parser = parts.parser
    this.#observer = parts.observer
    this.#extra = parts.extra
    this.#clock = parts.clock
    this.#future = parts.future
    this.#zone = parts.zone
    this.joins = new Joins(parts.joined === true, parts.joined !== false)
  }

  /** Pieces of a record wait for the rest: every record may be it. */
  get piecesWait(): boolean {
    return this.#pieces.size > 0
  }

  get #counters(): IngestCounters {
    return this.#builder.counters
  }

  /** Reads one object; its line is counted already. */
  read(record: JsonObject, origin: Origin): Used {
    if (this.#pieces.size > 0 && this.#continues(record, origin)) return true
    return this.#commit(this.#evaluator.evaluate(record), record, origin)
  }

  #commit(evaluation: Evaluation, record: JsonObject, origin: Origin): Used {
    const { verdict, found } = evaluation
    const { ignored, rejected } = this.#counters
    if (evaluation.wrapper !== null) this.#observer.wrapper(evaluation.wrapper)
    if (verdict === 'batch') return this.#batch(evaluation, origin)
    if (verdict === 'partial') return this.#hold(record, evaluation.text)
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
    const { verdict, record } = evaluation
    const [timestamp, own] = this.#time(found, origin)
    found.timestamp = timestamp
    found.endpoint = found.path === null ? null : normalisePath(found.path)
    found.extra = this.#extra.read(record)
    const key = found.requestId === null ? null : `${found.process ?? ''}\n${found.requestId}`
    if (verdict === 'start') {
      this.#start(key!, found, origin)
      return
    }
    this.#observer.observe(found, record)
    const start = key === null ? null : this.joins.takeStart(key)
    if (!own) this.#observer.untimed = true
    if (start !== null && completes(start.row, found))
      this.#joined(start, half(key!, found, origin, this.#clock))
    else if (verdict === 'completion') this.#complete(key!, found, origin)
    else if (this.duplicates.isRepeated(found)) this.#repeated()
    else this.#add(found, origin.line, evaluation.salvaged || origin.salvaged)
  }

  #repeated(): void {
    this.#counters.ignored.duplicate++
    this.#observer.sequential()
  }

  #start(key: string, found: Found, origin: Origin): void {
    this.#counters.ignored.notRequest++
    const start = half(key, found, origin, this.#clock)
    const completion = this.joins.takeCompletion(key)
    if (completion === null) this.joins.holdStart(start)
    else {
      this.#counters.ignored.notRequest--
      this.#counters.ignored.joined++
      this.#settleHalf({ ...completion, row: joinRows(start.row, completion.row) })
      this.joins.established = true
    }
  }

  #joined(start: Half, completion: Half): void {
    this.joins.established = true
    this.#counters.ignored.notRequest--
    this.#counters.ignored.joined++
    this.#add(joinRows(start.row, completion.row), completion.line, false)
  }

  /** Counted as no request until its first line turns up, or will not any more. */
  #complete(key: string, found: Found, origin: Origin): void {
    this.#counters.ignored.notRequest++
    this.joins.wanted = true
    const lonely = this.joins.holdCompletion(half(key, found, origin, this.#clock))
    if (lonely !== null) this.#settleOrphan(lonely)
  }

  /** Stops waiting for the first lines of completions that are overdue at `now`. */
  settleOrphans(now: number): void {
    for (const lonely of this.joins.takeOverdue(now)) this.#settleOrphan(lonely)
  }

  /** Where requests are logged in two lines, a second line alone still tells of a request. */
  #settleOrphan(lonely: Half): void {
    if (this.joins.established) this.#settleHalf(lonely)
  }

  #settleHalf(completion: Half): void {
    this.#counters.ignored.notRequest--
    this.#add(completion.row, completion.line, false)
  }

  /** Takes halves that another reader of the same source could not match. */
  adopt(halves: Halves): void {
    for (const completion of halves.completions) {
      const start = this.joins.takeStart(completion.key)
      if (start !== null) {
        this.#counters.ignored.notRequest--
        this.#joined(start, completion)
      } else {
        const lonely = this.joins.holdCompletion(completion)
        if (lonely !== null) this.#settleOrphan(lonely)
      }
    }
    for (const start of halves.starts) this.joins.holdStart(start)
  }

  /** Gives away what waits for its other half; units have to be settled. */
  takeHalves(): Halves {
    const { starts, completions } = this.joins.all()
    this.joins.clear()
    return { starts: starts.map(inSeconds), completions: completions.map(inSeconds) }
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

  #hold(record: JsonObject, text: string): Used {
    this.#pieces.set(streamOf(record), text)
    this.#counters.ignored.notRequest++
    this.#observer.sequential()
    return true
  }

  /** Whether this is the next piece of a record that docker split; the record is read when it is whole. */
  #continues(record: JsonObject, origin: Origin): boolean {
    const stream = streamOf(record)
    const beginning = this.#pieces.get(stream)
    if (beginning === undefined || typeof record.log !== 'string') return false
    this.#pieces.delete(stream)
    if (record.log.startsWith('{"')) return false
    const text = beginning + record.log
    const parsed = this.#parser.parse(text)
    if (typeof parsed === 'string' || parsed.salvaged) {
      if (!record.log.endsWith('\n') && text.length < 1_048_576) return this.#holdMore(stream, text)
      return false
    }
    this.#counters.ignored.notRequest--
    this.#counters.ignored.joined++
    return this.#commit(this.#evaluator.evaluate({ ...record, log: text }), record, origin)
  }

  #holdMore(stream: string, text: string): boolean {
    this.#pieces.set(stream, text)
    this.#counters.ignored.joined++
    return true
  }
}

/** Whether the first line says something that the second does not. */
function completes(start: Row, second: Row): boolean {
  return (
    (second.method === null && start.method !== null) ||
    (second.endpoint === null && start.endpoint !== null) ||
    (second.client === null && start.client !== null) ||
    (second.userAgent === null && start.userAgent !== null) ||
    (second.route === null && start.route !== null)
  )
}

function inSeconds(half: Half): Half {
  const { row } = half
  return row.unit === null
    ? half
    : { ...half, row: { ...row, duration: row.duration / row.unit.perSecond, unit: null } }
}

function half(key: string, found: Found, origin: Origin, clock: Clock): Half {
  const {
    timestamp,
    duration,
    unit,
    status,
    method,
    endpoint,
    route,
    client,
    userAgent,
    errorMessage,
    cache,
    extra,
  } = found
  const row = {
    timestamp,
    duration,
    unit,
    status,
    method,
    endpoint,
    route,
    client,
    userAgent,
    errorMessage,
    cache,
    extra,
  }
  return { key, row, line: origin.line === null ? null : new Uint8Array(origin.line), readAt: clock.now() }
}

function streamOf(record: JsonObject): string {
  return typeof record.stream === 'string' ? record.stream : ''
}

/** An element of a batch: an object, or Loki's pair of time and line. */
function asRecord(element: unknown): JsonObject | null {
  if (Array.isArray(element))
    return typeof element[0] === 'string' && typeof element[1] === 'string'
      ? { ts: element[0], line: element[1] }
      : null
  return typeof element === 'object' && element !== null ? (element as JsonObject) : null
}
