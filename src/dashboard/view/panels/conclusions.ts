import type { Change, Trend } from '../../../model/index.ts'
import {
  formatCount,
  formatDuration,
  formatPercent,
  formatPercentValue,
  formatRate,
} from '../../../text/index.ts'
import type { Role } from '../../theme/palettes.ts'
import { type Line, text, wrap } from '../line.ts'
import { clock, type Facts } from '../seen.ts'
import { seriesName } from './correlations.ts'

/** A value of a named series in its own unit. */
function seriesValue(series: string, value: number): string {
  if (/^(p\d+|mean|responseTime)$/.test(series)) return formatDuration(value)
  if (/rate|ratio/i.test(series)) return formatPercent(value)
  if (/percent|cpu|memory|disk/i.test(series)) return `${formatPercentValue(value)} %`
  return series === 'requests' ? `${formatRate(value)} req/s` : formatCount(value)
}

/** The trend of a series where it matters, to stand behind its figure: ` ↗` or ` ↘`. */
export function trendMark(facts: Facts, ...series: readonly string[]): string {
  const trend = facts.insight.trends.find(it => series.includes(it.series))
  return trend?.direction === 'rising' ? ' ↗' : trend?.direction === 'falling' ? ' ↘' : ''
}

/** Objectives, limits, changes and trends, each as its lines: what health has to say beyond its score. */
export function conclusions(facts: Facts, width: number): Line[][] {
  const { slo, thresholds, trends, changes } = facts.insight
  return [
    ...slo.map(result => {
      const spent = result.budgetLeft !== null && result.budgetLeft <= 0
      return marked(spent ? '✖' : '◆', spent ? 'bad' : 'accent', result.message, width)
    }),
    ...thresholds
      .filter(result => !result.passed)
      .map(result => marked('✖', 'bad', result.expression, width)),
    ...changes.map(change => marked('◆', 'accent', changeText(facts, change), width)),
    ...trends.map(trend => trendLines(trend, width)),
  ]
}

function marked(mark: string, role: Role, sentence: string, width: number): Line[] {
  return wrap(sentence, Math.max(1, width - 4)).map((part, index) => [
    text(index === 0 ? ` ${mark}  ` : '    ', role),
    text(part),
  ])
}

function changeText(facts: Facts, { series, method, endpoint, before, after, at }: Change): string {
  const whose = endpoint === null ? '' : ` of ${method ?? ''} ${endpoint}`
  return `${seriesName(series)}${whose} ${seriesValue(series, before)} → ${seriesValue(series, after)} at ${clock(facts, at)}`
}

function trendLines({ series, direction, changePerHour }: Trend, width: number): Line[] {
  if (direction !== 'rising' && direction !== 'falling') return []
  const perHour = changePerHour === null ? '' : ` by ${seriesValue(series, Math.abs(changePerHour))} an hour`
  return marked(
    direction === 'rising' ? '↗' : '↘',
    'accent',
    `${seriesName(series)} ${direction}${perHour}`,
    width,
  )
}
