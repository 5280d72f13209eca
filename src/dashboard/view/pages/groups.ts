import type { GroupStats } from '../../../model/index.ts'
import {
  cutMiddle,
  formatDuration,
  formatPercent,
  formatRate,
  padEnd,
  padStart,
  sanitise,
} from '../../../text/index.ts'
import { type Line, strong, text } from '../line.ts'
import { errorRole } from '../panels/error-rate.ts'
import type { Facts } from '../seen.ts'

/** Columns of figures beside a name. */
const figuresWidth = 52
const widestName = 60

/** Who answered, from where it was read, and whatever else the reader grouped by. */
export function groupsPage({ snapshot }: Facts, width: number): Line[] {
  const { groups, byInstance, bySource, window } = snapshot
  const nameWidth = Math.max(10, Math.min(widestName, width - figuresWidth))
  return [
    ...(groups === null ? [] : section('As grouped with --group-by', groups, nameWidth, window.seconds)),
    ...(byInstance == null ? [] : section('Instances', byInstance, nameWidth, window.seconds)),
    ...section('Sources', bySource, nameWidth, window.seconds),
  ]
}

function section(
  title: string,
  groups: readonly GroupStats[],
  nameWidth: number,
  seconds: number | null,
): Line[] {
  const all = groups.reduce((sum, { total }) => sum + total, 0)
  const heading = ['req/s', 'share', 'errors', 'p50', 'p95', 'p99']
  const widths = [8, 8, 8, 9, 9, 9]
  const line = (cells: readonly string[]): string =>
    cells.map((cell, i) => padStart(cell, widths[i]!)).join('')
  return [
    [strong(title)],
    [text(padEnd('', nameWidth) + line(heading), 'dim')],
    ...groups.map((group): Line => {
      const { p50, p95, p99 } = group.responseTime
      const name = group.value === null ? '(not named)' : sanitise(group.value)
      return [
        text(padEnd(cutMiddle(name, nameWidth), nameWidth), group.value === null ? 'dim' : 'text'),
        text(
          line([
            formatRate(seconds ? group.total / seconds : null),
            all === 0 ? '–' : formatPercent(group.total / all),
          ]),
        ),
        text(padStart(formatPercent(group.errorRate), widths[2]!), errorRole(group.errorRate)),
        text([p50, p95, p99].map(value => padStart(formatDuration(value), widths[3]!)).join('')),
      ]
    }),
    [],
  ]
}
