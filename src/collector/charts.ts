import type { GaugeName, Series, SeriesPoint, SystemSample, Window } from '../model/index.ts'
import { ChartCell } from './chart-cell.ts'
import type { HeldChart } from './held.ts'
import { bucketCount, chartStep } from './time-steps.ts'

export const maxPoints = 120

/** Seconds from point to point of a chart over a window, made of whole cells of `grid` seconds. */
export function shownStep(from: number, to: number, grid: number): number {
  return chartStep(from, to, maxPoints, grid)
}

/** Cells merged to the points of a chart, not to be changed; `undefined` where nothing was. */
export interface ChartBuckets {
  readonly step: number
  readonly from: number
  readonly cells: readonly (ChartCell | undefined)[]
}

export function chartBuckets(chart: HeldChart, window: Window): ChartBuckets | null {
  if (window.from === null || window.to === null) return null
  const step = shownStep(window.from, window.to, chart.step)
  const first = Math.floor(window.from / step)
  const count = bucketCount(window.from, window.to, step)
  const cells = new Array<ChartCell | undefined>(count).fill(undefined)
  const copied = new Set<ChartCell>()
  for (const [time, cell] of chart.cells) {
    const index = Math.floor(time / step) - first
    if (index < 0 || index >= count) continue
    let known = cells[index]
    if (known === undefined) {
      cells[index] = cell
      continue
    }
    // What is held stays as it is; mostly a point is one cell, and nothing to copy.
    if (!copied.has(known)) {
      known = known.copy()
      copied.add(known)
      cells[index] = known
    }
    known.merge(cell)
  }
  return { step, from: first * step, cells }
}

/** @param samples `[]` where gauges do not belong into the chart */
export function seriesOf(buckets: ChartBuckets | null, samples: readonly SystemSample[]): Series {
  if (buckets === null) return { stepSeconds: 1, points: [] }
  const { step, from, cells } = buckets
  const gauges = samples.length === 0 ? null : gaugeMeans(buckets, samples)
  const points = cells.map((cell, i) => pointOf(from + i * step, cell ?? nothing, gauges?.[i] ?? noGauges))
  return { stepSeconds: step, points }
}

type Gauges = Pick<SeriesPoint, (typeof shownGauges)[number]>
const shownGauges = [
  'cpuPercent',
  'memoryPercent',
  'diskUsagePercent',
  'activeConnections',
] as const satisfies GaugeName[]

const noGauges: Gauges = {
  cpuPercent: null,
  memoryPercent: null,
  diskUsagePercent: null,
  activeConnections: null,
}

// Written out: thousands are made for each picture, and spreading objects takes twice the time and the memory.
function pointOf(time: number, cell: ChartCell, gauges: Gauges): SeriesPoint {
  const { durations, percentiles } = cell
  const { informational, success, redirects, clientErrors, serverErrors } = cell
  return {
    time,
    requests: cell.requests,
    errors: clientErrors + serverErrors,
    serverErrors,
    statusUnknown: cell.statusUnknown,
    statusClasses: [informational, success, redirects, clientErrors, serverErrors],
    mean: durations === null || durations.count === 0 ? null : durations.sum / durations.count,
    p50: percentiles.p50,
    p95: percentiles.p95,
    p99: percentiles.p99,
    cacheHits: cell.cacheHits,
    cacheMisses: cell.cacheMisses,
    cpuPercent: gauges.cpuPercent,
    memoryPercent: gauges.memoryPercent,
    diskUsagePercent: gauges.diskUsagePercent,
    activeConnections: gauges.activeConnections,
  }
}

const nothing = new ChartCell()

function gaugeMeans({ step, from, cells }: ChartBuckets, samples: readonly SystemSample[]): Gauges[] {
  const perBucket: SystemSample[][] = cells.map(() => [])
  for (const sample of samples) perBucket[Math.floor((sample.timestamp - from) / step)]?.push(sample)
  return perBucket.map(inBucket => {
    const means = shownGauges.map(name => [name, meanOf(inBucket, name)])
    return Object.fromEntries(means) as Gauges
  })
}

function meanOf(samples: readonly SystemSample[], name: GaugeName): number | null {
  let sum = 0
  let count = 0
  for (const sample of samples) {
    const value = sample[name]
    if (value === null) continue
    sum += value
    count++
  }
  return count === 0 ? null : sum / count
}
