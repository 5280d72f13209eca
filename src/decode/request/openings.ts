import type { Clock } from '../../model/index.ts'
import type { Found } from '../record/found.ts'
import { copyRow, type Row } from '../row.ts'
import { unknownStatus } from '../values/status.ts'

interface Held {
  readonly row: Row
  readonly line: Uint8Array | null
  /** Clock time at which it was read. */
  readonly readAt: number
}

/** What was learnt of a source. */
export interface OpeningHabits {
  /** The records of a request share an id, and the last one has the duration. */
  readonly byId: boolean
  /** A record with neither status nor duration is of a request that has yet to end. */
  readonly byStatus: boolean
}

const capacity = 10_000
/** Seconds; some write whole ones. */
const tolerance = 1.5
const patienceSeconds = 60
/** So many of the records without status, and at least so many for each that ended, are beginnings. */
const mostly = 0.8
const halfOfAll = 0.4

/**
 * Requests that are logged in full more than once: when they begin, with a status that is none yet, when they fail,
 * and when they end, the only time with a duration.
 */
export class Openings {
  readonly #clock: Clock
  #habits: OpeningHabits | null
  #matched = false
  readonly #waiting = new Map<string, Held>()
  /** While nothing is known: those without status and without id, and how many of each are open. */
  #statusless: Held[] = []
  readonly #open = new Map<string, number>()
  #closed = 0
  #ended = 0

  /** @param habits `null` = not known yet */
  constructor(habits: OpeningHabits | null, clock: Clock) {
    this.#habits = habits
    this.#clock = clock
  }

  /** As far as it is known. */
  get habits(): OpeningHabits {
    return this.#habits ?? { byId: this.#matched, byStatus: this.#areBeginnings() }
  }

  get waits(): boolean {
    return this.#waiting.size > 0
  }

  /** Of a request without a duration. @returns whether it may be followed by another record of it */
  hold(found: Found, key: string | null, line: Uint8Array | null): readonly Held[] | null {
    if (key !== null)
      return this.#habits?.byId === false ? null : this.#holdById(key, this.#held(found, line))
    if (found.status !== unknownStatus || this.#habits?.byStatus === false) return null
    if (this.#habits !== null) return []
    this.#statusless.push(this.#held(found, line))
    const target = targetOf(found)
    this.#open.set(target, (this.#open.get(target) ?? 0) + 1)
    return []
  }

  /** Of the end of a request. @returns what was told of it before */
  end(found: Found, key: string | null): Row | null {
    if (this.#habits === null) {
      this.#ended++
      const target = targetOf(found)
      const open = this.#open.get(target) ?? 0
      if (open > 0) {
        this.#open.set(target, open - 1)
        this.#closed++
      }
    }
    const began = key === null ? undefined : this.#waiting.get(key)
    if (began === undefined) return null
    const { row } = began
    const isSame =
      (found.method === null || found.method === row.method) &&
      (found.endpoint === null || found.endpoint === row.endpoint) &&
      isInTime(row, found)
    if (!isSame) return null
    this.#waiting.delete(key!)
    this.#matched = true
    return row
  }

  /** Decides. @returns requests that are what they seemed */
  settle(): readonly Held[] {
    if (this.#habits !== null) return []
    this.#habits = this.habits
    const back = this.#habits.byStatus ? [] : this.#statusless
    this.#statusless = []
    this.#open.clear()
    return this.#habits.byId ? back : [...this.takeOverdue(Number.POSITIVE_INFINITY), ...back]
  }

  /** Those that have waited too long at `now`; all of them when `now` is infinite. */
  takeOverdue(now: number): Held[] {
    const overdue: Held[] = []
    for (const [key, held] of this.#waiting) {
      if (now - held.readAt < patienceSeconds) break
      overdue.push(held)
      this.#waiting.delete(key)
    }
    return overdue
  }

  #held(found: Found, line: Uint8Array | null): Held {
    return { row: copyRow(found), line: line && new Uint8Array(line), readAt: this.#clock.now() }
  }

  /** @returns those that have to go to make room */
  #holdById(key: string, held: Held): Held[] {
    const before = this.#waiting.get(key)
    this.#waiting.delete(key)
    this.#waiting.set(key, held)
    if (before !== undefined) {
      const isSame = before.row.method === held.row.method && before.row.endpoint === held.row.endpoint
      return isSame && before.row.status === unknownStatus ? [] : [before]
    }
    if (this.#waiting.size <= capacity) return []
    const [oldest, out] = this.#waiting.entries().next().value!
    this.#waiting.delete(oldest)
    return [out]
  }

  #areBeginnings(): boolean {
    const { length } = this.#statusless
    return length > 0 && this.#closed >= length * mostly && length >= this.#ended * halfOfAll
  }
}

function targetOf({ method, endpoint }: Row): string {
  return `${method} ${endpoint}`
}

/** Whether the one was told while the other went on; some tell the beginning at the end as well. */
function isInTime(began: Row, { timestamp, duration, unit }: Row): boolean {
  const seconds = unit === null ? duration : duration / unit.perSecond
  const between = timestamp - began.timestamp
  return !(between < -tolerance || between > seconds + tolerance)
}
