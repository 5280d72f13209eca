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

/** Round durations where they stand between the edges: whole powers of ten, with 2 and 5 where those are few. */
function edgeTicks(edges: readonly number[], first: number, rows: number): Tick[] {
  const decades = roundTicks([1], edges, first, rows)
  return decades.length >= 3 ? decades : roundTicks([1, 2, 5], edges, first, rows)
}

function roundTicks(
  digits: readonly number[],
  edges: readonly number[],
  first: number,
  rows: number,
): Tick[] {
  return decadesFromNanoseconds.flatMap(decade =>
    digits.flatMap(digit => {
      const value = Number(`${digit}e${decade}`)
      const at = positionOf(value, edges, first, rows)
      return at === null ? [] : [{ at, label: trimZeros(formatDuration(value)) }]
    }),
  )
}

const decadesFromNanoseconds = Array.from({ length: 15 }, (_, index) => index - 9)

/** 0–1 from the bottom of the rows shown, by logarithms within a row; `null` outside, and in a row without an end. */
function positionOf(value: number, edges: readonly number[], first: number, rows: number): number | null {
  const row = edges.findIndex(edge => value <= edge)
  const lower = edges[row - 1]
  const upper = edges[row]
  if (row < first || row >= first + rows || lower === undefined || upper === undefined) return null
  if (lower <= 0 || !Number.isFinite(upper)) return null
  return (row - first + Math.log(value / lower) / Math.log(upper / lower)) / rows
}
