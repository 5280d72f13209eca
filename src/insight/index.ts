import type { Insight, Snapshot } from '../model/index.ts'
import { compareWithPrevious } from './comparison.ts'
import { scoreHealth } from './health.ts'
import { defaultBands, defaultMinimumRequests, type InsightOptions } from './options.ts'
import { recommend } from './rules/index.ts'

export { defaultBands, defaultMinimumRequests, type HealthBands, type InsightOptions } from './options.ts'

/** Everything that can be concluded from one snapshot. Pure: equal snapshots give equal insight. */
export function analyse(snapshot: Snapshot, options: InsightOptions = {}): Insight {
  const minimumRequests = options.minimumRequests ?? defaultMinimumRequests
  const score = scoreHealth(snapshot, options.bands ?? defaultBands, minimumRequests)
  const found = {
    health: score,
    trends: [],
    correlations: [],
    changes: [],
    comparison: compareWithPrevious(snapshot),
  }
  const health = { ...score, recommendations: recommend({ snapshot, insight: found, minimumRequests }) }
  return {
    ...found,
    health,
    correlationsNote: 'not enough data',
    slo: [],
    thresholds: (options.thresholds ?? []).map(threshold => threshold.evaluate(snapshot, health)),
  }
}
