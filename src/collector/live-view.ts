import type { Rollup } from '../model/index.ts'
import type { HeldCharts } from './held.ts'
import type { Peak } from './second-counts.ts'

export interface SeenStretch {
  /** By series. To be read only: they may be shown again. */
  readonly rollups: readonly (Rollup | undefined)[]
  readonly bySource: ReadonlyMap<number, Rollup>
  /** `null`: not known. */
  readonly peak: Peak | null
}

/** What can be seen of a stretch [from, to) of whole seconds, through a filter or none. */
export interface LiveView {
  /** What is later than this is seen; `null`: everything there ever was. */
  readonly coversFrom: number | null
  stretch(from: number, to: number): SeenStretch
  charts(from: number, to: number, series: ReadonlySet<number>): HeldCharts
}
