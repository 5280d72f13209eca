import type { Difference } from '../../../model/index.ts'
import { formatDuration, formatPercent, formatRate, padEnd, padStart } from '../../../text/index.ts'
import { difference, endpointKey, endpointRows } from '../../endpoints.ts'
import type { Role } from '../../theme/palettes.ts'
import { type Line, strong, text } from '../line.ts'
import { clock, type Facts } from '../seen.ts'

interface Figure {
  readonly name: string
  readonly key: 'rate' | 'errorRate' | 'mean' | 'p50' | 'p95' | 'p99' | 'cacheHitRate'
  readonly format: (value: number | null) => string
  /** Whether more is worse; `null`: neither. */
  readonly moreIsWorse: boolean | null
}

const figures: readonly Figure[] = [
  { name: 'req/s', key: 'rate', format: formatRate, moreIsWorse: null },
  { name: 'error rate', key: 'errorRate', format: formatPercent, moreIsWorse: true },
  { name: 'mean', key: 'mean', format: formatDuration, moreIsWorse: true },
  { name: 'p50', key: 'p50', format: formatDuration, moreIsWorse: true },
  { name: 'p95', key: 'p95', format: formatDuration, moreIsWorse: true },
  { name: 'p99', key: 'p99', format: formatDuration, moreIsWorse: true },
  { name: 'cache hits', key: 'cacheHitRate', format: formatPercent, moreIsWorse: false },
]

export function comparePage(facts: Facts): Line[] {
  const { comparison } = facts.insight
  if (comparison === null) return [[text('nothing is known about the window before this one', 'dim')]]
  return [
    [text(`before: ${clock(facts, comparison.from)} – ${clock(facts, comparison.to)}`, 'dim')],
    [],
    [
      text(
        `${padEnd('', 12)}${padStart('before', 12)}${padStart('now', 12)}${padStart('change', 12)}`,
        'dim',
      ),
    ],
    ...figures.map(figure => figureLine(figure, comparison.figures[figure.key])),
    [],
    ...movers(facts),
  ]
}

function figureLine(figure: Figure, { before, after }: Difference): Line {
  const change = before === null || after === null || before === 0 ? null : after / before - 1
  return [
    text(padEnd(figure.name, 12)),
    text(padStart(figure.format(before), 12), 'dim'),
    strong(padStart(figure.format(after), 12)),
    text(padStart(changeText(change), 12), changeRole(change, figure.moreIsWorse)),
  ]
}

function changeText(change: number | null): string {
  if (change === null) return '–'
  if (Math.abs(change) < 0.005) return '±0 %'
  return `${change > 0 ? '+' : '−'}${(Math.abs(change) * 100).toFixed(Math.abs(change) < 0.1 ? 1 : 0)} %`
}

function changeRole(change: number | null, moreIsWorse: boolean | null): Role {
  if (change === null || Math.abs(change) < 0.05) return 'dim'
  if (moreIsWorse === null) return 'text'
  return change > 0 === moreIsWorse ? 'warn' : 'good'
}

const mostMovers = 20

/** Endpoints whose p95 moved most, either way. */
function movers(facts: Facts): Line[] {
  const rows = endpointRows(facts.snapshot, { column: 'difference', reverse: false }).filter(
    row => difference(row) !== null,
  )
  const sorted = rows.toSorted((a, b) => Math.abs(difference(b)!) - Math.abs(difference(a)!))
  if (sorted.length === 0) return []
  return [
    [strong('Endpoints by change of p95')],
    ...sorted.slice(0, mostMovers).map((row): Line => {
      const now = row.stats.responseTime.p95!
      const before = row.before!.responseTime.p95!
      const change = before === 0 ? null : now / before - 1
      return [
        text(padStart(changeText(change), 9), changeRole(change, true)),
        text(padStart(formatDuration(before), 11), 'dim'),
        text(padStart(formatDuration(now), 11)),
        text(`  ${endpointKey(row.stats).trim()}`),
      ]
    }),
  ]
}
