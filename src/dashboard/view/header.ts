import type { Snapshot, SourceState } from '../../model/index.ts'
import { sumCounts } from '../../model/index.ts'
import {
  clockTime,
  cutMiddle,
  dateTime,
  formatBytes,
  formatCount,
  formatRate,
  formatSpan,
  formatWindow,
  sanitise,
  zoneName,
} from '../../text/index.ts'
import type { Region } from '../cells/surface.ts'
import type { State } from '../state.ts'
import type { Role } from '../theme/palettes.ts'
import type { Theme } from '../theme/theme.ts'
import { windowChoices } from '../update/time.ts'
import { drawLine, type Line, lineWidth, strong, text } from './line.ts'
import { currentRate } from './seen.ts'

/** Two lines that are always there: what is watched and how fresh it is; the figures, the window, the filter. */
export function drawHeader(state: State, region: Region, theme: Theme, utc: boolean): void {
  for (let y = 0; y < region.height; y++) {
    for (let x = 0; x < region.width; x++) region.set(x, y, ' ', theme.bar(theme.ink('text')))
  }
  const snapshot = state.observation?.snapshot ?? null
  drawBoth(region, 0, firstLeft(state, snapshot, theme, utc), [timeLine(state, utc)], true, theme)
  drawBoth(region, 1, factsOf(state, snapshot, theme), windowLines(state), false, theme)
}

/** Names and filters may be cut to this; figures are shown whole or not at all. */
const shortestCut = 12

/** Right part first (the fullest form that leaves room for half a line), then the left part, fact by fact. */
function drawBoth(
  region: Region,
  y: number,
  left: readonly Line[],
  right: readonly Line[],
  cuttable: boolean,
  theme: Theme,
): void {
  const width = region.width - 2
  const shown = right.find(line => lineWidth(line) <= width / 2) ?? []
  const room = width - lineWidth(shown) - (shown.length > 0 ? 2 : 0)
  const row = region.inner(1, y, room, 1)
  let x = 0
  for (const [index, fact] of left.entries()) {
    const gap = x === 0 ? 0 : 2
    const least = index === 0 || cuttable ? Math.min(lineWidth(fact), shortestCut) : lineWidth(fact)
    if (x + gap + least <= room) x = drawLine(row, x + gap, 0, fact, theme, theme.bar)
  }
  drawRightOn(region, width + 1, y, shown, theme)
}

function drawRightOn(region: Region, end: number, y: number, line: Line, theme: Theme): void {
  const width = lineWidth(line)
  if (width === 0 || width > end) return
  drawLine(region, end - width, y, line, theme, theme.bar)
}

function firstLeft(state: State, snapshot: Snapshot | null, theme: Theme, utc: boolean): Line[] {
  const mode = modeOf(state, snapshot, theme, utc)
  const chip: Line = [strong(mode.text, mode.role)]
  if (snapshot === null) return [chip, [text('waiting for the first picture', 'dim')]]
  const filter: Line[] =
    state.request.filter === null
      ? []
      : [[text('filter ', 'dim'), strong(sanitise(state.request.filter), 'accent')]]
  const covers: Line[] =
    snapshot.filterCoversFrom === null || state.request.filter === null
      ? []
      : [[text(`covers ${clockTime(snapshot.filterCoversFrom, { utc })}–`, 'warn')]]
  return [chip, sourcesOf(snapshot), ...filter, ...covers]
}

export function modeOf(
  state: State,
  snapshot: Snapshot | null,
  theme: Theme,
  utc: boolean,
): { text: string; role: Role } {
  const { glyphs } = theme
  if (state.pause !== null) {
    return { text: `${glyphs.paused} PAUSED +${formatCount(state.pause.meanwhile)}`, role: 'warn' }
  }
  if (state.request.end !== null) {
    return {
      text: `${glyphs.history} HISTORY ${moment(state.request.end, state.now, utc)}`,
      role: 'accent',
    }
  }
  if (snapshot === null) return { text: `${glyphs.info} STARTING`, role: 'dim' }
  if (inputEnded(snapshot)) return { text: `${glyphs.info} INPUT ENDED`, role: 'warn' }
  if (snapshot.mode === 'replay') return { text: `${glyphs.live} REPLAY`, role: 'accent' }
  return { text: `${glyphs.live} LIVE`, role: 'good' }
}

/** `14:41`, with the date when it was not within the last 20 hours. */
function moment(time: number, now: number, utc: boolean): string {
  return Math.abs(now - time) < 72_000
    ? clockTime(time, { utc }).slice(0, 5)
    : dateTime(time, { utc }).slice(0, 16)
}

export function inputEnded(snapshot: Snapshot): boolean {
  const { sources } = snapshot
  return sources.length > 0 && sources.every(source => source.state === 'ended' || source.state === 'failed')
}

const longestName = 40

function sourcesOf(snapshot: Snapshot): Line {
  const { sources, system } = snapshot
  if (sources.length === 0) return [text('no source', 'dim')]
  const first = cutMiddle(sanitise(sources[0]!.name), longestName)
  const more = sources.length > 1 ? ` +${sources.length - 1}` : ''
  const host = system?.counts === true && system.host !== null ? ` on ${sanitise(system.host)}` : ''
  const trouble = sources.find(source => source.state === 'failed' || source.state === 'waiting')
  return [
    strong(first + more),
    text(host, 'dim'),
    ...(trouble === undefined
      ? []
      : [text(`  ${troubleOf(trouble)}`, trouble.state === 'failed' ? 'bad' : 'warn')]),
  ]
}

function troubleOf(source: SourceState): string {
  return sanitise(source.message ?? (source.state === 'failed' ? 'failed' : 'waiting'))
}

function factsOf(state: State, snapshot: Snapshot | null, theme: Theme): Line[] {
  if (snapshot === null) return []
  const { ingest } = snapshot
  const rejected = sumCounts(ingest.rejected)
  const dropped = sumCounts(ingest.dropped)
  const lag = snapshot.sources.reduce((sum, source) => sum + (source.lagBytes ?? 0), 0)
  const facts: Line[] = [
    [strong(formatRate(currentRate(snapshot))), text(' req/s', 'dim')],
    lastEvent(state, snapshot),
    [text(`${formatCount(rejected)} rejected`, rejected > 0 ? 'warn' : 'dim')],
  ]
  if (ingest.late > 0) facts.push([text(`${formatCount(ingest.late)} late`, 'warn')])
  if (dropped > 0) facts.push([text(`${formatCount(dropped)} dropped`, 'bad')])
  if (ingest.gapBytes > 0) facts.push([text(`${formatBytes(ingest.gapBytes)} lost`, 'bad')])
  if (lag >= 65536) facts.push([text(`${formatBytes(lag)} behind`, 'warn')])
  const silent = snapshot.hosts?.filter(host => host.silent) ?? []
  if (silent.length > 0) {
    const names = silent.map(host => sanitise(host.name)).join(', ')
    facts.push([text(`${silent.length} of ${snapshot.hosts!.length} hosts silent: ${names}`, 'warn')])
  }
  if (snapshot.partial !== null)
    facts.push([text(`${theme.glyphs.warn} ${sanitise(snapshot.partial)}`, 'warn')])
  if (state.failure !== null)
    facts.unshift([text(`${theme.glyphs.bad} ${sanitise(state.failure.message)}`, 'bad')])
  return facts
}

/** After this many seconds a live input without events is worth a colour. */
const quiet = 60

function lastEvent(state: State, snapshot: Snapshot): Line {
  if (snapshot.lastEventAt === null) return [text('no event yet', 'warn')]
  const age = Math.max(0, state.now - snapshot.lastEventAt)
  const shown = age < 1 ? '<1 s' : formatSpan(Math.floor(age))
  const role: Role = snapshot.mode === 'live' && age > quiet ? 'warn' : 'dim'
  return [text(`last event ${shown} ago`, role)]
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
