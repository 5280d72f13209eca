import { displayWidth } from '../../../text/index.ts'
import type { Region } from '../../cells/surface.ts'
import { timeGutter, widestChart } from '../draw/plot.ts'
import { drawTimeAxis } from '../draw/time-axis.ts'
import { strong, text } from '../line.ts'
import { type Panel, type Seen, seriesSpan } from '../seen.ts'
import { axisOf } from './axis.ts'
import { drawEmpty } from './empty.ts'
import { axisDuration } from './response-time.ts'

/** Time across, response time upwards, more requests brighter. */
export const heatmap: Panel = {
  figures: () => [[text('requests by response time', 'dim')]],

  lines: () => [[strong('Latency heatmap '), text('h opens it', 'dim')]],

  draw(seen, region) {
    const { heatmap: map } = seen.snapshot
    const span = seriesSpan(seen.snapshot)
    if (map === null || span === null) return drawEmpty(seen, region, 'no response times')
    const rows = region.height - 1
    const bands = bandsOf(map.edges, map.counts, rows)
    const labels = bands.map(band => label(band.upper))
    const gutter = Math.max(timeGutter, ...labels.map(it => displayWidth(it) + 1))
    const width = Math.min(widestChart, region.width - gutter - 4)
    if (width < 4 || rows < 1) return
    const cells = bands.map(band => spread(band.counts, width))
    const most = cells.reduce((top, row) => Math.max(top, ...row), 0)
    bands.forEach((_band, index) => {
      const y = rows - 1 - index
      if (index % 2 === 0 || rows < 8) {
        region.put(gutter - 1 - displayWidth(labels[index]!), y, labels[index]!, seen.theme.ink('dim'))
      }
      drawBand(seen, region.inner(gutter, y, width, 1), cells[index]!, most)
    })
    drawTimeAxis(region, gutter, rows, width, axisOf(seen, span), seen.theme)
  },
}

interface Band {
  readonly upper: number
  /** Requests per time bucket. */
  readonly counts: readonly number[]
}

/**
 * Latency buckets that hold anything, lowest first, merged where there are more of them than rows. Merged
 * ones show their mean, so that a row is not brighter for being made of two.
 */
function bandsOf(edges: readonly number[], counts: readonly (readonly number[])[], rows: number): Band[] {
  const used = edges.map((_, column) => counts.some(row => (row[column] ?? 0) > 0))
  const first = Math.max(0, used.indexOf(true))
  const last = Math.max(first, used.lastIndexOf(true))
  const size = last - first + 1
  const shown = Math.max(1, Math.min(rows, size))
  return Array.from({ length: shown }, (_, index) => {
    const from = first + Math.floor((index * size) / shown)
    const to = first + Math.floor(((index + 1) * size) / shown) - 1
    return {
      upper: edges[to]!,
      counts: counts.map(row => {
        let sum = 0
        for (let column = from; column <= to; column++) sum += row[column] ?? 0
        return sum / (to - from + 1)
      }),
    }
  })
}

/** Counts per column; a bucket that spans several columns is shown in each. */
function spread(counts: readonly number[], width: number): number[] {
  const { length } = counts
  return Array.from({ length: width }, (_, column) => {
    const from = Math.floor((column * length) / width)
    const to = Math.max(from + 1, Math.floor(((column + 1) * length) / width))
    let sum = 0
    for (let index = from; index < to; index++) sum += counts[index] ?? 0
    return sum
  })
}

/** Brightness grows with the square root, so that a few slow requests stay visible beside thousands. */
function drawBand(seen: Seen, region: Region, counts: readonly number[], most: number): void {
  counts.forEach((count, x) => {
    if (count === 0) return
    const { character, style } = seen.theme.heat(Math.sqrt(count / most))
    region.set(x, 0, character, style)
  })
}

function label(upper: number): string {
  return Number.isFinite(upper) ? axisDuration(upper) : 'more'
}
