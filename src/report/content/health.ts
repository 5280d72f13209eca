import type { FactorId, HealthStatus, Insight, Recommendation, Severity } from '../../model/index.ts'
import { clockTime, formatSpan, noData, sanitise } from '../../text/index.ts'
import { timeStyle, type ViewOptions } from '../options.ts'
import { type Cell, type Item, item, type Section, type Tone } from '../section.ts'

export const factorTitles: Readonly<Record<FactorId, string>> = {
  responseTime: 'Response time',
  errorRate: 'Error rate',
  cpu: 'CPU',
  memory: 'Memory',
}

export const statusTones: Readonly<Record<HealthStatus, Tone>> = {
  excellent: 'good',
  good: 'good',
  fair: 'warning',
  poor: 'bad',
  critical: 'bad',
  unknown: 'muted',
}

const severityTones: Readonly<Record<Severity, Tone>> = { info: 'plain', warning: 'warning', critical: 'bad' }

/** `94 of 100, excellent`; `no score` without any input. */
export function healthText({ health }: Insight): string {
  return health.score === null ? 'no score: nothing to judge by' : `${health.score} of 100, ${health.status}`
}

/** `3 of 4 inputs, over the last 5 min`. */
export function healthBasis({ health }: Insight): string {
  const scored = health.factors.filter(factor => factor.state === 'scored').length
  const span = health.windowSeconds === null ? '' : `, over the last ${formatSpan(health.windowSeconds)}`
  return `${scored} of ${health.factors.length} inputs${span}`
}

export function healthSection(insight: Insight): Section {
  const { health } = insight
  const rows = health.factors.map((factor): Cell[] => {
    const lost = factor.score === null ? 0 : factor.max - factor.score
    const tone: Tone =
      factor.state === 'noData' ? 'muted' : lost === 0 ? 'good' : lost <= 5 ? 'warning' : 'bad'
    return [
      { text: factorTitles[factor.id] },
      { text: factor.score === null ? noData : `${factor.score}/${factor.max}`, sort: factor.score, tone },
      { text: sanitise(factor.reason), tone: factor.state === 'noData' ? 'muted' : 'plain' },
    ]
  })
  return {
    id: 'health',
    title: `Health: ${healthText(insight)}`,
    table: {
      caption: 'Health factors with their points and the reason for each lost point',
      columns: [
        { title: 'Factor', align: 'left', rank: 0 },
        { title: 'Points', align: 'right', rank: 0 },
        { title: 'Why', align: 'left', flexible: 'wrap', rank: 0 },
      ],
      rows,
    },
    notes: [`Based on ${healthBasis(insight)}.`],
  }
}

export function recommendationsSection({ health }: Insight, options: ViewOptions): Section {
  return {
    id: 'recommendations',
    title: 'Recommendations',
    items: health.recommendations.map(recommendation => recommendationItem(recommendation, options)),
  }
}

function recommendationItem(recommendation: Recommendation, options: ViewOptions): Item {
  const { severity, title, message, action, since, id } = recommendation
  const begin = since === null ? '' : ` Since ${clockTime(since, timeStyle(options))}.`
  const more = [`${sanitise(message)}${begin}`]
  if (action !== '') more.push(`→ ${sanitise(action)}`)
  return item(sanitise(title), {
    mark: id === 'all-good' ? 'ok' : severity,
    more,
    tone: id === 'all-good' ? 'good' : severityTones[severity],
  })
}
