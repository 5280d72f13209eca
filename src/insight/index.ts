import type { Insight, Snapshot } from '../model/index.ts'
import { findChanges, sameEvent, worthShowing } from './changes.ts'
import { compareWithPrevious } from './comparison.ts'
import { findCorrelations } from './correlations.ts'
import { scoreHealth } from './health.ts'
import { defaultBands, defaultMinimumRequests, type InsightOptions } from './options.ts'
import { recommend } from './rules/index.ts'
import { headlineSeries } from './series.ts'
import { evaluateSlo } from './slo.ts'
import { findTrends } from './trends.ts'

export { compareReports, type Reported } from './compare-reports.ts'
export { defaultBands, defaultMinimumRequests, type HealthBands, type InsightOptions } from './options.ts'
export { explainSpike } from './spike.ts'

/** Everything that can be concluded from one snapshot. Pure: equal snapshots give equal insight. */
export function analyse(snapshot: Snapshot, options: InsightOptions = {}): Insight {
  const minimumRequests = options.minimumRequests ?? defaultMinimumRequests
  const score = scoreHealth(snapshot, options.bands ?? defaultBands, minimumRequests)
  const series = headlineSeries(snapshot.series, snapshot.window, snapshot.system?.counts ?? true)
  const { correlations, note } = findCorrelations(series, snapshot.series.stepSeconds)
  const found = {
    health: score,
    trends: findTrends(series),
    correlations,
    changes: findChanges(snapshot, series),
    comparison: compareWithPrevious(snapshot),
  }
  const health = { ...score, recommendations: recommend({ snapshot, insight: found, minimumRequests }) }
  return {
    ...found,
    changes: worthShowing(found.changes, 2 * sameEvent * snapshot.series.stepSeconds),
    health,
    correlationsNote: note,
    slo: (options.slos ?? []).map(slo => evaluateSlo(slo, snapshot, minimumRequests)),
    thresholds: (options.thresholds ?? []).map(threshold => threshold.evaluate(snapshot, health)),
  }
}
