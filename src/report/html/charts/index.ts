import type { Snapshot } from '../../../model/index.ts'
import { clockTime, dateTime } from '../../../text/index.ts'
import { timeStyle, type ViewOptions } from '../../options.ts'
import { timeTicks } from './axis.ts'
import { type Chart, renderChart } from './frame.ts'
import { drawHeatmap } from './heatmap.ts'
import { drawErrors, drawLineCharts, drawStatusClasses, drawThroughput, type TimeOf } from './series.ts'

/** Every chart there is data for; empty without a series. */
export function renderCharts(snapshot: Snapshot, options: ViewOptions): string {
  const { points, stepSeconds } = snapshot.series
  if (points.length === 0) return ''
  const style = timeStyle(options)
  const start = points[0]!.time
  const end = start + points.length * stepSeconds
  const timeOf: TimeOf = index => {
    const time = points[index]?.time ?? start
    return end - start < 86_400 ? clockTime(time, style) : dateTime(time, style)
  }
  const [latency, ...others] = drawLineCharts(snapshot, timeOf)
  const drawn = [
    latency,
    drawThroughput(snapshot, timeOf),
    drawErrors(snapshot, timeOf),
    drawStatusClasses(snapshot, timeOf),
    drawHeatmap(snapshot, timeOf),
    ...others,
  ].filter(chart => chart !== undefined && chart !== null)
  const common = { buckets: points.length, xTicks: timeTicks(start, end, style) }
  return drawn.map(chart => renderChart({ ...chart, ...common } satisfies Chart)).join('\n')
}
