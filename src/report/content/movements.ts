import type { Change, Correlation, Insight, Trend } from '../../model/index.ts'
import { clockTime, formatSpan, sanitise } from '../../text/index.ts'
import { timeStyle, type ViewOptions } from '../options.ts'
import { type Item, item, type Section } from '../section.ts'
import { seriesName } from './series-names.ts'

/** Jumps, trends and what moves together; `null` when there is nothing to say. */
export function movementsSection(insight: Insight, options: ViewOptions): Section | null {
  const items = [
    ...insight.changes.map(change => changeItem(change, options)),
    ...insight.trends.flatMap(trendItem),
    ...insight.correlations.map(correlationItem),
  ]
  const notes =
    insight.correlationsNote === null ? [] : [`Correlations: ${sanitise(insight.correlationsNote)}.`]
  if (items.length === 0) return null
  return { id: 'movements', title: 'What moved', items, notes }
}

function changeItem({ series, method, endpoint, at, before, after }: Change, options: ViewOptions): Item {
  const { title, format } = seriesName(series)
  const whose = endpoint === null ? '' : ` of ${sanitise(`${method ?? ''} ${endpoint}`.trim())}`
  const time = clockTime(at, timeStyle(options))
  return item(`${title}${whose} went from ${format(before)} to ${format(after)} at ${time}`, { mark: 'jump' })
}

function trendItem({ series, direction, changePerHour }: Trend): Item[] {
  if ((direction !== 'rising' && direction !== 'falling') || changePerHour === null) return []
  const { title, format } = seriesName(series)
  return [item(`${title} is ${direction}, ${format(Math.abs(changePerHour))} per hour`, { mark: 'trend' })]
}

function correlationItem({ a, b, rho, lagSeconds, n }: Correlation): Item {
  const follows =
    lagSeconds === 0 ? '' : `, ${formatSpan(Math.abs(lagSeconds))} ${lagSeconds > 0 ? 'later' : 'earlier'}`
  const direction = rho < 0 ? ' in the opposite direction' : ''
  const strength = `ρ = ${rho.toFixed(2)}, n = ${n}`
  return item(
    `${seriesName(b).title} moves with ${seriesName(a).title}${direction}${follows} (${strength})`,
    {
      mark: 'together',
    },
  )
}
