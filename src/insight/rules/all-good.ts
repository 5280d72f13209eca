import { type FactorId, sumCounts } from '../../model/index.ts'
import { counted } from '../../text/index.ts'
import { listOf } from './phrases.ts'
import type { Finding, RuleContext } from './rule.ts'

const factorNames: Record<FactorId, string> = {
  responseTime: 'response time',
  errorRate: 'errors',
  cpu: 'CPU',
  memory: 'memory',
}

export const allGoodId = 'all-good'
export const noDataId = 'no-data'

/** What is said when no rule fired: what was checked, and what could not be. */
export function allGood({ snapshot, insight, minimumRequests }: RuleContext): Finding {
  const { requests } = snapshot
  const scored = insight.health.factors
    .filter(factor => factor.state === 'scored')
    .map(factor => factorNames[factor.id])
  const blind = insight.health.factors
    .filter(factor => factor.state === 'noData')
    .map(factor => factorNames[factor.id])
  const lookups = (requests.cache.hits ?? 0) + (requests.cache.misses ?? 0)
  ;(lookups >= minimumRequests ? scored : blind).push('cache')
  if (snapshot.system?.gauges.diskUsagePercent !== undefined && snapshot.system.counts) scored.push('disk')
  const unknown = blind.length === 0 ? '' : ` Not known: ${listOf(blind, 9)}.`
  return {
    severity: 'info',
    message: `Checked ${listOf(scored, 9)} over ${counted(requests.total, 'request')} to ${counted(snapshot.endpoints.length, 'endpoint')}: nothing to do.${unknown}`,
    action: 'Nothing to do.',
    evidence: {
      checked: scored,
      unknown: blind,
      requests: requests.total,
      endpoints: snapshot.endpoints.length,
    },
    weight: 0,
  }
}

/** There was nothing to judge, which is not the same as good. */
export function noVerdict({ snapshot, minimumRequests }: RuleContext): Finding {
  const { total } = snapshot.requests
  const { ingest } = snapshot
  const foreign = ingest.requests === 0 ? ingest.ignored.notRequest + sumCounts(ingest.rejected) : 0
  if (total === 0 && foreign > 0) {
    return {
      severity: 'info',
      message: `${counted(foreign, 'line')} ${foreign === 1 ? 'was' : 'were'} read, and none tells of a request.`,
      action: 'Let api-metrics inspect show what was seen; --map names fields by hand.',
      evidence: { requests: 0, lines: ingest.lines },
      weight: 0,
    }
  }
  if (total === 0 && ingest.filtered > 0) {
    return {
      severity: 'info',
      message: `No request in this window matches the filter; ${counted(ingest.filtered, 'request')} did not.`,
      action: 'Look at the filter: a field that no line has matches nothing.',
      evidence: { requests: 0, filtered: ingest.filtered },
      weight: 0,
    }
  }
  return {
    severity: 'info',
    message:
      total === 0
        ? 'No request in this window, so there is nothing to judge.'
        : `${counted(total, 'request')} in this window; from ${minimumRequests} on there is a verdict.`,
    action: total === 0 ? 'Check that the log is being written, or widen the window.' : 'Widen the window.',
    evidence: { requests: total },
    weight: 0,
  }
}
