import { formatSpan } from '../../text/index.ts'
import { percentValue } from './phrases.ts'
import type { Rule } from './rule.ts'
import { gaugeOf } from './system.ts'
import { risingPerHour, secondsUntil } from './trend.ts'

const limit = 85
const soon = 24 * 3600

export const diskFilling: Rule = {
  id: 'disk-filling',
  title: 'Disk filling up',
  evaluate({ snapshot, insight }) {
    const disk = gaugeOf(snapshot, 'diskUsagePercent')
    if (disk === null) return null
    const perHour = risingPerHour(insight.trends, 'disk')
    const full = secondsUntil(100, disk.current, perHour)
    if (disk.current <= limit && (full === null || full > soon)) return null
    const whose = disk.host === null ? '' : ` of ${disk.host}`
    const rate =
      perHour === null
        ? ''
        : `, rising ${perHour.toFixed(1)} points an hour: full in ${formatSpan(full)} at that rate`
    return {
      severity: disk.current >= 95 || (full !== null && full < 3 * 3600) ? 'critical' : 'warning',
      message: `The disk${whose} is ${percentValue(disk.current)} full${rate}.`,
      action: 'Find what grows (logs, dumps, uploads), then rotate or move it before writes begin to fail.',
      evidence: { current: disk.current, changePerHour: perHour, secondsUntilFull: full },
      weight: disk.current / 100,
    }
  },
}
