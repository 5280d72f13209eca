import { percentValue, roughSpan } from './phrases.ts'
import type { Rule } from './rule.ts'
import { gaugeOf } from './system.ts'
import { riseOf } from './trend.ts'

/** Above this `high-memory` speaks. */
const high = 85
const soon = 24 * 3600
/** Points gained; less is the breathing of a garbage collector. */
const leastGain = 5

export const memoryRising: Rule = {
  id: 'memory-rising',
  title: 'Memory keeps rising',
  evaluate({ snapshot }) {
    const memory = gaugeOf(snapshot, 'memoryPercent')
    const rise = riseOf(snapshot, 'memoryPercent')
    if (memory === null || rise === null || memory.current > high) return null
    if (rise.gained < leastGain || rise.untilFull > soon || snapshot.window.to === null) return null
    const whose = memory.host === null ? '' : ` of ${memory.host}`
    return {
      severity: rise.untilFull < 2 * 3600 ? 'critical' : 'warning',
      message: `Memory${whose} rose by ${rise.gained.toFixed(0)} points in ${roughSpan(snapshot.window.to - rise.from)} to ${percentValue(memory.current)} and does not fall; at ${rise.perHour.toFixed(1)} points an hour it is full in ${roughSpan(rise.untilFull)}.`,
      action:
        'This looks like a leak: take two heap snapshots some minutes apart, compare them, and plan a restart.',
      since: rise.from,
      evidence: {
        current: memory.current,
        changePerHour: rise.perHour,
        gained: rise.gained,
        secondsUntilFull: rise.untilFull,
        sinceBeforeWindow: rise.sinceStart,
      },
      weight: Math.min(1, rise.gained / 100),
    }
  },
}
