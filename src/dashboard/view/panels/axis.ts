import type { TimeAxis } from '../draw/time-axis.ts'
import { clock, type Seen, type Span } from '../seen.ts'

/** The axis of time that all charts share, so that a moment is at the same place in charts of equal width. */
export function axisOf(seen: Seen, span: Span): TimeAxis {
  const following = seen.snapshot.mode === 'live' && seen.state.pause === null
  return { span, end: following ? 'now' : clock(seen, seen.snapshot.window.to), utc: seen.utc }
}
