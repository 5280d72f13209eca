import { clockTime } from '../../../text/index.ts'
import type { Region } from '../../cells/surface.ts'
import type { Theme } from '../../theme/theme.ts'
import type { Span } from '../seen.ts'
import { timeTicks } from './ticks.ts'

export interface TimeAxis {
  readonly span: Span
  /** What stands at the right edge: `now`, or the time of the end. */
  readonly end: string
  readonly utc: boolean
}

/** Columns of the plot for a moment: 0 … width − 1. */
export function columnOf(time: number, span: Span, width: number): number {
  return Math.floor(((time - span.from) / (span.to - span.from)) * width)
}

/** Round times along the bottom of a plot that begins at column `x`. */
export function drawTimeAxis(
  region: Region,
  x: number,
  y: number,
  width: number,
  axis: TimeAxis,
  theme: Theme,
): void {
  const { span, utc } = axis
  const dim = theme.ink('dim')
  const endAt = width - axis.end.length
  if (endAt >= 0) region.put(x + endAt, y, axis.end, dim)
  const offset = utc ? 0 : -new Date(span.to * 1000).getTimezoneOffset() * 60
  let free = 0
  for (const tick of timeTicks(span.from, span.to, Math.max(1, Math.floor(width / 10)), offset)) {
    const label = tickLabel(tick, span, utc)
    const at = Math.round(((tick - span.from) / (span.to - span.from)) * width - label.length / 2)
    if (at < free || at + label.length + 2 > endAt) continue
    region.put(x + at, y, label, dim)
    free = at + label.length + 2
  }
}

function tickLabel(time: number, span: Span, utc: boolean): string {
  const full = clockTime(time, { utc })
  if (span.to - span.from > 172800) return dayLabel(time, utc)
  return time % 60 === 0 ? full.slice(0, 5) : full
}

function dayLabel(time: number, utc: boolean): string {
  const options = { day: 'numeric', month: 'short', ...(utc ? { timeZone: 'UTC' } : {}) } as const
  return new Intl.DateTimeFormat('en-GB', options).format(time * 1000)
}
