import { chartOf, type HeldCharts } from './held.ts'
import { justBefore } from './just-before.ts'
import type { LiveView, SeenStretch } from './live-view.ts'
import type { RawQuery, RawRing } from './raw-ring.ts'
import { Totals, type TotalsOptions } from './totals.ts'

/** Sees the requests themselves, through any filter, as far back as they are held. */
export class RowView implements LiveView {
  readonly #ring: RawRing
  readonly #filter: RawQuery['filter']
  readonly #options: TotalsOptions
  #last: { readonly from: number; readonly to: number; readonly totals: Totals } | null = null

  constructor(ring: RawRing, filter: RawQuery['filter'], options: TotalsOptions) {
    this.#ring = ring
    this.#filter = filter
    this.#options = options
  }

  get coversFrom(): number | null {
    return this.#ring.lostUntil
  }

  stretch(from: number, to: number): SeenStretch {
    const totals = this.#totals(from, to)
    return { rollups: totals.rollups, bySource: totals.bySource(), peak: totals.seconds.peak() }
  }

  /** To be asked for right after `stretch`, of the same time. */
  charts(from: number, to: number): HeldCharts {
    const { total, endpoints } = this.#totals(from, to).charts!
    return { total: chartOf(total, 0), endpoint: series => chartOf(endpoints, series) }
  }

  #totals(from: number, to: number): Totals {
    if (this.#last?.from === from && this.#last.to === to) return this.#last.totals
    const totals = new Totals(this.#options)
    totals.add(this.#ring.rows({ from, to: justBefore(to), filter: this.#filter }))
    this.#last = { from, to, totals }
    return totals
  }
}
