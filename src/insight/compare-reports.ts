import type {
  ComparedFigure,
  Movement,
  NamedEndpoint,
  ReportComparison,
  RequestStats,
  ResponseTimeStats,
  Stretch,
} from '../model/index.ts'
import { falseAlarms } from './rates.ts'
import { adjustP } from './statistics/benjamini-hochberg.ts'
import { twoSidedP } from './statistics/normal.ts'

export type Reported = Pick<Stretch, 'requests' | 'endpoints'>

/** Differences below this part of the older value do not matter. */
const leastChange = 0.1
/** Nor do these, absolutely: seconds, share. */
const leastSeconds = 0.005
const leastShare = 0.005

/**
 * What got better or worse between two reports, for everything and for each endpoint in both. Rates are
 * compared as two proportions. Percentiles through the variance of a sample quantile, q (1 − q) / (n f²),
 * where the density f comes from the distance to the next percentile (Bahadur, 1966), which errs towards
 * "same". Requests are not independent of each other, so a difference must also be ≥ 10 %. p-values are
 * adjusted for all figures compared (Benjamini and Hochberg).
 */
export function compareReports(before: Reported, after: Reported, minimumRequests = 10): ReportComparison {
  const was = new Map(before.endpoints.map(stats => [keyOf(stats), stats]))
  const is = new Set(after.endpoints.map(keyOf))
  const both = after.endpoints.flatMap(stats => {
    const older = was.get(keyOf(stats))
    return older === undefined ? [] : [{ of: stats, older, newer: stats }]
  })
  const all = [
    { of: { method: null, endpoint: null }, older: before.requests, newer: after.requests },
    ...both,
  ]
  const tests = all.flatMap(({ of, older, newer }) =>
    figures.map(figure => ({ of, figure, ...testFigure(figure, older, newer, minimumRequests) })),
  )
  const adjusted = adjustKnown(tests.map(test => test.pValue))
  return {
    movements: tests.map(({ of, figure, before: from, after: to }, i) => ({
      method: of.method,
      endpoint: of.endpoint,
      figure,
      before: from,
      after: to,
      verdict: verdictOf(figure, from, to, adjusted[i]!),
      pValue: adjusted[i]!,
    })),
    appeared: after.endpoints.filter(stats => !was.has(keyOf(stats))).map(named),
    vanished: before.endpoints.filter(stats => !is.has(keyOf(stats))).map(named),
  }
}

function adjustKnown(pValues: readonly (number | null)[]): (number | null)[] {
  const adjusted = adjustP(pValues.filter(value => value !== null))
  let next = 0
  return pValues.map(value => (value === null ? null : adjusted[next++]!))
}

const figures: readonly ComparedFigure[] = ['p50', 'p95', 'errorRate', 'cacheHitRate']

interface FigureTest {
  readonly before: number | null
  readonly after: number | null
  readonly pValue: number | null
}

function testFigure(
  figure: ComparedFigure,
  older: RequestStats,
  newer: RequestStats,
  minimum: number,
): FigureTest {
  if (figure === 'p50' || figure === 'p95') {
    const [before, after] = [older.responseTime[figure], newer.responseTime[figure]]
    return {
      before,
      after,
      pValue: comparePercentiles(figure, older.responseTime, newer.responseTime, minimum),
    }
  }
  const [was, is] =
    figure === 'errorRate' ? [errorsOf(older), errorsOf(newer)] : [hitsOf(older), hitsOf(newer)]
  return { before: shareOf(was), after: shareOf(is), pValue: compareShares(was, is, minimum) }
}

interface Share {
  readonly part: number
  readonly whole: number
}

function errorsOf({ errors, total, statusUnknown }: RequestStats): Share {
  return { part: errors, whole: total - statusUnknown }
}

function hitsOf({ cache: { hits, misses } }: RequestStats): Share {
  return { part: hits ?? 0, whole: (hits ?? 0) + (misses ?? 0) }
}

function shareOf({ part, whole }: Share): number | null {
  return whole > 0 ? part / whole : null
}

function compareShares(a: Share, b: Share, minimum: number): number | null {
  if (a.whole < minimum || b.whole < minimum) return null
  const pooled = (a.part + b.part) / (a.whole + b.whole)
  const variance = pooled * (1 - pooled) * (1 / a.whole + 1 / b.whole)
  return variance === 0 ? 1 : twoSidedP((b.part / b.whole - a.part / a.whole) / Math.sqrt(variance))
}

function comparePercentiles(
  figure: 'p50' | 'p95',
  a: ResponseTimeStats,
  b: ResponseTimeStats,
  minimum: number,
): number | null {
  // Below 20 requests the p95 is the slowest of them.
  const least = figure === 'p95' ? Math.max(20, minimum) : minimum
  if (a.count < least || b.count < least) return null
  const variance = quantileVariance(figure, a) + quantileVariance(figure, b)
  const difference = b[figure]! - a[figure]!
  if (variance === 0) return difference === 0 ? 1 : 0
  return twoSidedP(difference / Math.sqrt(variance))
}

function quantileVariance(figure: 'p50' | 'p95', { count, p50, p90, p99 }: ResponseTimeStats): number {
  const [q, from, to, width] = figure === 'p50' ? [0.5, p50!, p90!, 0.4] : [0.95, p90!, p99!, 0.09]
  const inverseDensity = (to - from) / width
  return (q * (1 - q) * inverseDensity ** 2) / count
}

function verdictOf(
  figure: ComparedFigure,
  before: number | null,
  after: number | null,
  pValue: number | null,
): Movement['verdict'] {
  if (before === null || after === null || pValue === null) return 'notEnoughData'
  const difference = after - before
  const least = figure === 'p50' || figure === 'p95' ? leastSeconds : leastShare
  if (pValue > falseAlarms.comparison || Math.abs(difference) < Math.max(least, leastChange * before))
    return 'same'
  const worse = figure === 'cacheHitRate' ? difference < 0 : difference > 0
  return worse ? 'worse' : 'better'
}

function keyOf({ method, endpoint }: NamedEndpoint): string {
  return `${method ?? ''} ${endpoint}`
}

function named({ method, endpoint }: NamedEndpoint): NamedEndpoint {
  return { method, endpoint }
}
