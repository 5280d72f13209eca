import type { Change, Snapshot } from '../../model/index.ts'
import { formatRate, formatSpan } from '../../text/index.ts'
import { endpointName, roughShare } from './phrases.ts'
import type { Finding, Rule, RuleContext } from './rule.ts'

const factor = 2

interface Shift {
  readonly before: number
  readonly after: number
  readonly since: number | null
  /** `previous`: against the window before; `change`: within this one. */
  readonly against: 'previous' | 'change'
  /** It came and went: since when it is as before again. */
  readonly overSince: number | null
}

export const trafficShift: Rule = {
  id: 'traffic-shift',
  title: 'Traffic changed',
  evaluate(context) {
    const shift = shiftWithin(context) ?? shiftFromBefore(context)
    return shift === null ? null : finding(context, shift)
  },
}

/**
 * The newest jump of the request rate, if it was a large one; or the one before, if that one took it back.
 */
function shiftWithin({ insight, snapshot }: RuleContext): Shift | null {
  const jumps = insight.changes.filter(change => change.series === 'requests' && change.endpoint === null)
  const last = jumps.at(-1)
  if (last === undefined || snapshot.requests.total < 100) return null
  const first = jumps.at(-2)
  const cameBack = first !== undefined && isFar(first.before, first.after) && !isFar(first.before, last.after)
  const shift = cameBack ? first : last
  if (!isFar(shift.before, shift.after)) return null
  const { before, after, at } = shift
  return { before, after, since: at, against: 'change', overSince: cameBack ? last.at : null }
}

function shiftFromBefore({ snapshot, minimumRequests }: RuleContext): Shift | null {
  const { previous, rate, requests } = snapshot
  if (previous === null || previous.rate.mean === null || rate.mean === null) return null
  const [was, is] = [previous.requests.total, requests.total]
  if (Math.max(was, is) < 10 * minimumRequests || !isFar(previous.rate.mean, rate.mean)) return null
  // Two Poisson counts over equal times: far apart by more than chance (normal approximation).
  if (Math.abs(is - was) < 5 * Math.sqrt(is + was)) return null
  return {
    before: previous.rate.mean,
    after: rate.mean,
    since: snapshot.window.from,
    against: 'previous',
    overSince: null,
  }
}

function isFar(before: number, after: number): boolean {
  return Math.max(before, after) > 0 && (after >= factor * before || before >= factor * after)
}

function finding(
  { snapshot, insight }: RuleContext,
  { before, after, since, against, overSince }: Shift,
): Finding {
  const grew = after > before
  const where = grew ? growing(snapshot, insight.changes) : null
  const who = where === null ? '' : ` ${where.name} makes ${roughShare(where.share)} of it.`
  const times = before > 0 && grew ? ` (${(after / before).toFixed(1)} times as many)` : ''
  const frame = against === 'previous' ? 'in the window before' : 'earlier in this window'
  const over = overSince === null || since === null ? '' : `, and back after ${formatSpan(overSince - since)}`
  const suffers = insight.health.factors.some(({ score, max }) => score !== null && score < max)
  return {
    severity: overSince === null && (!grew || suffers) ? 'warning' : 'info',
    message: `Traffic went from ${formatRate(before)}/s ${frame} to ${formatRate(after)}/s${times}${over}.${who}`,
    action: grew
      ? 'Find out who sends it, and whether there is room for as much again.'
      : 'Check the load balancer, DNS and the callers: requests that do not arrive cause no errors here.',
    method: where?.method ?? null,
    endpoint: where?.endpoint ?? null,
    since,
    evidence: {
      before,
      after,
      against,
      overSince,
      endpoint: where?.name ?? null,
      shareOfRise: where?.share ?? null,
    },
    weight: grew ? 1 - before / after : 1,
  }
}

interface Growing {
  readonly method: string | null
  readonly endpoint: string
  readonly name: string
  readonly share: number
}

/** The endpoint with the largest part of the rise, by its own jump. */
function growing({ endpoints, previous, rate }: Snapshot, changes: readonly Change[]): Growing | null {
  const isRise = (change: Change): boolean => change.series === 'requests' && change.after > change.before
  const rise = changes.findLast(change => isRise(change) && change.endpoint === null)
  const total = rise !== undefined ? rise.after - rise.before : (rate.mean ?? 0) - (previous?.rate.mean ?? 0)
  const rises = endpoints.map(stats => {
    const own = changes.findLast(
      change =>
        change.series === 'requests' && change.endpoint === stats.endpoint && change.method === stats.method,
    )
    const before = previous?.endpoints.find(
      one => one.endpoint === stats.endpoint && one.method === stats.method,
    )
    const gained =
      own !== undefined
        ? own.after - own.before
        : rise === undefined
          ? (stats.rate ?? 0) - (before?.rate ?? 0)
          : 0
    return { method: stats.method, endpoint: stats.endpoint, name: endpointName(stats), gained }
  })
  const top = rises.reduce<(typeof rises)[number] | null>(
    (a, b) => (a === null || b.gained > a.gained ? b : a),
    null,
  )
  if (top === null || total <= 0 || top.gained < 0.3 * total) return null
  return { ...top, share: Math.min(1, top.gained / total) }
}
