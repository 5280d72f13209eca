import type { EndpointStats, RequestStats, Severity } from '../../model/index.ts'
import { formatDuration } from '../../text/index.ts'
import { endpointName, listOf, roughShare } from './phrases.ts'
import { type Finding, nobodyToBlame, type Rule, type RuleContext } from './rule.ts'
import { riseIn, type Scope, scopesOf } from './scopes.ts'

const slowMean = 1
const slowP95 = 0.5
const mostOfTime = 0.5

interface SlowEndpoint {
  readonly stats: EndpointStats
  /** Of all time spent, 0–1. */
  readonly share: number
}

export const slowEndpoints: Rule = {
  id: 'slow-endpoints',
  title: 'Slow endpoints',
  evaluate(context) {
    for (const scope of scopesOf(context.snapshot)) {
      const slow = slowIn(scope, context.minimumRequests)
      const { count, mean } = scope.requests.responseTime
      const overall = count >= context.minimumRequests && mean !== null && mean > slowMean
      if (slow.length > 0) return finding(context, scope, slow)
      if (overall) return slowOverall(scope, mean)
    }
    return null
  },
}

function slowIn({ requests, endpoints }: Scope, minimum: number): SlowEndpoint[] {
  return endpoints
    .filter(stats => isSlow(stats, requests, minimum))
    .map(stats => ({ stats, share: shareOfTime(stats, requests) }))
    .sort((a, b) => b.share - a.share)
}

/** Slow by itself, or what most of the time goes to and not fast. */
export function isSlow(stats: EndpointStats, all: RequestStats, minimum: number): boolean {
  const { count, mean, p95 } = stats.responseTime
  return count >= minimum && (mean! > slowMean || (shareOfTime(stats, all) > mostOfTime && p95! > slowP95))
}

function shareOfTime(stats: EndpointStats, all: RequestStats): number {
  return all.durationSum > 0 ? stats.durationSum / all.durationSum : 0
}

function finding(context: RuleContext, scope: Scope, slow: readonly SlowEndpoint[]): Finding {
  const { stats, share } = slow[0]!
  const { responseTime } = stats
  const name = endpointName(stats)
  const others = slow.slice(1).map(other => endpointName(other.stats))
  const also = others.length === 0 ? '' : ` Also slow: ${listOf(others)}.`
  const when = scope.recent ? ' in the last minutes' : ''
  const together = slow.reduce((sum, one) => sum + one.share, 0)
  const change = riseIn(context.insight.changes, 'p95', stats)
  return {
    severity: severityOf(scope, together),
    message: `${name} takes ${roughShare(share)} of all time spent${when}; its mean is ${formatDuration(responseTime.mean)}, its p95 ${formatDuration(responseTime.p95)}.${also}`,
    action: actionFor(stats, name, change !== null),
    method: stats.method,
    endpoint: stats.endpoint,
    since: change?.at ?? null,
    evidence: {
      window: scope.recent ? 'recent' : 'whole',
      ...(change === null ? {} : { p95Before: change.before, p95After: change.after }),
      endpoints: slow.slice(0, 10).map(({ stats: one, share: part }) => ({
        method: one.method,
        endpoint: one.endpoint,
        requests: one.total,
        shareOfTime: part,
        mean: one.responseTime.mean,
        p95: one.responseTime.p95,
      })),
    },
    weight: together,
  }
}

/** Nobody alone is to blame: many endpoints with few requests each. */
function slowOverall(scope: Scope, mean: number): Finding {
  const top = [...scope.endpoints].sort((a, b) => b.durationSum - a.durationSum).slice(0, 3)
  const when = scope.recent ? ' in the last minutes' : ''
  return {
    severity: severityOf(scope, 1),
    message: `The mean response time${when} is ${formatDuration(mean)}, p95 ${formatDuration(scope.requests.responseTime.p95)}; most time goes to ${listOf(top.map(endpointName))}.`,
    action: 'Look at what all requests share: the database, a downstream service, the machine itself.',
    evidence: {
      window: scope.recent ? 'recent' : 'whole',
      mean,
      p95: scope.requests.responseTime.p95,
      requests: scope.requests.responseTime.count,
    },
    weight: nobodyToBlame,
  }
}

function severityOf({ requests }: Scope, share: number): Severity {
  const mean = requests.responseTime.mean ?? 0
  if (mean >= 2 * slowMean) return 'critical'
  return mean > slowMean || share >= 0.1 ? 'warning' : 'info'
}

/** A read that is asked for again and again, and whose answers are not mostly cached already. */
function isRepeatedRead({ method, total, cache }: EndpointStats): boolean {
  return (method === 'GET' || method === 'HEAD') && total >= 30 && (cache.hitRate ?? 0) < 0.5
}

function actionFor(stats: EndpointStats, name: string, changed: boolean): string {
  if (changed)
    return `Compare ${name} before and after that time: a deploy, a query plan, a slow service behind it.`
  if (isRepeatedRead(stats))
    return `Cache the answers of ${name}, or look at the slowest requests and what they wait for.`
  return `Open the slowest requests of ${name} and look at what they wait for: queries, calls to other services.`
}
