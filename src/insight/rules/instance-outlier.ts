import type { Change, GroupStats, Snapshot } from '../../model/index.ts'
import { cutMiddle, formatDuration, formatPercent, sanitise } from '../../text/index.ts'
import type { Finding, Rule } from './rule.ts'
import { riseIn } from './scopes.ts'

const leastRequests = 50
const errorFactor = 3
const leastErrorRate = 0.02
const timeFactor = 2
/** Seconds. */
const leastSlower = 0.05

interface Outlier {
  readonly kind: 'instance' | 'source'
  readonly group: GroupStats
  readonly restErrorRate: number
  readonly restP95: number | null
  readonly failing: boolean
  readonly slow: boolean
}

export const instanceOutlier: Rule = {
  id: 'instance-outlier',
  title: 'One instance is worse than the rest',
  evaluate({ snapshot, insight }) {
    const outlier = groupings(snapshot)
      .map(([kind, groups]) => worstOf(kind, groups))
      .find(found => found !== null)
    return outlier === undefined || outlier === null ? null : finding(snapshot, outlier, insight.changes)
  },
}

function groupings({ byInstance, bySource }: Snapshot): ['instance' | 'source', readonly GroupStats[]][] {
  return [
    ['instance', byInstance ?? []],
    ['source', bySource],
  ]
}

function worstOf(kind: 'instance' | 'source', groups: readonly GroupStats[]): Outlier | null {
  const large = groups.filter(group => group.value !== null && group.total >= leastRequests)
  if (large.length < 2) return null
  const found = large
    .map(group =>
      compare(
        kind,
        group,
        large.filter(other => other !== group),
      ),
    )
    .filter(({ failing, slow }) => failing || slow)
  // When most of them stand out, none does.
  if (found.length === 0 || found.length * 2 > large.length) return null
  return found.reduce((a, b) => (b.group.errors > a.group.errors ? b : a))
}

function compare(kind: Outlier['kind'], group: GroupStats, rest: readonly GroupStats[]): Outlier {
  const errors = rest.reduce((sum, one) => sum + one.errors, 0)
  const known = rest.reduce((sum, one) => sum + one.total - one.statusUnknown, 0)
  const restErrorRate = known > 0 ? errors / known : 0
  const p95s = rest.flatMap(one => one.responseTime.p95 ?? [])
  const restP95 = p95s.length === 0 ? null : Math.max(...p95s)
  const { p95, count } = group.responseTime
  return {
    kind,
    group,
    restErrorRate,
    restP95,
    failing: isFailing(group, errors, known),
    slow:
      p95 !== null &&
      restP95 !== null &&
      count >= leastRequests &&
      p95 >= timeFactor * restP95 &&
      p95 - restP95 >= leastSlower,
  }
}

/**
 * Clearly more errors than the rest together: by a factor, and by more than chance (two proportions, z >
 * 4).
 */
function isFailing(group: GroupStats, errors: number, known: number): boolean {
  const own = group.total - group.statusUnknown
  if (own < leastRequests || known < leastRequests || group.errorRate === null) return false
  if (group.errorRate < leastErrorRate || group.errorRate * known < errorFactor * errors) return false
  const pooled = (group.errors + errors) / (own + known)
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / own + 1 / known))
  return group.errorRate - errors / known > 4 * deviation
}

function finding(
  { requests }: Snapshot,
  { kind, group, restErrorRate, restP95, failing, slow }: Outlier,
  changes: readonly Change[],
): Finding {
  const name = cutMiddle(sanitise(group.value!), 60)
  const parts = [
    ...(failing
      ? [`${formatPercent(group.errorRate)} of its requests fail, ${formatPercent(restErrorRate)} elsewhere`]
      : []),
    ...(slow
      ? [`its p95 is ${formatDuration(group.responseTime.p95)}, at most ${formatDuration(restP95)} elsewhere`]
      : []),
  ]
  const explained =
    failing && requests.errors > 0 ? group.errors / requests.errors : group.total / requests.total
  return {
    severity: failing && group.errorRate! >= 0.1 ? 'critical' : 'warning',
    message: `${name} is worse than the rest: ${parts.join('; ')}.`,
    action:
      kind === 'instance'
        ? `Take ${name} out of rotation, then look at what is different on it.`
        : `Look at what is different on ${name}; if it is one of several equal instances, take it out of rotation.`,
    since: riseIn(changes, failing ? 'errorRate' : 'p95', null)?.at ?? null,
    evidence: {
      [kind]: group.value,
      requests: group.total,
      errorRate: group.errorRate,
      restErrorRate,
      p95: group.responseTime.p95,
      restP95,
      shareOfErrors: requests.errors > 0 ? group.errors / requests.errors : null,
    },
    weight: explained,
  }
}
