import type { SeriesPoint, Snapshot } from '../../../model/index.ts'
import {
  formatDuration,
  formatInteger,
  formatPercent,
  formatPercentValue,
  formatRate,
} from '../../../text/index.ts'
import { linearTicks, roundMaximum } from './axis.ts'
import { columns, line, type Values } from './draw.ts'
import { extremes } from './extremes.ts'
import type { Chart } from './frame.ts'

type Drawn = Omit<Chart, 'buckets' | 'xTicks'>
type Format = (value: number | null) => string

interface Line {
  readonly name: string
  readonly look: string
  readonly value: (point: SeriesPoint) => number | null
}

interface LineChart {
  readonly id: string
  readonly title: string
  readonly lines: readonly Line[]
  readonly format: Format
  /** The axis never ends above this. */
  readonly ceiling?: number
}

export type TimeOf = (index: number) => string

const lineCharts: readonly LineChart[] = [
  {
    id: 'chart-latency',
    title: 'Response time',
    lines: [
      { name: 'p99', look: 'l3', value: ({ p99 }) => p99 },
      { name: 'p95', look: 'l2', value: ({ p95 }) => p95 },
      { name: 'p50', look: 'l1', value: ({ p50 }) => p50 },
    ],
    format: formatDuration,
  },
  {
    id: 'chart-resources',
    title: 'CPU and memory',
    lines: [
      { name: 'CPU', look: 'l1', value: ({ cpuPercent }) => cpuPercent },
      { name: 'memory', look: 'l2', value: ({ memoryPercent }) => memoryPercent },
    ],
    format: value => `${formatPercentValue(value)} %`,
    ceiling: 100,
  },
  {
    id: 'chart-cache',
    title: 'Cache hits',
    lines: [
      {
        name: 'hit rate',
        look: 'l1',
        value: ({ cacheHits, cacheMisses }) =>
          cacheHits + cacheMisses === 0 ? null : cacheHits / (cacheHits + cacheMisses),
      },
    ],
    format: formatPercent,
    ceiling: 1,
  },
]

/** Lines over time; charts without a single value are left out. */
export function drawLineCharts({ series }: Snapshot, timeOf: TimeOf): Drawn[] {
  return lineCharts.flatMap(chart => drawLines(chart, series.points, timeOf) ?? [])
}

function drawLines(
  { id, title, lines, format, ceiling }: LineChart,
  points: readonly SeriesPoint[],
  timeOf: TimeOf,
): Drawn | null {
  const data = lines.map(({ value }) => points.map(value))
  const peak = extremes(data.flat())
  if (peak === null) return null
  const maximum = Math.min(roundMaximum(peak.most), ceiling ?? Number.POSITIVE_INFINITY)
  const sentences = lines.flatMap(({ name }, at) => rangeSentence(name, data[at]!, format, timeOf) ?? [])
  return {
    id,
    title,
    legend: lines.map(({ name, look }) => ({ name, look })),
    summary: sentences.join('; '),
    shapes: lines.map(({ look }, at) => line(data[at]!, maximum, look)).join(''),
    yTicks: linearTicks(maximum, format),
    tips: points.map((_, index) => {
      const figures = lines.map(({ name }, at) => `${name} ${format(data[at]![index]!)}`)
      return [timeOf(index), ...figures].join('  ')
    }),
  }
}

function rangeSentence(name: string, values: Values, format: Format, timeOf: TimeOf): string | null {
  const range = extremes(values)
  if (range === null) return null
  const { least, most, at } = range
  return format(least) === format(most)
    ? `${name} ${format(most)} throughout`
    : `${name} ${format(least)} to ${format(most)}, highest at ${timeOf(at)}`
}

export function drawThroughput({ series }: Snapshot, timeOf: TimeOf): Drawn | null {
  const { points, stepSeconds } = series
  const rates = points.map(({ requests }) => requests / stepSeconds)
  const peak = extremes(rates)
  if (peak === null) return null
  const maximum = roundMaximum(peak.most)
  const perSecond: Format = value => `${formatRate(value)}/s`
  return {
    id: 'chart-throughput',
    title: 'Throughput',
    legend: [{ name: 'requests per second', look: 'c1' }],
    summary: rangeSentence('requests', rates, perSecond, timeOf)!,
    shapes: columns(rates, maximum, 'c1'),
    yTicks: linearTicks(maximum, perSecond),
    tips: points.map(
      ({ requests }, index) =>
        `${timeOf(index)}  ${perSecond(rates[index]!)}  ${formatInteger(requests)} requests`,
    ),
  }
}

export function drawErrors({ series }: Snapshot, timeOf: TimeOf): Drawn | null {
  const rates = series.points.map(({ requests, statusUnknown, errors }) =>
    requests - statusUnknown === 0 ? null : errors / (requests - statusUnknown),
  )
  const peak = extremes(rates)
  if (peak === null) return null
  const maximum = Math.min(1, roundMaximum(peak.most))
  return {
    id: 'chart-errors',
    title: 'Error rate',
    legend: [{ name: 'responses with status ≥ 400', look: 'c5' }],
    summary: rangeSentence('errors', rates, formatPercent, timeOf)!,
    shapes: columns(rates, maximum, 'c5'),
    yTicks: linearTicks(maximum, formatPercent),
    tips: series.points.map(
      ({ errors }, index) =>
        `${timeOf(index)}  ${formatPercent(rates[index]!)}  ${formatInteger(errors)} errors`,
    ),
  }
}

const classes = [
  { name: '2xx', look: 'c2', of: 1 },
  { name: '3xx', look: 'c3', of: 2 },
  { name: '1xx', look: 'c6', of: 0 },
  { name: '4xx', look: 'c4', of: 3 },
  { name: '5xx', look: 'c5', of: 4 },
] as const

/** Counts by status class, stacked; classes that did not occur are left out. */
export function drawStatusClasses({ series }: Snapshot, timeOf: TimeOf): Drawn | null {
  const { points } = series
  const used = classes.filter(({ of }) => points.some(({ statusClasses }) => statusClasses[of] > 0))
  if (used.length === 0) return null
  const totals = points.map(({ statusClasses }) => statusClasses.reduce((a, b) => a + b, 0))
  const maximum = roundMaximum(extremes(totals)?.most ?? 1)
  const below = points.map(() => 0)
  const shapes = used.map(({ look, of }) => {
    const counts = points.map(({ statusClasses }) => statusClasses[of])
    const shape = columns(counts, maximum, look, [...below])
    counts.forEach((count, index) => {
      below[index]! += count
    })
    return shape
  })
  const sums = used.map(
    ({ name, of }) =>
      `${name} ${formatInteger(points.reduce((sum, point) => sum + point.statusClasses[of], 0))}`,
  )
  return {
    id: 'chart-statuses',
    title: 'Status classes',
    legend: used.map(({ name, look }) => ({ name, look })),
    summary: `responses: ${sums.join(', ')}`,
    shapes: shapes.join(''),
    yTicks: linearTicks(maximum, formatRateless),
    tips: points.map(({ statusClasses }, index) =>
      [timeOf(index), ...used.map(({ name, of }) => `${name} ${formatInteger(statusClasses[of])}`)].join(
        '  ',
      ),
    ),
  }
}

function formatRateless(value: number): string {
  return Number.isInteger(value) ? formatInteger(value) : formatRate(value)
}
