import type { AlertStatus, AlertsView } from '../../model/index.ts'
import { formatFigure, sanitise } from '../../text/index.ts'
import type { Theme } from '../theme/theme.ts'
import { type Line, strong, text } from './line.ts'

/** What wants attention of the alerts, the firing ones first; nothing while all is well. */
export function alertsOf(view: AlertsView | undefined, theme: Theme): Line[] {
  if (view === undefined) return []
  const of = (phase: AlertStatus['phase']): AlertStatus[] => view.alerts.filter(one => one.phase === phase)
  const firing = of('firing')
  const lines: Line[] = []
  if (firing.length > 0)
    lines.push([
      strong(`${theme.glyphs.bad} ${firing.length === 1 ? 'ALERT' : `${firing.length} ALERTS`} `, 'bad'),
      strong(firing.map(named).join(', '), 'bad'),
    ])
  const pending = of('pending')
  if (pending.length > 0) lines.push([text(`pending ${pending.map(named).join(', ')}`, 'warn')])
  const blind = of('noData')
  if (blind.length > 0)
    lines.push([text(`no data for ${blind.map(one => sanitise(one.text)).join(', ')}`, 'warn')])
  return lines
}

function named({ text: rule, actual, unit }: AlertStatus): string {
  return `${sanitise(rule)} (${actual === null ? 'no data' : formatFigure(actual, unit)})`
}
