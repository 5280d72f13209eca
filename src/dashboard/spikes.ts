import type { Series, SeriesPoint } from '../model/index.ts'

export interface Spike {
  /** Seconds since the epoch; `to` is the end of its last bucket. */
  readonly from: number
  readonly to: number
  /** Start of the bucket with most errors. */
  readonly peak: number
}

const leastErrors = 3

/**
 * Stretches in which clearly more went wrong than usual in this series: an error rate over twice the median
 * rate plus 2 points, with at least three errors in a bucket. A rule for a key on the keyboard, not a
 * test: what it finds is where the reader would look first.
 */
export function errorSpikes(series: Series): Spike[] {
  const rates = series.points.map(rateOf).filter(rate => rate !== null)
  if (rates.length === 0) return []
  rates.sort((a, b) => a - b)
  const limit = rates[rates.length >> 1]! * 2 + 0.02
  const spikes: Spike[] = []
  let run: SeriesPoint[] = []
  const close = (): void => {
    if (run.length === 0) return
    const peak = run.reduce((most, point) => (point.errors > most.errors ? point : most))
    spikes.push({ from: run[0]!.time, to: run.at(-1)!.time + series.stepSeconds, peak: peak.time })
    run = []
  }
  for (const point of series.points) {
    const rate = rateOf(point)
    if (rate !== null && rate > limit && point.errors >= leastErrors) run.push(point)
    else close()
  }
  close()
  return spikes
}

function rateOf(point: SeriesPoint): number | null {
  const known = point.requests - point.statusUnknown
  return known > 0 ? point.errors / known : null
}
