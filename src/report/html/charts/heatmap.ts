import type { Snapshot } from '../../../model/index.ts'
import { formatDuration, formatInteger } from '../../../text/index.ts'
import { type Tick, trimZeros } from './axis.ts'
import { cells } from './draw.ts'
import type { Chart } from './frame.ts'
import type { TimeOf } from './series.ts'

const levels = 8

/** Time from left to right, latency upwards, darker where more requests are. Empty rows at both ends are left out. */
export function drawHeatmap({ heatmap }: Snapshot, timeOf: TimeOf): Omit<Chart, 'buckets' | 'xTicks'> | null {
  if (heatmap === null) return null
  const { edges, counts } = heatmap
  const used = edges.map((_, row) => counts.reduce((sum, column) => sum + column[row]!, 0))
  const first = used.findIndex(count => count > 0)
  if (first < 0) return null
  const last = used.findLastIndex(count => count > 0)
  const rows = last - first + 1
  const grid = counts.map(column => column.slice(first, last + 1))
  const fullest = used.indexOf(Math.max(...used))
  return {
    id: 'chart-heatmap',
    title: 'Latency heatmap',
    legend: [
      { name: 'few requests', look: 'heat h2' },
      { name: 'many', look: `heat h${levels}` },
    ],
    summary: `most requests took ${range(edges, fullest)}; the slowest ${range(edges, last)}`,
    shapes: cells(grid, rows, levels),
    yTicks: edgeTicks(edges, first, rows),
    tips: grid.map((column, index) => `${timeOf(index)}  ${columnTip(column, edges, first)}`),
  }
}

function range(edges: readonly number[], row: number): string {
  const upper = edges[row]!
  const lower = row === 0 ? null : edges[row - 1]!
  if (!Number.isFinite(upper)) return `more than ${formatDuration(lower)}`
  return lower === null
    ? `up to ${formatDuration(upper)}`
    : `${formatDuration(lower)} to ${formatDuration(upper)}`
}

/** Slowest first: those are what one looks for. */
function columnTip(column: readonly number[], edges: readonly number[], first: number): string {
  const parts = column.flatMap((count, row) =>
    count === 0 ? [] : [`${range(edges, first + row)}: ${formatInteger(count)}`],
  )
  return parts.length === 0 ? 'no requests' : parts.reverse().join('  ')
}

/** Lower edges of about five rows. */
function edgeTicks(edges: readonly number[], first: number, rows: number): Tick[] {
  const every = Math.max(1, Math.round(rows / 4))
  return Array.from({ length: rows + 1 }, (_, row) => row)
    .filter(row => row % every === 0)
    .flatMap(row => {
      const edge = edges[first + row - 1] ?? 0
      return Number.isFinite(edge) ? [{ at: row / rows, label: trimZeros(formatDuration(edge)) }] : []
    })
}
