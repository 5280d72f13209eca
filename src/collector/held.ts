import type { RequestRecord, Rollup, Snapshot, SystemSample, Window } from '../model/index.ts'
import type { ChartCell } from './chart-cell.ts'
import type { Peak } from './second-counts.ts'
import type { TimeGrid } from './time-grid.ts'

/** What is held about a stretch of time, before it is written down as statistics. */
export interface HeldStretch {
  readonly window: Window
  /** By series. */
  readonly rollups: readonly (Rollup | undefined)[]
  /** `null`: not known. */
  readonly peak: Peak | null
  /** In order of time. */
  readonly samples: readonly SystemSample[]
  /** False: the samples are this machine's, of now, while the window lies in the past. */
  readonly samplesCount: boolean
}

/** Cells of a chart, not yet as wide as its points. */
export interface HeldChart {
  /** Seconds; points are made of whole cells. */
  readonly step: number
  readonly cells: Iterable<readonly [time: number, cell: ChartCell]>
}

export interface HeldCharts {
  readonly total: HeldChart
  readonly endpoint: (series: number) => HeldChart | null
}

export interface HeldGroup {
  readonly value: string | null
  readonly rollup: Rollup
}

/** Everything a snapshot is made from, whichever store holds it. */
export interface Held {
  readonly mode: Snapshot['mode']
  readonly main: HeldStretch
  readonly recent: HeldStretch
  readonly previous: HeldStretch | null
  /** Of the main stretch: all requests, and those of the series asked for. */
  readonly charts: (series: ReadonlySet<number>) => HeldCharts | null
  readonly bySource: readonly HeldGroup[]
  readonly groups: readonly HeldGroup[] | null
  readonly newest: number | null
  readonly recentRequests: readonly RequestRecord[]
  readonly slowest: readonly RequestRecord[]
  readonly filter: string | null
  readonly filterCoversFrom: number | null
}

export const noWindow: Window = { from: null, to: null, seconds: null }

export function windowOf(from: number, to: number): Window {
  return { from, to, seconds: to - from }
}

export function chartOf(grid: TimeGrid, lane: number): HeldChart {
  return { step: grid.step, cells: grid.cells(lane) }
}
