import type { Insight, Snapshot } from '../model/index.ts'
import { conclude, type Tested, testSeries } from './analyse.ts'
import type { InsightOptions } from './options.ts'

/** Views that are watched at the same time: the screen, alerts, a report. */
const mostKept = 4
/** Within one bucket, so many more requests (a file being read, say) are worth another look. */
const grown = 1.02

interface Kept {
  readonly buckets: string
  readonly requests: number
  readonly tested: Tested
}

/**
 * `analyse` for pictures that are drawn again every second. Score, recommendations, limits and budgets are
 * always of the snapshot at hand; trends, jumps and correlations are tested again when a bucket of the
 * series was completed, and kept until then.
 */
export class Analyst {
  readonly #options: InsightOptions
  readonly #kept = new Map<string, Kept>()

  constructor(options: InsightOptions = {}) {
    this.#options = options
  }

  analyse(snapshot: Snapshot): Insight {
    return conclude(snapshot, this.#test(snapshot), this.#options)
  }

  #test(snapshot: Snapshot): Tested {
    const { series, requests } = snapshot
    const view = JSON.stringify([series.stepSeconds, snapshot.filter, snapshot.mode])
    const buckets = JSON.stringify([series.points.length, series.points[0]?.time, series.points.at(-1)?.time])
    const kept = this.#kept.get(view)
    this.#kept.delete(view)
    const fresh = kept !== undefined && kept.buckets === buckets && requests.total <= grown * kept.requests
    const next = fresh ? kept : { buckets, requests: requests.total, tested: testSeries(snapshot) }
    this.#kept.set(view, next)
    if (this.#kept.size > mostKept) this.#kept.delete(this.#kept.keys().next().value!)
    return next.tested
  }
}
