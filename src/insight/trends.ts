import type { Trend } from '../model/index.ts'
import { falseAlarms } from './rates.ts'
import type { NamedSeries } from './series.ts'
import { adjustP } from './statistics/benjamini-hochberg.ts'
import { testTrend } from './statistics/trend.ts'

const leastValues = 20
/** A change over the window that is smaller than this part of the level does not matter. */
const leastChange = 0.05

/** Where each series is heading. `pValue` is adjusted for all series tested. */
export function findTrends(series: readonly NamedSeries[]): Trend[] {
  const tests = series.map(({ times, values }) => testTrend(times, values))
  const adjusted = adjustP(tests.filter(({ n }) => n >= leastValues).map(({ pValue }) => pValue))
  let tested = 0
  return series.map(({ name }, i) => {
    const { slope, n, seconds, level } = tests[i]!
    if (n < leastValues)
      return { series: name, direction: 'notEnoughData', changePerHour: null, pValue: null }
    const pValue = adjusted[tested++]!
    const change = slope * seconds
    const shown =
      pValue <= falseAlarms.trends && Math.abs(change) >= leastChange * Math.abs(level) && change !== 0
    return {
      series: name,
      direction: shown ? (change > 0 ? 'rising' : 'falling') : 'steady',
      changePerHour: slope * 3600,
      pValue,
    }
  })
}
