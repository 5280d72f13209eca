import { Distribution, type Rollup } from '../model/index.ts'

interface Percentiles {
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
}

const shown = [0.5, 0.95, 0.99]
const noPercentiles: Percentiles = { p50: null, p95: null, p99: null }

/** What one point of a chart is made from: a rollup without what charts do not show. */
export class ChartCell {
  requests = 0
  statusUnknown = 0
  informational = 0
  success = 0
  redirects = 0
  clientErrors = 0
  serverErrors = 0
  cacheHits = 0
  cacheMisses = 0
  durations: Distribution | null = null
  #percentiles: { readonly count: number; readonly values: Percentiles } | null = null

  /** Seconds. Looked up again only after more durations came: most points of a chart stay as they are. */
  get percentiles(): Percentiles {
    const { durations } = this
    if (durations === null || durations.count === 0) return noPercentiles
    const { count } = durations
    if (this.#percentiles?.count !== count) {
      const [p50 = null, p95 = null, p99 = null] = durations.percentiles(shown)
      this.#percentiles = { count, values: { p50, p95, p99 } }
    }
    return this.#percentiles.values
  }

  /** What a chart shows of a rollup. Its durations are not copied: the cell is not to be merged into. */
  static of(rollup: Rollup): ChartCell {
    const cell = new ChartCell()
    cell.#addFigures(rollup)
    const durations = rollup.durations()
    if (durations.count > 0) cell.durations = durations
    return cell
  }

  addStatus(status: number, count: number): void {
    if (status === 0) this.statusUnknown += count
    else if (status < 200) this.informational += count
    else if (status < 300) this.success += count
    else if (status < 400) this.redirects += count
    else if (status < 500) this.clientErrors += count
    else this.serverErrors += count
  }

  /** All counts, in an order that `addCounts` knows. */
  counts(): number[] {
    const { requests, statusUnknown, informational, success, redirects } = this
    const { clientErrors, serverErrors, cacheHits, cacheMisses } = this
    return [
      requests,
      statusUnknown,
      informational,
      success,
      redirects,
      clientErrors,
      serverErrors,
      cacheHits,
      cacheMisses,
    ]
  }

  addCounts(counts: readonly number[]): void {
    this.requests += counts[0]!
    this.statusUnknown += counts[1]!
    this.informational += counts[2]!
    this.success += counts[3]!
    this.redirects += counts[4]!
    this.clientErrors += counts[5]!
    this.serverErrors += counts[6]!
    this.cacheHits += counts[7]!
    this.cacheMisses += counts[8]!
  }

  merge(other: ChartCell): void {
    this.addCounts(other.counts())
    if (other.durations !== null) (this.durations ??= new Distribution()).merge(other.durations)
  }

  copy(): ChartCell {
    const copy = new ChartCell()
    copy.merge(this)
    return copy
  }

  mergeRollup(rollup: Rollup): void {
    this.#addFigures(rollup)
    for (const part of [rollup.hit, rollup.miss, rollup.unknown])
      if (part !== null) (this.durations ??= new Distribution()).merge(part)
  }

  #addFigures(rollup: Rollup): void {
    this.requests += rollup.requests
    this.cacheHits += rollup.cacheHits
    this.cacheMisses += rollup.cacheMisses
    this.addStatus(0, rollup.statusUnknown)
    for (const [code, count] of rollup.statuses()) this.addStatus(code, count)
  }
}
