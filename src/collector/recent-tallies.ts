import type { Tally, Window } from '../model/index.ts'
import { recentSeconds } from './options.ts'
import type { Totals } from './totals.ts'

/** The last 300 one-second buckets end with the second that holds `end`. */
export function firstRecentSecond(end: number): number {
  return Math.floor(end) - recentSeconds + 1
}

/** What was counted beforehand of the newest minutes, which begin where the newest request says that is known already. */
export class RecentTallies {
  /** `null`: nothing of them is counted beforehand. */
  readonly from: number | null
  readonly totals: Totals
  #joined = false

  constructor(from: number | null, totals: Totals) {
    this.from = from
    this.totals = totals
  }

  /**
   * Counted once while they come, half the work of a short window; what is asked for has to be joined before.
   * @param window totals of the whole window
   */
  add(tally: Tally, source: number, window: Totals): void {
    const isRecent = this.from !== null && tally.oldest >= this.from
    if (isRecent && !this.#joined) {
      window.addTallyApart(tally, source, this.totals)
      return
    }
    window.addTally(tally, source)
    if (isRecent) this.totals.addTally(tally, source)
  }

  /** Adds them to the totals of the whole window, too; what comes from now on is added to both. */
  joinTo(window: Totals | null): void {
    if (!this.#joined) window?.join(this.totals)
    this.#joined = true
  }

  /** Whether it is just what lies in the newest minutes of this window. @param boundary of `LatestRows` */
  isExact({ from, to }: Window, boundary: (from: number) => number): boolean {
    if (this.totals.requests === 0 || from === null || to === null) return true
    const recent = firstRecentSecond(to)
    const start = Math.max(from, recent)
    return boundary(start) === start && (recent === this.from || this.totals.oldest >= start)
  }
}
