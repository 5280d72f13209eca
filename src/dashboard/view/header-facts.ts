import { type Snapshot, sumCounts } from '../../model/index.ts'
import { counted, formatBytes, formatCount, formatRate, formatSpan, sanitise } from '../../text/index.ts'
import type { State } from '../state.ts'
import type { Role } from '../theme/palettes.ts'
import type { Theme } from '../theme/theme.ts'
import { type Line, strong, text } from './line.ts'
import { currentRate } from './seen.ts'

/** The figures of the header, once in full words and once in few. Nothing that was lost is ever left out first. */
export function factsOf(state: State, snapshot: Snapshot | null, theme: Theme): readonly (readonly Line[])[] {
  if (snapshot === null) return [failureOf(state, theme)]
  const losses = [...messagesOf(state), ...recordingOf(state), ...lossesOf(snapshot, theme)]
  const rate: Line = [strong(formatRate(currentRate(snapshot))), text(' req/s', 'dim')]
  const rejected = sumCounts(snapshot.ingest.rejected)
  const counted: Line = [text(`${formatCount(rejected)} rejected`, rejected > 0 ? 'warn' : 'dim')]
  const form = (brief: boolean): Line[] => [
    ...failureOf(state, theme),
    rate,
    lastEvent(state, snapshot, brief),
    counted,
    ...losses,
  ]
  return [form(false), form(true)]
}

function failureOf({ failure }: State, theme: Theme): Line[] {
  return failure === null ? [] : [[text(`${theme.glyphs.bad} ${sanitise(failure.message)}`, 'bad')]]
}

/** Messages of alerts that did not arrive. */
function messagesOf({ observation }: State): Line[] {
  const { waiting = 0, lost = 0 } = observation?.alerts ?? {}
  return [
    ...(waiting > 0 ? [[text(`${counted(waiting, 'message')} waiting`, 'warn')] as Line] : []),
    ...(lost > 0 ? [[text(`${counted(lost, 'message')} lost`, 'bad')] as Line] : []),
  ]
}

/** What is shown goes on; what is kept does not. */
function recordingOf({ observation }: State): Line[] {
  const { trouble = null, lost = 0 } = observation?.recording ?? {}
  return [
    ...(trouble !== null ? [[text(`not recorded: ${sanitise(trouble)}`, 'bad')] as Line] : []),
    ...(lost > 0 ? [[text(`${formatCount(lost)} never recorded`, 'bad')] as Line] : []),
  ]
}

function lossesOf(snapshot: Snapshot, theme: Theme): Line[] {
  const { ingest, hosts, partial } = snapshot
  const dropped = sumCounts(ingest.dropped)
  const lag = snapshot.sources.reduce((sum, source) => sum + (source.lagBytes ?? 0), 0)
  const silent = hosts?.filter(host => host.silent) ?? []
  const losses: Line[] = []
  const add = (said: string, role: Role): void => {
    losses.push([text(said, role)])
  }
  if (ingest.late > 0) add(`${formatCount(ingest.late)} late`, 'warn')
  if (dropped > 0) add(`${formatCount(dropped)} dropped`, 'bad')
  if (ingest.gapBytes > 0) add(`${formatBytes(ingest.gapBytes)} lost`, 'bad')
  if (lag >= worthSaying) add(`${formatBytes(lag)} behind`, 'warn')
  if (silent.length > 0) {
    const names = silent.map(host => sanitise(host.name)).join(', ')
    add(`${silent.length} of ${hosts!.length} hosts silent: ${names}`, 'warn')
  }
  if (partial !== null) add(`${theme.glyphs.warn} ${sanitise(partial)}`, 'warn')
  return losses
}

/** Bytes not read yet: less than a chunk is always under way. */
const worthSaying = 65_536

/** After this many seconds a live input without events is worth a colour. */
const quiet = 60

function lastEvent(state: State, snapshot: Snapshot, brief: boolean): Line {
  if (snapshot.lastEventAt === null) return [text('no event yet', 'warn')]
  const age = Math.max(0, state.now - snapshot.lastEventAt)
  const shown = age < 1 ? '<1 s' : formatSpan(Math.floor(age))
  const role: Role = snapshot.mode === 'live' && age > quiet ? 'warn' : 'dim'
  // In few words the larger of the two units has to do.
  return [text(brief ? `last ${shown.replace(/^(\S+ \S+) .*/, '$1')} ago` : `last event ${shown} ago`, role)]
}
