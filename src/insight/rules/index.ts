import type { Recommendation } from '../../model/index.ts'
import { allGood, allGoodId, noDataId, noVerdict } from './all-good.ts'
import { diskFilling } from './disk-filling.ts'
import { highCpu } from './high-cpu.ts'
import { highErrorRate } from './high-error-rate.ts'
import { highMemory } from './high-memory.ts'
import { instanceOutlier } from './instance-outlier.ts'
import { latencyJump } from './latency-jump.ts'
import { lowCacheHit } from './low-cache-hit.ts'
import { memoryRising } from './memory-rising.ts'
import { noTraffic } from './no-traffic.ts'
import type { Finding, Rule, RuleContext } from './rule.ts'
import { sloBurn } from './slo-burn.ts'
import { slowEndpoints } from './slow-endpoints.ts'
import { trafficShift } from './traffic-shift.ts'
import { unreadLines } from './unread-lines.ts'

export const rules: readonly Rule[] = [
  noTraffic,
  highErrorRate,
  instanceOutlier,
  slowEndpoints,
  latencyJump,
  highCpu,
  highMemory,
  memoryRising,
  lowCacheHit,
  diskFilling,
  trafficShift,
  sloBurn,
  unreadLines,
]

const severities = { critical: 0, warning: 1, info: 2 } as const

/** Most severe first, then by how much each explains. Never empty. */
export function recommend(context: RuleContext): Recommendation[] {
  const fired = rules.flatMap(rule => {
    const finding = rule.evaluate(context)
    return finding === null ? [] : [{ rule, finding }]
  })
  if (fired.length === 0) return [nothingFired(context)]
  return fired
    .sort(
      ({ finding: a }, { finding: b }) =>
        severities[a.severity] - severities[b.severity] || b.weight - a.weight,
    )
    .map(({ rule, finding }) => toRecommendation(rule.id, rule.title, finding))
}

function nothingFired(context: RuleContext): Recommendation {
  const judged =
    context.snapshot.requests.total > 0 &&
    context.insight.health.factors.some(factor => factor.state === 'scored')
  return judged
    ? toRecommendation(allGoodId, 'All good', allGood(context))
    : toRecommendation(noDataId, 'No data', noVerdict(context))
}

function toRecommendation(id: string, title: string, finding: Finding): Recommendation {
  const { severity, message, action, method = null, endpoint = null, since = null, evidence } = finding
  return { id, severity, title, message, action, method, endpoint, since, evidence }
}
