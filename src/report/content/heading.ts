import type { Snapshot } from '../../model/index.ts'
import { clockTime, dateTime, formatSpan, sanitise, zoneName } from '../../text/index.ts'
import { timeStyle, type ViewOptions } from '../options.ts'

export interface Heading {
  /** What was read: `access.log`, `3 sources: a.log, b.log, c.log`. */
  readonly sources: string
  /** `2026-11-22 14:02:10 – 14:07:10 UTC (5 min)`. */
  readonly window: string
  /** The filter as typed, or empty. */
  readonly filter: string
  /** Why it is not the whole truth, or empty. */
  readonly warning: string
}

export function heading(snapshot: Snapshot, options: ViewOptions): Heading {
  return {
    sources: sourceNames(snapshot),
    window: windowText(snapshot, options),
    filter: filterText(snapshot, options),
    warning: snapshot.partial === null ? '' : sanitise(snapshot.partial),
  }
}

function sourceNames({ sources }: Snapshot): string {
  const names = sources.map(({ name }) => sanitise(name))
  if (names.length <= 1) return names[0] ?? 'no source'
  const shown = names.slice(0, 3).join(', ')
  return `${names.length} sources: ${shown}${names.length > 3 ? ' …' : ''}`
}

export function windowText({ window }: Pick<Snapshot, 'window'>, options: ViewOptions): string {
  const { from, to, seconds } = window
  if (from === null || to === null) return 'no requests in the window'
  const style = timeStyle(options)
  const start = dateTime(from, style)
  const end = dateTime(to, style)
  const sameDay = start.slice(0, 10) === end.slice(0, 10)
  const zone = sanitise(options.timeZone ?? zoneName(to, style))
  const last = sameDay ? clockTime(to, style) : end
  return `${start} – ${last} ${zone} (${formatSpan(seconds)})`
}

function filterText({ filter, filterCoversFrom, window }: Snapshot, options: ViewOptions): string {
  if (filter === null) return ''
  const text = sanitise(filter)
  if (filterCoversFrom === null) return text
  const style = timeStyle(options)
  return `${text} (covers ${clockTime(filterCoversFrom, style)} – ${clockTime(window.to, style)})`
}
