import {
  bucketUpperEdge,
  type LatencyHistogram,
  type Rollup,
  type Sketch,
  type Snapshot,
} from '../model/index.ts'
import type { ChartBuckets } from './charts.ts'

const maxColumns = 48

/** Finest column: 4 of a sketch's buckets, 9 % wide. */
const finest = 4

/** Time × latency: rows as the points of the chart, columns only where durations lie. */
export function heatmapOf(buckets: ChartBuckets | null): Snapshot['heatmap'] {
  const sketches = (buckets?.cells ?? []).map(cell => cell?.durations?.sketch ?? null)
  const columns = columnsOver(sketches)
  return columns && { edges: edgesOf(columns), counts: sketches.map(sketch => countsIn(columns, sketch)) }
}

export function histogramOf(total: Rollup): LatencyHistogram | null {
  const { sketch } = total.durations()
  const columns = columnsOver([sketch])
  return columns && { edges: edgesOf(columns), counts: countsIn(columns, sketch) }
}

/** Columns of `width` sketch buckets; the first also holds what is shorter, zero above all. */
interface Columns {
  readonly width: number
  readonly first: number
  readonly count: number
}

function columnsOver(sketches: readonly (Sketch | null)[]): Columns | null {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  let zeros = 0
  for (const sketch of sketches) {
    if (sketch === null) continue
    zeros += sketch.zero
    const extent = sketch.extent()
    if (extent === null) continue
    low = Math.min(low, extent.low)
    high = Math.max(high, extent.high)
  }
  if (high < low) return zeros === 0 ? null : { width: finest, first: 0, count: 1 }
  let width = finest
  while (Math.floor(high / width) - Math.floor(low / width) >= maxColumns) width *= 2
  const first = Math.floor(low / width)
  return { width, first, count: Math.floor(high / width) - first + 1 }
}

function edgesOf({ width, first, count }: Columns): number[] {
  return Array.from({ length: count }, (_, i) =>
    i === count - 1 ? Number.POSITIVE_INFINITY : bucketUpperEdge((first + i + 1) * width - 1),
  )
}

function countsIn({ width, first, count }: Columns, sketch: Sketch | null): number[] {
  const counts = new Array<number>(count).fill(0)
  if (sketch === null) return counts
  counts[0]! += sketch.zero
  const { counts: held, base } = sketch
  for (let i = 0; i < held.length; i++) {
    const n = held[i]!
    if (n > 0) counts[Math.floor((base + i) / width) - first]! += n
  }
  return counts
}
