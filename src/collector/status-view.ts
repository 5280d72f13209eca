import { Rollup } from '../model/index.ts'
import type { HeldCharts } from './held.ts'
import type { LiveView, SeenStretch } from './live-view.ts'

/**
 * A filter by status over more time than the requests themselves are held: counts come from the rings and
 * are exact, durations and cache figures from the requests that are still there.
 */
export class StatusView implements LiveView {
  readonly #counts: LiveView
  readonly #rows: LiveView

  constructor(counts: LiveView, rows: LiveView) {
    this.#counts = counts
    this.#rows = rows
  }

  get coversFrom(): number | null {
    return this.#rows.coversFrom
  }

  stretch(from: number, to: number): SeenStretch {
    const counts = this.#counts.stretch(from, to)
    const rows = this.#rows.stretch(from, to)
    const sources = [...counts.bySource].map(([source, rollup]) => {
      return [source, both(rollup, rows.bySource.get(source))] as const
    })
    return {
      rollups: counts.rollups.map((rollup, series) => rollup && both(rollup, rows.rollups[series])),
      bySource: new Map(sources),
      peak: counts.peak,
    }
  }

  charts(from: number, to: number, series: ReadonlySet<number>): HeldCharts {
    return this.#counts.charts(from, to, series)
  }
}

function both(counts: Rollup, rows: Rollup | undefined): Rollup {
  const rollup = new Rollup()
  if (rows !== undefined) rollup.merge(rows)
  rollup.replaceCounts(counts)
  return rollup
}
