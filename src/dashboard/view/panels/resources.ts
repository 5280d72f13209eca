import type { GaugeName, SeriesPoint } from '../../../model/index.ts'
import { formatCount, formatPercentValue, noData, padStart } from '../../../text/index.ts'
import type { Region } from '../../cells/surface.ts'
import type { Role } from '../../theme/palettes.ts'
import { drawLine, type Line, type Span, strong, text } from '../line.ts'
import type { Panel, Seen } from '../seen.ts'

interface Row {
  readonly name: string
  readonly gauge: GaugeName
  readonly history: (point: SeriesPoint) => number | null
  /** Percent from which it is worrying, and bad; `null`: no scale. */
  readonly bands: readonly [warn: number, bad: number] | null
}

const rows: readonly Row[] = [
  { name: 'CPU', gauge: 'cpuPercent', history: point => point.cpuPercent, bands: [70, 85] },
  { name: 'Memory', gauge: 'memoryPercent', history: point => point.memoryPercent, bands: [80, 90] },
  { name: 'Disk', gauge: 'diskUsagePercent', history: point => point.diskUsagePercent, bands: [80, 90] },
  { name: 'Conns', gauge: 'activeConnections', history: point => point.activeConnections, bands: null },
]

export const resources: Panel = {
  figures(seen) {
    const { system } = seen.snapshot
    if (system === null) return []
    if (!system.counts) return [[text('this machine, now', 'dim')], [text('now', 'dim')]]
    return system.host === null ? [] : [[text(system.host, 'dim')]]
  },

  lines(seen) {
    const figures = (count: number): Line =>
      rows.slice(0, count).flatMap((row): Line => {
        const value = current(seen, row)
        const name = row.name === 'Memory' ? 'Mem' : row.name
        return [text(`${name} `), strong(`${percent(value)} `, roleOf(value, row))]
      })
    return [figures(3), figures(2)]
  },

  draw(seen, region) {
    rows.slice(0, region.height).forEach((row, y) => {
      drawRow(seen, region, y, row)
    })
  },
}

function drawRow(seen: Seen, region: Region, y: number, row: Row): void {
  const value = current(seen, row)
  // What does not count for the score is not judged either.
  const role = seen.snapshot.system?.counts === false && value !== null ? 'text' : roleOf(value, row)
  const shown = row.bands === null ? formatCount(value) : percent(value)
  const line: Span[] = [text(row.name.padEnd(7), value === null ? 'dim' : 'text')]
  const spark = region.width >= 30 ? Math.min(16, Math.floor(region.width / 4)) : 0
  const bar = region.width - 7 - 8 - (spark > 0 ? spark + 2 : 0)
  if (row.bands !== null && bar >= 3)
    line.push({ bar: value === null ? null : value / 100, width: bar, role })
  else line.push(text(' '.repeat(Math.max(0, bar))))
  line.push(strong(padStart(shown, 8), role))
  if (spark > 0) {
    const history = seen.snapshot.series.points.map(row.history)
    line.push(text('  '), {
      spark: history,
      width: spark,
      role: 'volume',
      ...(row.bands === null ? {} : { max: 100 }),
    })
  }
  drawLine(region, 0, y, line, seen.theme)
}

function current(seen: Seen, row: Row): number | null {
  return seen.snapshot.system?.gauges[row.gauge]?.current ?? null
}

function percent(value: number | null): string {
  return value === null ? noData : `${formatPercentValue(value)} %`
}

function roleOf(value: number | null, row: Row): Role {
  if (value === null) return 'dim'
  if (row.bands === null) return 'text'
  return value >= row.bands[1] ? 'bad' : value >= row.bands[0] ? 'warn' : 'good'
}
