import type { Change, Health, Insight, Snapshot } from '../model/index.ts'
import { findChanges, sameEvent, worthShowing } from './changes.ts'
import { compareWithPrevious } from './comparison.ts'
import { findCorrelations } from './correlations.ts'
import { scoreHealth } from './health.ts'
import { defaultBands, defaultMinimumRequests, type InsightOptions } from './options.ts'
import { recommend } from './rules/index.ts'
import { headlineSeries } from './series.ts'
import { evaluateSlo } from './slo.ts'
import { findTrends } from './trends.ts'

/** What the series of a snapshot were tested for: nearly all of the work. */
export interface Tested extends Pick<Insight, 'trends' | 'correlations' | 'correlationsNote'> {
  /** All of them; an insight shows those worth reading. */
  readonly changes: readonly Change[]
}

/** Everything that can be concluded from one snapshot. Pure: equal snapshots give equal insight. */
export function analyse(snapshot: Snapshot, options: InsightOptions = {}): Insight {
  return conclude(snapshot, testSeries(snapshot), options)
}

/** The score alone, for those who look often and ask for no advice. */
export function judge(snapshot: Pick<Snapshot, 'recent'>, options: InsightOptions = {}): Health {
  const { bands = defaultBands, minimumRequests = defaultMinimumRequests } = options
  return { ...scoreHealth(snapshot, bands, minimumRequests), recommendations: [] }
}

export function testSeries(snapshot: Snapshot): Tested {
  const series = headlineSeries(snapshot.series, snapshot.window, snapshot.system?.counts ?? true)
  const { correlations, note } = findCorrelations(series, snapshot.series.stepSeconds)
  return {
    trends: findTrends(series),
    correlations,
    correlationsNote: note,
    changes: findChanges(snapshot, series),
  }
}

export function conclude(snapshot: Snapshot, tested: Tested, options: InsightOptions): Insight {
  const minimumRequests = options.minimumRequests ?? defaultMinimumRequests
  const score = scoreHealth(snapshot, options.bands ?? defaultBands, minimumRequests)
  const found = { ...tested, comparison: compareWithPrevious(snapshot) }
  const budgets = (options.slos ?? []).map(slo => evaluateSlo(slo, snapshot, minimumRequests))
  const insight = { ...found, health: score, budgets }
  const health = { ...score, recommendations: recommend({ snapshot, insight, minimumRequests }) }
  return {
    ...found,
    changes: worthShowing(tested.changes, 2 * sameEvent * snapshot.series.stepSeconds),
    health,
    slo: budgets.map(({ result }) => result),
    thresholds: (options.thresholds ?? []).map(threshold => threshold.evaluate(snapshot, health)),
  }
}
