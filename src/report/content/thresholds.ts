import type { Insight, ThresholdResult } from '../../model/index.ts'
import { formatFigure, sanitise } from '../../text/index.ts'
import { type Item, item, type Section } from '../section.ts'

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
  return item(thresholdText(threshold), {
    mark: threshold.passed ? 'kept' : 'crossed',
    tone: threshold.passed ? 'good' : 'bad',
  })
}

/** `p95 > 300ms (is 1.51 s)`, `health < 75 (no data)`. */
export function thresholdText({ expression, actual, unit }: ThresholdResult): string {
  const is = actual === null ? 'no data' : `is ${formatFigure(actual, unit ?? 'count')}`
  return `${sanitise(expression)} (${is})`
}
