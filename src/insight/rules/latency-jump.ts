import type { Change, Snapshot } from '../../model/index.ts'
import { formatDuration } from '../../text/index.ts'
import { endpointName, listOf, roughShare } from './phrases.ts'
import { nobodyToBlame, type Rule } from './rule.ts'
import { standingRise } from './scopes.ts'
import { isSlow } from './slow-endpoints.ts'

const latency = new Set(['mean', 'p50', 'p95', 'p99'])
const leastRatio = 1.5
const many = 5
/** Seconds: less is felt by nobody. */
const leastRise = 0.02

/** A response time that is not slow yet by any limit, but was far better before. */
export const latencyJump: Rule = {
  id: 'latency-jump',
  title: 'Response time jumped',
  evaluate({ snapshot, insight, minimumRequests }) {
    const jumps = standingJumps(insight.changes).filter(
      change => isWorse(change) && !isSlowNow(snapshot, change, minimumRequests),
    )
    const ofAll = jumps.find(change => change.endpoint === null)
    const ofOne = jumps.filter(change => change.endpoint !== null)
    // When many slowed down together, none of them is the cause.
    const worst = ofAll !== undefined && ofOne.length >= many ? ofAll : (ofOne[0] ?? ofAll)
    if (worst === undefined) return null
    const whose =
      worst.endpoint === null ? 'all requests' : endpointName({ ...worst, endpoint: worst.endpoint })
    const also = jumps
      .filter(change => change !== worst && change.endpoint !== null)
      .map(change => endpointName({ ...change, endpoint: change.endpoint! }))
    const share = shareOfRequests(snapshot, worst)
    const traffic = worst.endpoint === null ? '' : ` (${roughShare(share)} of requests)`
    return {
      severity: 'warning',
      message: `The ${worst.series} of ${whose}${traffic} went from ${formatDuration(worst.before)} to ${formatDuration(worst.after)} and has stayed there.${also.length === 0 ? '' : ` Also slower: ${listOf(also)}.`}`,
      action: `Look at what was changed at that time: a deploy, a configuration, a service that ${worst.endpoint === null ? 'all requests' : 'it'} depend${worst.endpoint === null ? '' : 's'} on.`,
      method: worst.method,
      endpoint: worst.endpoint,
      since: worst.at,
      evidence: { series: worst.series, before: worst.before, after: worst.after, shareOfRequests: share },
      weight: worst.endpoint === null ? nobodyToBlame : share,
    }
  },
}

/** The rise of each series that still stands, largest factor first. */
function standingJumps(changes: readonly Change[]): Change[] {
  const groups = new Map<string, Change[]>()
  for (const change of changes) {
    if (!latency.has(change.series)) continue
    const key = `${change.series} ${change.method} ${change.endpoint}`
    groups.set(key, [...(groups.get(key) ?? []), change])
  }
  return [...groups.values()]
    .flatMap(jumps => standingRise(jumps.sort((a, b) => a.at - b.at)) ?? [])
    .sort((a, b) => b.after / b.before - a.after / a.before)
}

function isWorse({ before, after }: Change): boolean {
  return after >= leastRatio * before && after - before >= leastRise
}

function isSlowNow(snapshot: Snapshot, { method, endpoint }: Change, minimum: number): boolean {
  return [snapshot, snapshot.recent].some(({ requests, endpoints }) => {
    if (endpoint === null) return endpoints.some(stats => isSlow(stats, requests, minimum))
    const stats = endpoints.find(one => one.method === method && one.endpoint === endpoint)
    return stats !== undefined && isSlow(stats, requests, minimum)
  })
}

function shareOfRequests({ endpoints, requests }: Snapshot, { method, endpoint }: Change): number {
  if (endpoint === null) return 1
  const stats = endpoints.find(one => one.method === method && one.endpoint === endpoint)
  return stats === undefined || requests.total === 0 ? 0 : stats.total / requests.total
}
