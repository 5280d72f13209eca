import { mean, median } from 'simple-statistics'
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
  const known = series.map(({ name, times, values }) => {
    const kept = values.flatMap((value, i) => (value === null ? [] : [i]))
    return { name, times: kept.map(i => times[i]!), values: kept.map(i => values[i]!) }
  })
  const tested = known.filter(({ values }) => values.length >= leastValues)
  const tests = tested.map(({ times, values }) => testTrend(times, values))
  const adjusted = adjustP(tests.map(({ pValue }) => pValue))
  return known.map(({ name, times, values }) => {
    const index = tested.findIndex(one => one.name === name)
    if (index < 0) return { series: name, direction: 'notEnoughData', changePerHour: null, pValue: null }
    const { slope } = tests[index]!
    const pValue = adjusted[index]!
    const change = slope * (times.at(-1)! - times[0]!)
    const shown =
      pValue <= falseAlarms.trends && Math.abs(change) >= leastChange * levelOf(values) && change !== 0
    return {
      series: name,
      direction: shown ? (change > 0 ? 'rising' : 'falling') : 'steady',
      changePerHour: slope * 3600,
      pValue,
    }
  })
}

function levelOf(values: number[]): number {
  return Math.abs(median(values)) || Math.abs(mean(values))
}
