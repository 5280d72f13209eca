import type { HealthFactor, HealthStatus } from '../../../model/index.ts'
import type { Region } from '../../cells/surface.ts'
import type { Role } from '../../theme/palettes.ts'
import { drawLine, drawLineRight, type Line, type Span, strong, text, wrap } from '../line.ts'
import type { Panel, Seen } from '../seen.ts'
import { conclusions } from './conclusions.ts'

const names: Record<HealthFactor['id'], string> = {
  responseTime: 'response time',
  errorRate: 'error rate',
  cpu: 'CPU',
  memory: 'memory',
}

/** Whether a reason says by itself what it is about. */
const subjects: Record<HealthFactor['id'], RegExp> = {
  responseTime: /response time/i,
  errorRate: /error/i,
  cpu: /cpu/i,
  memory: /memory/i,
}

export const healthRoles: Record<HealthStatus, Role> = {
  excellent: 'good',
  good: 'good',
  fair: 'warn',
  poor: 'bad',
  critical: 'bad',
  unknown: 'dim',
}

export const health: Panel = {
  figures(seen) {
    const inputs = inputsOf(seen)
    return [[text(inputs, 'dim')]]
  },

  lines(seen) {
    const { score, status } = seen.insight.health
    const role = healthRoles[status]
    const short = [
      strong('Health '),
      strong(score === null ? '–' : String(score), role),
      text(` ${status} `, role),
    ]
    return [[...short, text(inputsOf(seen), 'dim')], short]
  },

  draw(seen, region) {
    drawScore(seen, region, 0)
    let y = 1
    const items = [
      ...reasons(seen).map(reason => wrapLine(reason, region.width)),
      ...conclusions(seen, region.width),
    ]
    // A sentence that does not fit whole is left out: its numbers are on the page of this panel.
    for (const lines of items) {
      if (y + lines.length > region.height) continue
      for (const line of lines) drawLine(region, 0, y++, line, seen.theme)
    }
  },
}

function drawScore(seen: Seen, region: Region, y: number): void {
  const { score, status } = seen.insight.health
  const role = healthRoles[status]
  const figure: Line = [strong(score === null ? '–' : `${score}`, role), text(` ${status}`, role)]
  const end = drawLine(region, 0, y, figure, seen.theme)
  const bar = region.width - end - 1
  if (bar >= 4) {
    drawLineRight(
      region,
      end,
      region.width,
      y,
      [{ bar: score === null ? null : score / 100, width: bar, role }],
      seen.theme,
    )
  }
}

function inputsOf(seen: Seen): string {
  const { factors } = seen.insight.health
  const known = factors.filter(factor => factor.state === 'scored').length
  return `${known} of ${factors.length} inputs`
}

interface Reason {
  readonly lead: Span
  readonly rest: string
  readonly role: Role
}

/** Lost points, most first; then what has no data; then what is full. */
function reasons(seen: Seen): Reason[] {
  const { glyphs } = seen.theme
  const lost = (factor: HealthFactor): number => (factor.score === null ? 0 : factor.max - factor.score)
  const order = (factor: HealthFactor): number => (factor.state === 'noData' ? 0.5 : lost(factor))
  return [...seen.insight.health.factors]
    .sort((a, b) => order(b) - order(a))
    .map(factor => {
      const points = lost(factor)
      if (factor.state === 'noData') {
        return { lead: text(` ${glyphs.dash} `, 'dim'), rest: sentence(factor), role: 'dim' }
      }
      const role: Role = points >= 15 ? 'bad' : points > 0 ? 'warn' : 'good'
      const lead = points > 0 ? `${`−${points}`.padStart(3)}` : ` ${glyphs.good} `
      return { lead: strong(lead, role), rest: sentence(factor), role: points > 0 ? 'text' : 'dim' }
    })
}

/** The reason without the points, which stand before it. */
function sentence(factor: HealthFactor): string {
  const reason = factor.reason.replace(/^[−-]\d+:?\s*/, '')
  return subjects[factor.id].test(reason) ? reason : `${names[factor.id]}: ${reason}`
}

function wrapLine(reason: Reason, width: number): Line[] {
  return wrap(reason.rest, Math.max(1, width - 4)).map((part, index) =>
    index === 0 ? [reason.lead, text(` ${part}`, reason.role)] : [text(`    ${part}`, reason.role)],
  )
}
