import { formatDuration } from './durations.ts'
import { formatInteger, formatPercent, formatPercentValue, formatRate, noData } from './numbers.ts'

type Unit = 'seconds' | 'share' | 'percent' | 'count' | 'rate' | 'points'

const formats: Readonly<Record<Unit, (value: number) => string>> = {
  seconds: formatDuration,
  share: formatPercent,
  percent: value => `${formatPercentValue(value)} %`,
  count: value => (Number.isInteger(value) ? formatInteger(value) : formatRate(value)),
  rate: value => `${formatRate(value)}/s`,
  points: formatInteger,
}

/** A figure that limits and alerts speak of, in its unit: `612 ms`, `1.20 %`, `12.3/s`. */
export function formatFigure(value: number | null, unit: Unit): string {
  return value === null ? noData : formats[unit](value)
}
