import type { Snapshot } from '../../model/index.ts'
import { clockTime, dateTime, formatCount } from '../../text/index.ts'
import type { State } from '../state.ts'
import type { Role } from '../theme/palettes.ts'
import type { Theme } from '../theme/theme.ts'

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

function inputEnded(snapshot: Snapshot): boolean {
  const { sources } = snapshot
  return sources.length > 0 && sources.every(source => source.state === 'ended' || source.state === 'failed')
}
