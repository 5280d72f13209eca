import type { Snapshot } from '../../model/index.ts'
import { percentValue, roughSpan } from './phrases.ts'
import type { Rule } from './rule.ts'
import { lastRunAbove } from './scopes.ts'
import { gaugeOf } from './system.ts'
import { riseOf } from './trend.ts'

const limit = 85
/** Points: less is not worth a word. */
const leastGain = 5

export const highMemory: Rule = {
  id: 'high-memory',
  title: 'High memory',
  evaluate(context) {
    const memory = gaugeOf(context.snapshot, 'memoryPercent')
    if (memory === null || memory.current <= limit) return null
    const rise = riseOf(context.snapshot, 'memoryPercent')
    const trend =
      rise === null
        ? ''
        : `, rising ${rise.perHour.toFixed(1)} points an hour: full in ${roughSpan(rise.untilFull)} at that rate`
    const lowest = lowestOf(context.snapshot)
    const from =
      rise !== null || lowest === null || memory.current - lowest < leastGain
        ? ''
        : `, up from ${percentValue(lowest)} earlier in this window`
    const whose = memory.host === null ? '' : ` of ${memory.host}`
    return {
      severity: memory.current >= 95 || (rise !== null && rise.untilFull < 3600) ? 'critical' : 'warning',
      message: `Memory${whose} is ${percentValue(memory.current)} full${trend}${from}.`,
      action:
        rise === null && from === ''
          ? 'Find out which process holds it, or give the machine more.'
          : 'Take a heap snapshot of the growing process now, and plan a restart before memory is full.',
      since:
        rise?.from ??
        lastRunAbove(context.snapshot.series, point => point.memoryPercent, limit)?.from ??
        null,
      evidence: {
        current: memory.current,
        mean: memory.mean,
        peak: memory.max,
        changePerHour: rise?.perHour ?? null,
        secondsUntilFull: rise?.untilFull ?? null,
      },
      weight: memory.current / 100,
    }
  },
}

function lowestOf({ series }: Snapshot): number | null {
  const known = series.points.flatMap(point => point.memoryPercent ?? [])
  return known.length === 0 ? null : Math.min(...known)
}
