import type { GaugeName, Series, SeriesPoint, SystemSample, Window } from '../model/index.ts'
import { ChartCell } from './chart-cell.ts'
import type { HeldChart } from './held.ts'
import { bucketCount, chartStep } from './time-steps.ts'

export const maxPoints = 120

/** Cells merged to the points of a chart; `undefined` where nothing was. */
export interface ChartBuckets {
  readonly step: number
  readonly from: number
  readonly cells: readonly (ChartCell | undefined)[]
}

export function chartBuckets(chart: HeldChart, window: Window): ChartBuckets | null {
  if (window.from === null || window.to === null) return null
  const step = chartStep(window.from, window.to, maxPoints, chart.step)
  const first = Math.floor(window.from / step)
  const count = bucketCount(window.from, window.to, step)
  const cells = new Array<ChartCell | undefined>(count).fill(undefined)
  for (const [time, cell] of chart.cells) {
    const index = Math.floor(time / step) - first
    if (index < 0 || index >= count) continue
    cells[index] ??= new ChartCell()
    cells[index].merge(cell)
  }
  return { step, from: first * step, cells }
}

/** @param samples `[]` where gauges do not belong into the chart */
export function seriesOf(buckets: ChartBuckets | null, samples: readonly SystemSample[]): Series {
  if (buckets === null) return { stepSeconds: 1, points: [] }
  const { step, from, cells } = buckets
  const gauges = gaugeMeans(buckets, samples)
  const points = cells.map((cell, i) => ({ ...pointOf(from + i * step, cell), ...gauges[i]! }))
  return { stepSeconds: step, points }
}

type Gauges = Pick<SeriesPoint, (typeof shownGauges)[number]>
const shownGauges = [
  'cpuPercent',
  'memoryPercent',
  'diskUsagePercent',
  'activeConnections',
] as const satisfies GaugeName[]

function pointOf(time: number, cell: ChartCell | undefined): Omit<SeriesPoint, keyof Gauges> {
  const { durations } = cell ?? nothing
  const { informational, success, redirects, clientErrors, serverErrors } = cell ?? nothing
  const { requests, statusUnknown, cacheHits, cacheMisses } = cell ?? nothing
  return {
    time,
    requests,
    errors: clientErrors + serverErrors,
    serverErrors,
    statusUnknown,
    statusClasses: [informational, success, redirects, clientErrors, serverErrors],
    mean: durations === null || durations.count === 0 ? null : durations.sum / durations.count,
    p50: durations?.percentile(0.5) ?? null,
    p95: durations?.percentile(0.95) ?? null,
    p99: durations?.percentile(0.99) ?? null,
    cacheHits,
    cacheMisses,
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
