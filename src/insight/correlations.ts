import type { Correlation } from '../model/index.ts'
import { falseAlarms } from './rates.ts'
import type { NamedSeries } from './series.ts'
import { constant, dailyRhythm, orthonormal, residual } from './statistics/basis.ts'
import { adjustP } from './statistics/benjamini-hochberg.ts'
import { type CorrelationTest, correlate, type Gapped, prewhiten } from './statistics/correlation.ts'

const leastPairs = 30
const mostLag = 5
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

interface Prepared {
  readonly name: string
  readonly values: Gapped
  readonly white: Gapped
}

interface Tested extends CorrelationTest {
  readonly a: Prepared
  readonly b: Prepared
}

/** Which series move together, up to five buckets apart. */
export function findCorrelations(series: readonly NamedSeries[], stepSeconds: number): Correlations {
  const prepared = series
    .filter(({ name, values }) => Object.hasOwn(compared, name) && varies(values))
    .map(one => prepare(compared[one.name]!, one))
  const tests = pairsOf(prepared).flatMap(([a, b]) => testPair(a, b))
  if (tests.length === 0) return { correlations: [], note: 'not enough data' }
  const adjusted = adjustP(tests.map(({ pValue }) => pValue))
  const found = tests.filter(
    (test, i) => adjusted[i]! <= falseAlarms.correlations && Math.abs(test.rho) >= leastRho,
  )
  const best = new Map<string, Tested>()
  for (const test of found) {
    const pair = `${test.a.name} ${test.b.name}`
    const known = best.get(pair)
    if (
      known === undefined ||
      test.pValue < known.pValue ||
      (test.pValue === known.pValue && Math.abs(test.rho) > Math.abs(known.rho))
    )
      best.set(pair, test)
  }
  const correlations = [...best.values()]
    .sort((x, y) => Math.abs(y.rho) - Math.abs(x.rho))
    .map(({ a, b, rho, lag, n }) => ({ a: a.name, b: b.name, rho, lagSeconds: lag * stepSeconds, n }))
  return { correlations, note: null }
}

function prepare(name: string, { times, values }: NamedSeries): Prepared {
  const clean = withoutRhythm(times, values)
  return { name, values: clean, white: prewhiten(clean) }
}

/** Everything that people use moves with the time of day; that is not news. */
function withoutRhythm(times: readonly number[], values: Gapped): Gapped {
  const kept = values.flatMap((value, i) => (value === null ? [] : [i]))
  const at = kept.map(i => times[i]!)
  const rhythm = dailyRhythm(at)
  if (rhythm.length === 0) return values
  const rest = residual(
    kept.map(i => values[i]!),
    orthonormal([constant(at), ...rhythm]),
  )
  const clean: (number | null)[] = new Array(values.length).fill(null)
  kept.forEach((index, i) => {
    clean[index] = rest[i]!
  })
  return clean
}

function pairsOf(series: readonly Prepared[]): [Prepared, Prepared][] {
  return series.flatMap((a, i) => series.slice(i + 1).map((b): [Prepared, Prepared] => [a, b]))
}

function testPair(a: Prepared, b: Prepared): Tested[] {
  const tests: Tested[] = []
  for (let lag = -mostLag; lag <= mostLag; lag++) {
    // What is not significant by itself is not so among others, and makes no other one so.
    const test = correlate(a, b, lag, leastPairs, falseAlarms.correlations)
    if (test !== null) tests.push({ a, b, ...test })
  }
  return tests
}

function varies(values: Gapped): boolean {
  const first = values.find(value => value !== null)
  return values.some(value => value !== null && value !== first)
}
