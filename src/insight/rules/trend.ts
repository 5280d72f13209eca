import type { SeriesPoint, Snapshot } from '../../model/index.ts'
import { mean } from '../statistics/average.ts'
import { mannKendall, theilSen } from '../statistics/trend.ts'

/** A gauge that has been rising until now. */
export interface Rise {
  /** Since when, seconds since the epoch. */
  readonly from: number
  /** It was rising already when the window began. */
  readonly sinceStart: boolean
  /** Points per hour. */
  readonly perHour: number
  /** Points gained since then. */
  readonly gained: number
  /** Seconds until 100 %, at that rate. */
  readonly untilFull: number
}

const leastValues = 10
/** Part of the variance that the line must explain: a leak is a line, a busy machine is not. */
const leastExplained = 0.8
const leastTau = 0.6

/**
 * Where a gauge is level at first and rises from some point on: the level and the line that fit best (least
 * squares over every point where it may begin), then Theil–Sen on the rising part. `null` unless the line
 * explains most of that part, few pairs in it fall (Kendall's τ ≥ 0.6), its last third still rises, and it
 * goes well beyond anything before: a heap that is collected now and then is a row of teeth, no leak.
 */
export function riseOf(
  { series, recent, system }: Snapshot,
  gauge: 'memoryPercent' | 'diskUsagePercent',
): Rise | null {
  if (system?.counts === false || recent.system?.counts === false) return null
  const known = series.points.filter(point => point[gauge] !== null)
  if (known.length < leastValues) return null
  const start = beginning(known, gauge)
  const rising = known.slice(start)
  const times = rising.map(point => point.time)
  const values = rising.map(point => point[gauge]!)
  const slope = theilSen(times, values)
  const s = mannKendall(values)
  const pairs = (values.length * (values.length - 1)) / 2
  if (slope <= 0 || s < leastTau * pairs || explained(times, values, slope) < leastExplained) return null
  const last = Math.max(leastValues / 2, Math.floor(values.length / 3))
  if (theilSen(times.slice(-last), values.slice(-last)) < slope / 2) return null
  const gained = slope * (times.at(-1)! - times[0]!)
  const highest = Math.max(...known.slice(0, start).map(point => point[gauge]!))
  if (highest > values.at(-1)! - gained / 2) return null
  return {
    from: times[0]!,
    sinceStart: start === 0,
    perHour: slope * 3600,
    gained,
    untilFull: Math.max(0, (100 - values.at(-1)!) / slope),
  }
}

/** Index from which on "level, then line" leaves the smallest squares. */
function beginning(points: readonly SeriesPoint[], gauge: 'memoryPercent' | 'diskUsagePercent'): number {
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (let start = 0; start <= points.length - leastValues; start++) {
    const ramp = points.map((point, i) => (i < start ? 0 : point.time - points[start]!.time))
    const squares = squaresAroundLine(
      ramp,
      points.map(point => point[gauge]!),
    )
    if (squares < least - 1e-9) {
      least = squares
      best = start
    }
  }
  return best
}

function squaresAroundLine(x: readonly number[], y: readonly number[]): number {
  const [mx, my] = [mean(x), mean(y)]
  let [xx, xy, yy] = [0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    xx += (x[i]! - mx) ** 2
    xy += (x[i]! - mx) * (y[i]! - my)
    yy += (y[i]! - my) ** 2
  }
  return xx === 0 ? yy : yy - (xy * xy) / xx
}

function explained(times: readonly number[], values: readonly number[], slope: number): number {
  const centre = mean(values)
  const rest = values.map((value, i) => value - slope * times[i]!)
  const level = mean(rest)
  const total = values.reduce((sum, value) => sum + (value - centre) ** 2, 0)
  return total === 0 ? 0 : 1 - rest.reduce((sum, value) => sum + (value - level) ** 2, 0) / total
}
