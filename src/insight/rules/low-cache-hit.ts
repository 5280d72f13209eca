import type { CacheStats, EndpointStats } from '../../model/index.ts'
import { counted, formatDuration, formatPercent } from '../../text/index.ts'
import { endpointName, listOf, roughShare } from './phrases.ts'
import type { Finding, Rule, RuleContext } from './rule.ts'
import { type Scope, scopesOf } from './scopes.ts'

const limit = 0.3

export const lowCacheHit: Rule = {
  id: 'low-cache-hit',
  title: 'Low cache hit ratio',
  evaluate(context) {
    const scope = scopesOf(context.snapshot).find(({ requests: { cache } }) => {
      return lookups(cache) >= context.minimumRequests && cache.hitRate !== null && cache.hitRate < limit
    })
    return scope === undefined ? null : finding(context, scope)
  },
}

function lookups({ hits, misses }: CacheStats): number {
  return (hits ?? 0) + (misses ?? 0)
}

function finding({ insight, snapshot }: RuleContext, scope: Scope): Finding {
  const { cache, total } = scope.requests
  const missing = missesFirst(scope.endpoints)
  const top = missing[0] ?? null
  const dropped = insight.changes.findLast(({ series, endpoint, before, after }) => {
    return series === 'cacheHitRate' && endpoint === null && after < before
  })
  const when = scope.recent ? ' in the last minutes' : ''
  const was =
    dropped !== undefined
      ? `, after ${formatPercent(dropped.before)} before`
      : scope.recent && snapshot.requests.cache.hitRate !== null
        ? `, ${formatPercent(snapshot.requests.cache.hitRate)} in the whole window`
        : ''
  const where = top === null ? '' : ` Most misses: ${listOf(missing.map(nameWithMisses))}.`
  return {
    severity: dropped !== undefined || scope.recent ? 'warning' : 'info',
    message: `${formatPercent(cache.hitRate)} of ${counted(lookups(cache), 'cache lookup')}${when} hit${was}.${where}${saving(cache)}`,
    action: actionFor(top, dropped !== undefined || scope.recent),
    method: top?.method ?? null,
    endpoint: top?.endpoint ?? null,
    since: dropped?.at ?? null,
    evidence: {
      window: scope.recent ? 'recent' : 'whole',
      hitRate: cache.hitRate,
      hits: cache.hits,
      misses: cache.misses,
      hitP50: cache.hitP50,
      missP50: cache.missP50,
      endpoints: missing.slice(0, 10).map(stats => ({
        method: stats.method,
        endpoint: stats.endpoint,
        misses: stats.cache.misses,
        hitRate: stats.cache.hitRate,
      })),
    },
    weight: total === 0 ? 0 : (cache.misses ?? 0) / total,
  }
}

function missesFirst(endpoints: readonly EndpointStats[]): EndpointStats[] {
  return endpoints
    .filter(({ cache }) => (cache.misses ?? 0) > 0)
    .sort((a, b) => b.cache.misses! - a.cache.misses!)
}

function nameWithMisses(stats: EndpointStats): string {
  return `${endpointName(stats)} (${counted(stats.cache.misses!, 'miss').replace(/misss$/, 'misses')}, ${roughShare(stats.cache.hitRate ?? 0)} hit)`
}

function saving({ hitP50, missP50 }: CacheStats): string {
  if (hitP50 === null || missP50 === null) return ''
  const medians = `A hit takes ${formatDuration(hitP50)}, a miss ${formatDuration(missP50)} (medians)`
  return hitP50 < missP50 ? ` ${medians}: each saves ${formatDuration(missP50 - hitP50)}.` : ` ${medians}.`
}

function actionFor(top: EndpointStats | null, fell: boolean): string {
  if (fell)
    return 'Find out what emptied the cache: a flush, a restart, a new key format; warm the busiest keys first.'
  const name = top === null ? 'the busiest endpoint' : endpointName(top)
  return `Look at the cache keys and lifetimes of ${name}: what differs between two requests that should share an answer?`
}
