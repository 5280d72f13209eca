import { formatSpan } from '../../text/index.ts'
import { percentValue } from './phrases.ts'
import type { Rule } from './rule.ts'
import { gaugeOf } from './system.ts'
import { risingPerHour, secondsUntil } from './trend.ts'

const limit = 85

export const highMemory: Rule = {
  id: 'high-memory',
  title: 'High memory',
  evaluate(context) {
    const memory = gaugeOf(context.snapshot, 'memoryPercent')
    if (memory === null || memory.current <= limit) return null
    const perHour = risingPerHour(context.insight.trends, 'memory')
    const full = secondsUntil(100, memory.current, perHour)
    const trend =
      perHour === null
        ? ''
        : `, rising ${perHour.toFixed(1)} points an hour: full in ${formatSpan(full)} at that rate`
    const whose = memory.host === null ? '' : ` of ${memory.host}`
    return {
      severity: memory.current >= 95 || (full !== null && full < 3600) ? 'critical' : 'warning',
      message: `Memory${whose} is ${percentValue(memory.current)} full${trend}.`,
      action:
        perHour === null
          ? 'Find out which process holds it, or give the machine more.'
          : 'Take a heap snapshot of the growing process now, and plan a restart before it is full.',
      evidence: {
        current: memory.current,
        mean: memory.mean,
        peak: memory.max,
        changePerHour: perHour,
        secondsUntilFull: full,
      },
      weight: memory.current / 100,
    }
  },
}
