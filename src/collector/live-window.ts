import type { Window } from '../model/index.ts'
import type { LiveRings } from './live-rings.ts'
import { recentSeconds } from './options.ts'

/** A stretch [from, to) of whole seconds, and the window it is shown as. */
export interface LiveStretch {
  readonly from: number
  readonly to: number
  readonly window: Window
}

/**
 * The `seconds` whole seconds that end with the one that holds `end`. Where only wider buckets reach back so
 * far, it begins with the first whole one of them; the window says where.
 */
export function liveWindow(rings: LiveRings, end: number, seconds: number): LiveStretch {
  const to = rings.endBoundary(Math.floor(end) + 1)
  const from = Math.min(rings.boundary(to - seconds), to - 1)
  const shownEnd = to > Math.floor(end) + 1 ? to : end
  return { from, to, window: { from, to: shownEnd, seconds: shownEnd - from } }
}

/** What health looks at: the last 300 seconds of a window, or all of it. */
export function recentOf(rings: LiveRings, { from, to, window }: LiveStretch): LiveStretch {
  const start = to - recentSeconds
  if (from >= start) return { from, to, window }
  const recent = rings.boundary(start)
  return { from: recent, to, window: { from: recent, to: window.to, seconds: to - recent } }
}

/** As much time just before a window. */
export function stretchBefore(rings: LiveRings, { from, to }: LiveStretch): LiveStretch {
  const end = rings.endBoundary(from)
  const start = Math.min(rings.boundary(end - (to - from)), end)
  return { from: start, to: end, window: { from: start, to: end, seconds: end - start } }
}
