import {
  type GroupStats,
  type IngestCounters,
  type RateStats,
  Rollup,
  type Snapshot,
  type SourceState,
  type Stretch,
} from '../model/index.ts'
import { chartBuckets, seriesOf } from './charts.ts'
import { compareCodePoints, endpointStats, rateOf, seriesThatMatter, topErrors } from './endpoints.ts'
import type { Held, HeldGroup, HeldStretch } from './held.ts'
import { heatmapOf, histogramOf } from './latency-columns.ts'
import type { SeriesKey } from './series-table.ts'
import { systemStats } from './system-store.ts'

export interface SnapshotContext {
  readonly now: number
  readonly keys: readonly SeriesKey[]
  readonly ingest: IngestCounters
  readonly sources: readonly SourceState[]
  /** Whether there is to be one. */
  readonly heatmap: boolean
}

/** Writes down what is held as the statistics everyone reads. */
export function buildSnapshot(
  held: Held,
  { now, keys, ingest, sources, heatmap }: SnapshotContext,
): Snapshot {
  const { main } = held
  const total = totalOf(main)
  const matter = seriesThatMatter(main.rollups, keys)
  const charts = held.charts(matter)
  const buckets = charts === null ? null : chartBuckets(charts.total, main.window)
  const endpointSeries = (series: number): Snapshot['series'] | null => {
    const chart = charts !== null && matter.has(series) ? charts.endpoint(series) : null
    return chart === null ? null : seriesOf(chartBuckets(chart, main.window), [])
  }
  return {
    generatedAt: now,
    mode: held.mode,
    window: main.window,
    filter: held.filter,
    filterCoversFrom: held.filterCoversFrom,
    sources,
    ingest,
    lastEventAt: held.newest,
    requests: total.stats(),
    rate: rateStats(main, total),
    endpoints: endpointStats(main.rollups, { keys, seconds: main.window.seconds, seriesOf: endpointSeries }),
    bySource: groupStats(held.bySource),
    groups: held.groups === null ? null : groupStats(held.groups),
    series: seriesOf(buckets, main.samplesCount ? main.samples : []),
    heatmap: heatmap ? heatmapOf(buckets) : null,
    histogram: histogramOf(total),
    system: systemStats(main.samples, main.samplesCount),
    recent: stretchOf(held.recent, keys),
    previous: held.previous === null ? null : stretchOf(held.previous, keys),
    recentRequests: held.recentRequests,
    slowest: held.slowest,
    topErrors: topErrors(main.rollups, keys),
    hosts: null,
    partial: null,
  }
}

/** A stretch of time without its course. */
export function stretchOf(held: HeldStretch, keys: readonly SeriesKey[]): Stretch {
  const total = totalOf(held)
  return {
    window: held.window,
    requests: total.stats(),
    rate: rateStats(held, total),
    endpoints: endpointStats(held.rollups, { keys, seconds: held.window.seconds, seriesOf: () => null }),
    system: systemStats(held.samples, held.samplesCount),
  }
}

function totalOf({ rollups }: HeldStretch): Rollup {
  const total = new Rollup()
  for (const rollup of rollups) if (rollup !== undefined) total.mergeFigures(rollup)
  return total
}

function rateStats({ window, peak }: HeldStretch, total: Rollup): RateStats {
  return {
    mean: rateOf(total.requests, window.seconds),
    peak: peak?.count ?? null,
    peakAt: peak?.second ?? null,
  }
}

/** Most requests first, ties by value; "not given" last. */
function groupStats(groups: readonly HeldGroup[]): GroupStats[] {
  return groups
    .filter(({ rollup }) => rollup.requests > 0)
    .sort(
      (a, b) =>
        Number(a.value === null) - Number(b.value === null) ||
        b.rollup.requests - a.rollup.requests ||
        compareCodePoints(a.value ?? '', b.value ?? ''),
    )
    .map(({ value, rollup }) => ({ value, ...rollup.stats() }))
}
