import type { Global } from './code.ts'

/** The statistics that assembly/index.ts exports. Vectors and series (NaN in gaps) are addresses of n doubles. */
export interface Statistics {
  autoregression(residuals: number, n: number, fitted: number): number
  correlate(a: number, b: number, n: number, mostLag: number, least: number, most: number): number
  curveWith(times: number, n: number, withLine: boolean): number
  cutsInto(to: number, cuts: number): void
  findRise(times: number, series: number, n: number): number
  gainOf(cuts: number): number
  lagOne(values: number, n: number): number
  mannKendall(values: number, n: number): number
  median(values: number, n: number): number
  midranks(values: number, n: number): number
  normalOfT(t: number, degrees: number): number
  normalScores(values: number, n: number): number
  orderOf(values: number, n: number): number
  prepareToCorrelate(times: number, series: number, n: number): number
  residual(values: number, n: number, basis: number, vectors: number): number
  segment(values: number, n: number, most: number, shortest: number): void
  testChanges(times: number, series: number, n: number): void
  testTrend(times: number, series: number, n: number): void
  theilSen(times: number, values: number, n: number): number
  twoSidedP(z: number): number
  varianceOfS(values: number, n: number): number
  readonly vectorCount: Global
}
