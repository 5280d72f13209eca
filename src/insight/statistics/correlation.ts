import { begin, memory, numerics, put, results } from '../../numerics/index.ts'

/** A series on an even grid. */
export interface Gapped {
  /** Seconds, ascending. */
  readonly times: ArrayLike<number>
  /** NaN where nothing was measured. */
  readonly values: ArrayLike<number>
}

/** One test of a pair at one lag. */
export interface CorrelationTest {
  /** Indices of the two series, the smaller first. */
  readonly a: number
  readonly b: number
  /** Steps by which `b` follows `a`. */
  readonly lag: number
  /** Pairs of values. */
  readonly n: number
  /** Spearman's ρ of the values; NaN where nobody asks for it any more. */
  readonly rho: number
  readonly pValue: number
}

export interface CorrelationLimits {
  readonly mostLag: number
  /** Fewest pairs of values. */
  readonly leastPairs: number
  /** p-value above which ρ is not asked for. */
  readonly mostP: number
}

/** Does any of these move with any other? By the values without their daily rhythm: see numerics/assembly/correlation.ts. */
export function correlate(series: readonly Gapped[], limits: CorrelationLimits): CorrelationTest[] {
  const code = begin()
  const prepared = series.map(({ times, values }) =>
    code.prepareToCorrelate(put(times), put(values), values.length),
  )
  const tests: CorrelationTest[] = []
  for (let a = 0; a < series.length; a++) {
    for (let b = a + 1; b < series.length; b++)
      testPair(tests, series[a]!.values.length, prepared, a, b, limits)
  }
  return tests
}

function testPair(
  tests: CorrelationTest[],
  length: number,
  prepared: readonly number[],
  a: number,
  b: number,
  { mostLag, leastPairs, mostP }: CorrelationLimits,
): void {
  const table = numerics().correlate(prepared[a]!, prepared[b]!, length, mostLag, leastPairs, mostP) / 8
  const count = results()[0]!
  const { doubles } = memory()
  for (let at = table; at < table + 4 * count; at += 4) {
    const [lag, n, rho, pValue] = [doubles[at]!, doubles[at + 1]!, doubles[at + 2]!, doubles[at + 3]!]
    tests.push({ a, b, lag, n, rho, pValue })
  }
}
