import type { Clock } from '../../model/index.ts'
import type { BatchBuilder } from '../batch-builder.ts'
import type { Found } from '../record/found.ts'
import { Slot } from '../record/slots.ts'
import { copyRow, type Row } from '../row.ts'
import { completes, type Half, type Halves, inSeconds, Joins, joinRows } from './joins.ts'

/** Takes a row that is a request. */
export type AddRow = (row: Row, line: Uint8Array | null) => void

/**
 * Requests that are logged in two lines: method and path on the first, status and duration on the second. Either
 * line is counted as no request until it is known what became of it.
 */
export class TwoLines {
  readonly #builder: BatchBuilder
  readonly #clock: Clock
  readonly #add: AddRow
  readonly joins: Joins
  /** Second lines are all there is: loggers that were told to be brief leave the target out. */
  alone: boolean

  /** @param joined whether the source has such requests; `null` = not known yet */
  constructor(builder: BatchBuilder, clock: Clock, joined: boolean | null, alone: boolean, add: AddRow) {
    this.alone = alone
    this.#builder = builder
    this.#clock = clock
    this.#add = add
    this.joins = new Joins(joined === true, joined !== false)
  }

  /** A first line. */
  start(key: string, found: Found, line: Uint8Array | null): void {
    const start = half(key, found, line, this.#clock)
    const second = this.joins.takeCompletion(key)
    if (second === null) {
      this.#builder.counters.ignored.notRequest++
      this.joins.holdStart(start)
      return
    }
    this.#builder.counters.ignored.notRequest--
    this.#builder.counters.ignored.joined++
    this.joins.established = true
    this.#add(joinRows(start.row, second.row), second.line)
  }

  /** @returns whether a first line was waiting that has something to add, so that this is a request of two lines */
  complete(key: string, found: Found, line: Uint8Array | null): boolean {
    const start = this.joins.takeStart(key)
    if (start === null || !completes(start.row, found)) return false
    this.#join(start, half(key, found, line, this.#clock))
    return true
  }

  /** A second line whose first has not come. */
  wait(key: string, found: Found, line: Uint8Array | null): void {
    this.#builder.counters.ignored.notRequest++
    this.joins.wanted = true
    this.#hold(half(key, found, line, this.#clock))
  }

  /** Decides whether second lines are all there is. @returns the ones that waited */
  settleAlone(requests: number): readonly Half[] {
    const { completions } = this.joins.all()
    const brief = completions.filter(({ isResponse }) => isResponse)
    if (requests > 0 || this.joins.established || brief.length < 3 || this.joins.startsWait) return []
    this.alone = true
    this.joins.clear()
    return brief
  }

  /** Stops waiting for the first lines of those that are overdue at `now`. */
  settleOrphans(now: number): void {
    for (const lonely of this.joins.takeOverdue(now)) this.#settleOrphan(lonely)
  }

  /** Takes halves that another reader of the same source could not match. */
  adopt(halves: Halves): void {
    for (const second of halves.completions) {
      const start = this.joins.takeStart(second.key)
      if (start === null) this.#hold(second)
      else {
        this.#builder.counters.ignored.notRequest--
        this.#join(start, second)
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

  #join(start: Half, second: Half): void {
    this.joins.established = true
    this.#builder.counters.ignored.notRequest--
    this.#builder.counters.ignored.joined++
    this.#add(joinRows(start.row, second.row), second.line)
  }

  #hold(second: Half): void {
    const lonely = this.joins.holdCompletion(second)
    if (lonely !== null) this.#settleOrphan(lonely)
  }

  /** Where requests are logged in two lines, a second line alone still tells of a request. */
  #settleOrphan(lonely: Half): void {
    if (!this.joins.established) return
    this.#builder.counters.ignored.notRequest--
    this.#add(lonely.row, lonely.line)
  }
}

function half(key: string, found: Found, line: Uint8Array | null, clock: Clock): Half {
  return {
    key,
    row: copyRow(found),
    isResponse: isOfResponse(found),
    line: line === null ? null : new Uint8Array(line),
    readAt: clock.now(),
  }
}

/** The status is said to be that of a response (`res.statusCode`), and there is a duration: it is not that of a job. */
export function isOfResponse(found: Found): boolean {
  const node = found.nodes[Slot.status]
  return (
    found.durationPresent &&
    node !== null &&
    node !== undefined &&
    /(^|\.)(res|resp|response|http)[._](status|status_?code)$/i.test(node.path)
  )
}
