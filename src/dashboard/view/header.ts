import type { Snapshot } from '../../model/index.ts'
import { clockTime, formatWindow, sanitise, zoneName } from '../../text/index.ts'
import type { Region } from '../cells/surface.ts'
import type { State } from '../state.ts'
import type { Theme } from '../theme/theme.ts'
import { windowChoices } from '../update/time.ts'
import { alertsOf } from './header-alerts.ts'
import { factsOf } from './header-facts.ts'
import { drawLine, type Line, lineWidth, strong, text } from './line.ts'
import { modeOf } from './mode.ts'
import { sourcesOf } from './sources.ts'

/** Two lines that are always there: what is watched and when; the figures and the window. */
export function drawHeader(state: State, region: Region, theme: Theme, utc: boolean): void {
  for (let y = 0; y < region.height; y++) {
    for (let x = 0; x < region.width; x++) region.set(x, y, ' ', theme.bar(theme.ink('text')))
  }
  const snapshot = state.observation?.snapshot ?? null
  drawNames(
    region.inner(1, 0, region.width - 2, 1),
    namesOf(state, snapshot, theme, utc),
    timeLine(state, utc),
    theme,
  )
  drawFigures(
    region.inner(1, 1, region.width - 2, 1),
    factsOf(state, snapshot, theme),
    windowLines(state),
    theme,
  )
}

const gap = 2

function widthOf(facts: readonly Line[]): number {
  return facts.reduce((sum, fact) => sum + lineWidth(fact) + gap, -gap)
}

/** Names are cut to this before one of them goes. */
const shortestName = 12

interface Names {
  readonly mode: Line
  /** What fires comes first. */
  readonly alerts: readonly Line[]
  /** Sources, filter. */
  readonly rest: readonly Line[]
}

/**
 * Mode, alerts, sources, filter; where there is too little room the sources are cut first, then the filter and
 * the lesser alerts; then the lesser alerts go, and what fires is cut last of all.
 */
function drawNames(row: Region, { mode, alerts, rest }: Names, right: Line, theme: Theme): void {
  const room = row.width - lineWidth(right) - gap
  const [first, ...lesser] = alerts
  const kept = lesser.slice()
  const shortest = (): number =>
    widthOf([mode, ...alerts.slice(0, 1)]) +
    [...kept, ...rest].reduce((sum, name) => sum + gap + Math.min(shortestName, lineWidth(name)), 0)
  while (kept.length > 0 && shortest() > room) kept.pop()
  const names = [mode, ...alerts.slice(0, 1), ...kept, ...rest]
  const widths = new Map(names.map(name => [name, lineWidth(name)]))
  let excess = Math.max(0, widthOf(names) - room)
  for (const name of [...rest, ...kept.toReversed(), ...(first === undefined ? [] : [first])]) {
    const cut = Math.min(excess, Math.max(0, lineWidth(name) - shortestName))
    widths.set(name, lineWidth(name) - cut)
    excess -= cut
  }
  let x = 0
  for (const [name, width] of widths) {
    if (x + width > room) continue
    drawLine(row.inner(x, 0, width, 1), 0, 0, name, theme, theme.bar)
    x += width + gap
  }
  drawRight(row, right, theme)
}

/** Figures are shown whole or not at all, in the fullest words that leave room for all of them. */
function drawFigures(
  row: Region,
  forms: readonly (readonly Line[])[],
  rights: readonly Line[],
  theme: Theme,
): void {
  const fits = (facts: readonly Line[], right: Line): boolean =>
    widthOf(facts) + gap + lineWidth(right) <= row.width
  const choices = rights.flatMap(right => forms.map(facts => ({ facts, right })))
  const chosen = choices.find(({ facts, right }) => fits(facts, right)) ?? choices.at(-1)
  if (chosen === undefined) return
  const room = row.width - lineWidth(chosen.right) - gap
  let x = 0
  for (const [index, fact] of chosen.facts.entries()) {
    if (index > 0 && x + lineWidth(fact) > room) continue
    x = drawLine(row.inner(0, 0, room, 1), x, 0, fact, theme, theme.bar) + gap
  }
  drawRight(row, chosen.right, theme)
}

function drawRight(row: Region, line: Line, theme: Theme): void {
  const width = lineWidth(line)
  if (width <= row.width) drawLine(row, row.width - width, 0, line, theme, theme.bar)
}

function namesOf(state: State, snapshot: Snapshot | null, theme: Theme, utc: boolean): Names {
  const shown = modeOf(state, snapshot, theme, utc)
  const mode: Line = [strong(shown.text, shown.role)]
  if (snapshot === null) return { mode, alerts: [], rest: [[text('waiting for the first picture', 'dim')]] }
  const alerts = alertsOf(state.observation?.alerts, theme)
  const { filter } = state.request
  if (filter === null) return { mode, alerts, rest: [sourcesOf(snapshot)] }
  const from = snapshot.filterCoversFrom
  const covers: Line[] = from === null ? [] : [[text(`covers ${clockTime(from, { utc })}–`, 'warn')]]
  const filtered: Line = [text('filter ', 'dim'), strong(sanitise(filter), 'accent')]
  return { mode, alerts, rest: [sourcesOf(snapshot), filtered, ...covers] }
}

function timeLine(state: State, utc: boolean): Line {
  return [text(`${clockTime(state.now, { utc })} `), text(zoneName(state.now, { utc }), 'dim')]
}

/** The window among its neighbours: `1m [5m] 15m`. */
function windowLines(state: State): Line[] {
  const { windowSeconds } = state.request
  const choices = [...new Set([...windowChoices, windowSeconds])].sort((a, b) => a - b)
  const at = choices.indexOf(windowSeconds)
  const shown = strong(`[${formatWindow(windowSeconds)}]`, 'accent')
  const around = (from: number, to: number): string =>
    choices.slice(Math.max(0, from), to).map(formatWindow).join(' ')
  const wide = (reach: number): Line => [
    text(`${around(at - reach, at)} `, 'dim'),
    shown,
    text(` ${around(at + 1, at + 1 + reach)}`, 'dim'),
  ]
  return [wide(3), wide(1), [shown]]
}
