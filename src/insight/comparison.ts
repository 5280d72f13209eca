import type { Comparison, Difference, Snapshot } from '../model/index.ts'

/** The headline figures against the window before; `null` where that window is not known. */
export function compareWithPrevious({ previous, requests, rate }: Snapshot): Comparison | null {
  if (previous === null || previous.window.from === null || previous.window.to === null) return null
  const was = previous.requests
  const time = (name: 'mean' | 'p50' | 'p95' | 'p99'): Difference => ({
    before: was.responseTime[name],
    after: requests.responseTime[name],
  })
  return {
    from: previous.window.from,
    to: previous.window.to,
    figures: {
      rate: { before: previous.rate.mean, after: rate.mean },
      errorRate: { before: was.errorRate, after: requests.errorRate },
      mean: time('mean'),
      p50: time('p50'),
      p95: time('p95'),
      p99: time('p99'),
      cacheHitRate: { before: was.cache.hitRate, after: requests.cache.hitRate },
    },
  }
}
