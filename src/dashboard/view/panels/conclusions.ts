import type { Trend } from '../../../model/index.ts'
import {
  formatCount,
  formatDuration,
  formatPercent,
  formatPercentValue,
  formatRate,
} from '../../../text/index.ts'
import { type Line, strong, text } from '../line.ts'
import { clock, type Facts } from '../seen.ts'
import { seriesName } from './correlations.ts'

/** A value of a named series in its own unit. */
export function seriesValue(series: string, value: number): string {
  if (/^(p\d+|mean|responseTime)$/.test(series)) return formatDuration(value)
  if (/rate|ratio/i.test(series)) return formatPercent(value)
  if (/percent|cpu|memory|disk/i.test(series)) return `${formatPercentValue(value)} %`
  return series === 'requests' ? `${formatRate(value)} req/s` : formatCount(value)
}

/** The trend of a series where it matters: `↗` or `↘`. */
export function trendMark(facts: Facts, ...series: readonly string[]): string {
  const trend = facts.insight.trends.find(it => series.includes(it.series))
  return trend?.direction === 'rising' ? '↗' : trend?.direction === 'falling' ? '↘' : ''
}

/** Objectives, limits, trends and changes, each in a line: what health has to say beyond its score. */
export function conclusions(facts: Facts): Line[] {
  const { slo, thresholds, trends, changes } = facts.insight
  return [
    ...slo.map((result): Line => {
      const spent = result.budgetLeft !== null && result.budgetLeft <= 0
      return [strong(spent ? ' ✖ ' : ' ◆ ', spent ? 'bad' : 'accent'), text(` ${result.message}`)]
    }),
    ...thresholds
      .filter(result => !result.passed)
      .map((result): Line => [strong(' ✖ ', 'bad'), text(` ${result.expression}`)]),
    ...changes.map((change): Line => {
      const whose = change.endpoint === null ? '' : ` of ${change.method ?? ''} ${change.endpoint}`
      const values = `${seriesValue(change.series, change.before)} → ${seriesValue(change.series, change.after)}`
      return [
        text(' ◆ ', 'accent'),
        text(` ${seriesName(change.series)}${whose} ${values} at ${clock(facts, change.at)}`),
      ]
    }),
    ...trends.flatMap(trend => trendLine(trend)),
  ]
}

function trendLine(trend: Trend): Line[] {
  if (trend.direction !== 'rising' && trend.direction !== 'falling') return []
  const rising = trend.direction === 'rising'
  const perHour =
    trend.changePerHour === null
      ? ''
      : ` by ${seriesValue(trend.series, Math.abs(trend.changePerHour))} an hour`
  return [
    [
      text(rising ? ' ↗ ' : ' ↘ ', 'accent'),
      text(` ${seriesName(trend.series)} ${trend.direction}${perHour}`),
    ],
  ]
}
