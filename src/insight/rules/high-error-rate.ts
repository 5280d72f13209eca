import type { EndpointStats, RequestStats, Snapshot } from '../../model/index.ts'
import { counted, formatPercent } from '../../text/index.ts'
import { endpointName, listOf, quoteText, roughShare } from './phrases.ts'
import { type Finding, nobodyToBlame, type Rule, type RuleContext } from './rule.ts'
import { errorRateOf, lastRunAbove, riseIn, type Scope, scopesOf } from './scopes.ts'

const limit = 0.05

interface Culprit {
  readonly stats: EndpointStats
  readonly status: number
  readonly count: number
}

export const highErrorRate: Rule = {
  id: 'high-error-rate',
  title: 'High error rate',
  evaluate(context) {
    const hits = scopesOf(context.snapshot).flatMap(scope => {
      const failing = scope.endpoints
        .filter(stats => isFailing(stats, context.minimumRequests))
        .sort((a, b) => b.errors - a.errors)
      return isFailing(scope.requests, context.minimumRequests) || failing.length > 0
        ? [{ scope, failing }]
        : []
    })
    // The last minutes say it better when it is worse now than on the whole.
    const hit = hits.reduce<(typeof hits)[number] | null>(
      (worst, one) => (worst === null || rateOf(one.scope) > 1.5 * rateOf(worst.scope) ? one : worst),
      null,
    )
    return hit === null ? null : finding(context, hit.scope, hit.failing)
  },
}

function isFailing(stats: RequestStats, minimum: number): boolean {
  return stats.total - stats.statusUnknown >= minimum && stats.errorRate !== null && stats.errorRate > limit
}

function rateOf({ requests }: Scope): number {
  return requests.errorRate ?? 0
}

function finding(context: RuleContext, scope: Scope, failing: readonly EndpointStats[]): Finding | null {
  const { requests } = scope
  const overall = isFailing(requests, context.minimumRequests)
  const culprit = culpritOf(overall ? scope.endpoints : failing)
  if (culprit === null) return null
  const { stats, status, count } = culprit
  const spread = overall && isSpread(scope, culprit)
  const message = messageOf(context.snapshot, culprit)
  const said = message === null ? '' : ` Commonest message: ${quoteText(message)}.`
  const since = sinceWhen(context, spread ? null : stats)
  return {
    severity: isCritical(context, overall, spread ? null : stats, requests) ? 'critical' : 'warning',
    message: `${leadOf(scope, culprit, overall, spread)}${spread ? '' : alsoOf(failing, stats)}${said}`,
    action: actionFor(status, spread ? 'all endpoints' : endpointName(stats)),
    method: spread ? null : stats.method,
    endpoint: spread ? null : stats.endpoint,
    since: since.at,
    evidence: {
      window: scope.recent ? 'recent' : 'whole',
      errorRate: requests.errorRate,
      errors: requests.errors,
      status,
      statusCount: count,
      shareOfErrors: count / requests.errors,
      endpointErrorRate: stats.errorRate,
      endpointRequests: stats.total,
      message,
      sinceBeforeWindow: since.before,
    },
    weight: spread ? nobodyToBlame : stats.errors / requests.errors,
  }
}

/** One status everywhere: no endpoint is to blame. */
function isSpread({ requests }: Scope, { status, count }: Culprit): boolean {
  const ofStatus = requests.statusCodes[String(status)] ?? 0
  return count < 0.5 * ofStatus && ofStatus > 0.5 * requests.errors
}

function leadOf(
  { requests, endpoints, recent }: Scope,
  { stats, status, count }: Culprit,
  overall: boolean,
  spread: boolean,
): string {
  const when = recent ? ' in the last minutes' : ''
  const name = endpointName(stats)
  if (!overall)
    return `${formatPercent(stats.errorRate)} of ${name}${when} fails (${counted(stats.errors, 'error')}, mostly ${status}).`
  const lead = `${formatPercent(requests.errorRate)} of requests${when} fail (${counted(requests.errors, 'error')})`
  const part = roughShare(count / requests.errors)
  if (!spread && 2 * count < requests.errors) return `${lead}, most often ${status} on ${name} (${part}).`
  if (!spread) return `${lead}, ${part} of them ${status} on ${name}.`
  const hit = endpoints.filter(one => one.statusCodes[String(status)] !== undefined).length
  const share = (requests.statusCodes[String(status)] ?? 0) / requests.errors
  return `${lead}, ${roughShare(share)} of them ${status}, spread over ${counted(hit, 'endpoint')} (most on ${name}).`
}

function alsoOf(failing: readonly EndpointStats[], stats: EndpointStats): string {
  const others = failing.filter(other => other !== stats).map(endpointName)
  return others.length === 0 ? '' : ` Also failing: ${listOf(others)}.`
}

/** The endpoint and status with most errors. */
function culpritOf(endpoints: readonly EndpointStats[]): Culprit | null {
  let worst: Culprit | null = null
  for (const stats of endpoints) {
    for (const [code, count] of Object.entries(stats.statusCodes)) {
      const status = Number(code)
      if (status >= 400 && count > (worst?.count ?? 0)) worst = { stats, status, count }
    }
  }
  return worst
}

function messageOf({ topErrors }: Snapshot, { stats, status }: Culprit): string | null {
  const logged = topErrors.find(
    error =>
      error.status === status &&
      error.endpoint === stats.endpoint &&
      error.method === stats.method &&
      error.message !== null,
  )
  return logged?.message ?? stats.errorMessages[0]?.value ?? null
}

function sinceWhen(
  { snapshot, insight }: RuleContext,
  stats: EndpointStats | null,
): { at: number | null; before: boolean } {
  const own = stats === null ? null : riseIn(insight.changes, 'errorRate', stats)
  const change = own ?? riseIn(insight.changes, 'errorRate', null)
  if (change !== null) return { at: change.at, before: false }
  const series =
    stats === null
      ? null
      : snapshot.endpoints.find(one => one.endpoint === stats.endpoint && one.method === stats.method)?.series
  const run = lastRunAbove(series ?? snapshot.series, errorRateOf, limit)
  return { at: run?.from ?? null, before: run?.sinceStart ?? false }
}

/**
 * A tenth of everything, or half of whoever is to blame, fails with server errors; or half of everything
 * with any.
 */
function isCritical(
  { minimumRequests }: RuleContext,
  overall: boolean,
  culprit: RequestStats | null,
  requests: RequestStats,
): boolean {
  const fails = ({ errorRate, errors, serverErrors }: RequestStats, rate: number): boolean =>
    errors >= minimumRequests && errorRate! >= (2 * serverErrors >= errors ? rate : 0.5)
  return (overall && fails(requests, 0.1)) || (culprit !== null && fails(culprit, 0.5))
}

const actions: Readonly<Record<number, (name: string) => string>> = {
  401: name => `Check the credentials of those who call ${name}: an expired token or key fails like this.`,
  403: name => `Check the permissions of those who call ${name}, and whether a rule was tightened.`,
  404: name => `Find out who asks for ${name}: a stale link, a removed route, or a scanner.`,
  429: name => `Find the client that is limited on ${name}: slow it down, or raise its limit.`,
  502: name => `Check the service behind ${name}: the proxy got no usable answer from it.`,
  503: name => `Check whether the service behind ${name} is overloaded, restarting or switched off.`,
  504: name => `Look at what ${name} waits for: the service behind it does not answer in time.`,
}

function actionFor(status: number, name: string): string {
  const known = actions[status]
  if (known !== undefined) return known(name)
  return status >= 500
    ? `Read the error log of ${name} and compare with what was deployed at that time.`
    : `Look at the failing requests of ${name} and at which client sends them.`
}
