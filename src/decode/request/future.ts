import type { Clock } from '../../model/index.ts'

const tolerance = 300
/** Zones differ by multiples of this. */
const quarter = 900
const widest = 26 * 3600

/** Events ahead of the clock: single ones are rejected, a source that is wholly ahead has a wrong zone. */
export class Future {
  readonly #clock: Clock
  readonly #active: boolean
  /** Seconds by which the whole source is ahead; 0 = none; `null` = not known yet. */
  ahead: number | null

  constructor(clock: Clock, active: boolean, ahead: number | null) {
    this.#clock = clock
    this.#active = active
    this.ahead = ahead
  }

  /** Looks at the times read so far: if the latest lie ahead together by whole quarter hours, that is their zone. */
  learn(times: readonly number[]): void {
    if (this.ahead !== null) return
    const now = this.#clock.now()
    const latest = times.slice(-10)
    const leads = latest.map(time => time - now)
    const lead = Math.max(...leads)
    const zone = Math.round(lead / quarter) * quarter
    const together = latest.length > 0 && leads.every(each => each > tolerance)
    this.ahead =
      together && zone >= quarter && zone <= widest && Math.abs(lead - zone) <= tolerance ? zone : 0
  }

  /** Latest time that is not rejected now. */
  get latest(): number {
    return this.#active ? this.#clock.now() + (this.ahead ?? widest) + tolerance : Number.POSITIVE_INFINITY
  }

  rejects(time: number): boolean {
    return time > this.latest
  }
}
