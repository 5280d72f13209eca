import { Distribution, type Rollup } from '../model/index.ts'

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
