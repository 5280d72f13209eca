import { percentValue, roughSpan } from './phrases.ts'
import type { Rule } from './rule.ts'
import { gaugeOf } from './system.ts'
import { riseOf } from './trend.ts'

const limit = 85
const soon = 24 * 3600

export const diskFilling: Rule = {
  id: 'disk-filling',
  title: 'Disk filling up',
  evaluate({ snapshot }) {
    const disk = gaugeOf(snapshot, 'diskUsagePercent')
    if (disk === null) return null
    const rise = riseOf(snapshot, 'diskUsagePercent')
    if (disk.current <= limit && (rise === null || rise.untilFull > soon)) return null
    const whose = disk.host === null ? '' : ` of ${disk.host}`
    const rate =
      rise === null
        ? ''
        : `, rising ${rise.perHour.toFixed(1)} points an hour: full in ${roughSpan(rise.untilFull)} at that rate`
    return {
      severity: disk.current >= 95 || (rise !== null && rise.untilFull < 3 * 3600) ? 'critical' : 'warning',
      message: `The disk${whose} is ${percentValue(disk.current)} full${rate}.`,
      action: 'Find what grows (logs, dumps, uploads), then rotate or move it before writes begin to fail.',
      since: rise?.from ?? null,
      evidence: {
        current: disk.current,
        changePerHour: rise?.perHour ?? null,
        secondsUntilFull: rise?.untilFull ?? null,
      },
      weight: disk.current / 100,
    }
  },
}
