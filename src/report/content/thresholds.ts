import type { Insight, ThresholdResult } from '../../model/index.ts'
import { noData, sanitise, significant } from '../../text/index.ts'
import { type Item, item, type Section } from '../section.ts'
import { seriesName } from './series-names.ts'

/** The `--fail-on` limits and what came out; `null` when none was asked for. */
export function thresholdsSection({ thresholds }: Insight): Section | null {
  if (thresholds.length === 0) return null
  const crossed = thresholds.filter(({ passed }) => !passed).length
  return {
    id: 'limits',
    title: crossed === 0 ? 'Limits: all kept' : `Limits: ${crossed} of ${thresholds.length} crossed`,
    items: [...thresholds].sort((a, b) => Number(a.passed) - Number(b.passed)).map(thresholdItem),
  }
}

function thresholdItem(threshold: ThresholdResult): Item {
  const { passed, expression } = threshold
  return item(`${sanitise(expression)}  (is ${actualText(threshold)})`, {
    mark: passed ? 'kept' : 'crossed',
    tone: passed ? 'good' : 'bad',
  })
}

/** The measured value in the unit of its metric, which is the first word of the expression. */
export function actualText({ expression, actual }: ThresholdResult): string {
  if (actual === null) return 'no data'
  const metric = /^\s*(\w+)/.exec(expression)?.[1] ?? ''
  const known = thresholdSeries[metric.toLowerCase()]
  if (known !== undefined) return seriesName(known).format(actual)
  return Number.isInteger(actual) ? String(actual) : significant(actual) || noData
}

const thresholdSeries: Readonly<Record<string, string>> = {
  mean: 'mean',
  p50: 'p50',
  p90: 'p90',
  p95: 'p95',
  p99: 'p99',
  p999: 'p999',
  max: 'mean',
  min: 'mean',
  error_rate: 'errorRate',
  cache_hit_rate: 'cacheHitRate',
  rate: 'rate',
  cpu: 'cpu',
  memory: 'memory',
}
