import { formatDuration, formatPercent, formatRate } from '../../text/index.ts'
import type { Region } from '../cells/surface.ts'
import type { State } from '../state.ts'
import type { Theme } from '../theme/theme.ts'
import { drawLine, type Line, lineWidth, strong, text } from './line.ts'
import { modeOf } from './mode.ts'
import { healthRoles } from './panels/health.ts'
import { currentRate } from './seen.ts'

/** For screens too small for panels: health, rate, errors and p95 in two lines. */
export function drawTiny(state: State, region: Region, theme: Theme, utc: boolean): void {
  const observation = state.observation
  if (observation === null) {
    drawLine(region, 0, 0, [text('waiting')], theme)
    return
  }
  const { snapshot, insight } = observation
  const { score, status } = insight.health
  const mode = modeOf(state, snapshot, theme, utc)
  const lines: readonly (readonly Line[])[] = [
    [
      [text('health '), strong(score === null ? '–' : String(score), healthRoles[status])],
      [text(status)],
      [text(mode.text, mode.role)],
    ],
    [
      [strong(formatRate(currentRate(snapshot))), text(' req/s')],
      [text('err '), strong(formatPercent(snapshot.requests.errorRate))],
      [text('p95 '), strong(formatDuration(snapshot.requests.responseTime.p95))],
    ],
  ]
  lines.forEach((facts, y) => {
    drawFacts(region, y, facts, theme)
  })
}

function drawFacts(region: Region, y: number, facts: readonly Line[], theme: Theme): void {
  let x = 0
  for (const fact of facts) {
    const gap = x === 0 ? 0 : 2
    if (x + gap + lineWidth(fact) > region.width) {
      if (x === 0 && region.width > 0) region.set(0, y, theme.glyphs.ellipsis, theme.ink('dim'))
      break
    }
    x = drawLine(region, x + gap, y, fact, theme)
  }
}
