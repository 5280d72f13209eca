import type { Correlation } from '../model/index.ts'
import { falseAlarms } from './rates.ts'
import type { NamedSeries } from './series.ts'
import { adjustP } from './statistics/benjamini-hochberg.ts'
import { type CorrelationTest, correlate } from './statistics/correlation.ts'

// What is not significant by itself is not so among others, and makes no other one so.
const limits = { leastPairs: 30, mostLag: 5, mostP: falseAlarms.correlations }
/** Weaker than this is true and of no use. */
const leastRho = 0.3

/** What is compared with what, and how it is called there. */
const compared: Readonly<Record<string, string>> = {
  mean: 'responseTime',
  errorRate: 'errorRate',
  requests: 'throughput',
  cacheHitRate: 'cacheHitRate',
  cpu: 'cpu',
  memory: 'memory',
}

export interface Correlations {
  /** Strongest first; each pair at its most certain lag. */
  readonly correlations: Correlation[]
  /** Set when there was not enough data to look. */
  readonly note: string | null
}

/** Which series move together, up to five buckets apart. */
export function findCorrelations(series: readonly NamedSeries[], stepSeconds: number): Correlations {
  const chosen = series.filter(({ name, values }) => Object.hasOwn(compared, name) && varies(values))
  const tests = correlate(chosen, limits)
  if (tests.length === 0) return { correlations: [], note: 'not enough data' }
  const adjusted = adjustP(tests.map(({ pValue }) => pValue))
  const found = tests.filter(
    (test, i) => adjusted[i]! <= falseAlarms.correlations && Math.abs(test.rho) >= leastRho,
  )
  const best = new Map<number, CorrelationTest>()
  for (const test of found) {
    const pair = test.a * chosen.length + test.b
    const known = best.get(pair)
    if (
      known === undefined ||
      test.pValue < known.pValue ||
      (test.pValue === known.pValue && Math.abs(test.rho) > Math.abs(known.rho))
    )
      best.set(pair, test)
  }
  const called = (index: number): string => compared[chosen[index]!.name]!
  const correlations = [...best.values()]
    .sort((x, y) => Math.abs(y.rho) - Math.abs(x.rho))
    .map(({ a, b, rho, lag, n }) => ({ a: called(a), b: called(b), rho, lagSeconds: lag * stepSeconds, n }))
  return { correlations, note: null }
}

function varies(values: Float64Array): boolean {
  let first = Number.NaN
  for (const value of values) {
    if (Number.isNaN(first)) first = value
    else if (value !== first && !Number.isNaN(value)) return true
  }
  return false
}
