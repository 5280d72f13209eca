import type { Recommendation, Severity } from '../../../model/index.ts'
import type { Role } from '../../theme/palettes.ts'
import type { Theme } from '../../theme/theme.ts'
import { drawLine, type Line, strong, text, wrap } from '../line.ts'
import type { Panel } from '../seen.ts'
import { drawEmpty } from './empty.ts'

export const severityRoles: Record<Severity, Role> = { info: 'good', warning: 'warn', critical: 'bad' }

function severityGlyph(severity: Severity, theme: Theme): string {
  return { info: theme.glyphs.good, warning: theme.glyphs.warn, critical: theme.glyphs.bad }[severity]
}

export const recommendations: Panel = {
  figures(seen) {
    const all = seen.insight.health.recommendations
    const pressing = all.filter(item => item.severity !== 'info').length
    return pressing === 0 ? [] : [[text(`${pressing} to look at`, 'dim')]]
  },

  lines(seen) {
    const all = seen.insight.health.recommendations
    const first = all[0]
    if (first === undefined) return [[strong('Recommendations '), text('–', 'dim')]]
    const more = all.length > 1 ? ` (+${all.length - 1})` : ''
    return [
      [
        strong(`${severityGlyph(first.severity, seen.theme)} `, severityRoles[first.severity]),
        text(more === '' ? '' : `${more.trim()} `, 'dim'),
        text(first.message),
      ],
    ]
  },

  draw(seen, region) {
    const all = seen.insight.health.recommendations
    if (all.length === 0) return drawEmpty(seen, region, 'nothing yet')
    const focused = seen.state.focus === 'recommendations'
    const chosen = Math.min(seen.state.chosen.recommendations, all.length - 1)
    let y = 0
    for (let index = focused ? firstShown(all, chosen, region) : 0; index < all.length; index++) {
      const item = all[index]!
      const lines = linesOf(item, region.width)
      const left = all.length - 1 - index
      const room = region.height - y
      if (room <= 0) return
      const shown = lines.slice(0, Math.max(1, Math.min(lines.length, room - Math.min(left, room - 1))))
      for (const [at, line] of shown.entries()) {
        const cut = at === shown.length - 1 && shown.length < lines.length
        const lead: Line =
          at === 0
            ? [strong(`${severityGlyph(item.severity, seen.theme)} `, severityRoles[item.severity])]
            : [text('  ')]
        const body = cut ? `${line} ${lines[at + 1]}` : line
        const marked = focused && index === chosen
        if (marked)
          for (let x = 0; x < region.width; x++)
            region.set(x, y, ' ', seen.theme.selected(seen.theme.ink('text')))
        drawLine(region, 0, y++, [...lead, text(body)], seen.theme, marked ? seen.theme.selected : undefined)
      }
    }
  },
}

function firstShown(
  all: readonly Recommendation[],
  chosen: number,
  region: { width: number; height: number },
): number {
  let rows = 0
  for (let index = chosen; index >= 0; index--) {
    rows += index === chosen ? linesOf(all[index]!, region.width).length : 1
    if (rows > region.height) return Math.min(index + 1, chosen)
  }
  return 0
}

function linesOf(item: Recommendation, width: number): string[] {
  return wrap(item.message, Math.max(1, width - 2))
}
