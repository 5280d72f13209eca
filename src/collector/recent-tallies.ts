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

  constructor(from: number | null, totals: Totals) {
    this.from = from
    this.totals = totals
  }

  add(tally: Tally, source: number): void {
    if (this.from !== null && tally.oldest >= this.from) this.totals.addTally(tally, source)
  }

  /** Whether it is just what lies in the newest minutes of this window. @param boundary of `LatestRows` */
  isExact({ from, to }: Window, boundary: (from: number) => number): boolean {
    if (this.totals.requests === 0 || from === null || to === null) return true
    const recent = firstRecentSecond(to)
    const start = Math.max(from, recent)
    return boundary(start) === start && (recent === this.from || this.totals.oldest >= start)
  }
}
