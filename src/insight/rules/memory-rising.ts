import { formatSpan } from '../../text/index.ts'
import { percentValue } from './phrases.ts'
import type { Rule } from './rule.ts'
import { gaugeOf } from './system.ts'
import { risingPerHour, secondsUntil } from './trend.ts'

/** Above this `high-memory` speaks. */
const high = 85
const soon = 24 * 3600
/** Points gained in the window; less is the breathing of a garbage collector. */
const leastGain = 5

export const memoryRising: Rule = {
  id: 'memory-rising',
  title: 'Memory keeps rising',
  evaluate({ snapshot, insight }) {
    const memory = gaugeOf(snapshot, 'memoryPercent')
    const perHour = risingPerHour(insight.trends, 'memory')
    const { seconds, from } = snapshot.window
    if (memory === null || perHour === null || seconds === null || memory.current > high) return null
    const gained = (perHour * seconds) / 3600
    const full = secondsUntil(100, memory.current, perHour)
    if (gained < leastGain || full === null || full > soon) return null
    const whose = memory.host === null ? '' : ` of ${memory.host}`
    return {
      severity: full < 2 * 3600 ? 'critical' : 'warning',
      message: `Memory${whose} rose by ${gained.toFixed(0)} points in ${formatSpan(seconds)} to ${percentValue(memory.current)}, without a fall; at ${perHour.toFixed(1)} points an hour it is full in ${formatSpan(full)}.`,
      action:
        'This looks like a leak: take two heap snapshots some minutes apart, compare them, and plan a restart.',
      since: from,
      evidence: { current: memory.current, changePerHour: perHour, gained, secondsUntilFull: full },
      weight: Math.min(1, gained / 100),
    }
  },
}
