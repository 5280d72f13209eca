import { ChartCell } from './chart-cell.ts'
import type { HeldChart } from './held.ts'

/** One point of all charts. */
export interface Point {
  readonly time: number
  readonly total: ChartCell
  /** By series. */
  readonly lanes: Map<number, ChartCell>
}

/** Points over [from, to), and of which series beside the total. */
export interface PointRequest {
  readonly from: number
  readonly to: number
  readonly step: number
  readonly series: ReadonlySet<number>
}

/** The points of the last charts: those that did not change since are not made again. */
export class PointCache {
  #points = new Map<number, Point>()
  #request: PointRequest | null = null
  #changedFrom: number = Number.POSITIVE_INFINITY

  /** Something was added at this time or later. */
  touch(time: number): void {
    if (time < this.#changedFrom) this.#changedFrom = time
  }

  /** One for each step, in order. @param make those in [from, to) in which there is anything */
  points(request: PointRequest, make: (from: number, to: number) => Iterable<Point>): Point[] {
    const { from, to, step } = request
    const known = this.#isSameKind(request) ? this.#points : new Map<number, Point>()
    const points: Point[] = []
    let missingFrom: number | null = null
    const makeUntil = (end: number): void => {
      if (missingFrom === null) return
      const made = new Map([...make(missingFrom, end)].map(point => [point.time, point]))
      for (let time = Math.floor(missingFrom / step) * step; time < end; time += step)
        points.push(made.get(time) ?? emptyPoint(time))
      missingFrom = null
    }
    for (let time = Math.floor(from / step) * step; time < to; time += step) {
      const point = time + step <= this.#changedFrom ? known.get(time) : undefined
      if (point === undefined) missingFrom ??= Math.max(time, from)
      else {
        makeUntil(time)
        points.push(point)
      }
    }
    makeUntil(to)
    // The first is cut by the window's beginning, which moves, and the last by its end.
    const whole = points.filter(({ time }) => time >= from && time + step <= to)
    this.#points = new Map(whole.map(point => [point.time, point]))
    this.#request = request
    this.#changedFrom = Number.POSITIVE_INFINITY
    return points
  }

  #isSameKind({ step, series }: PointRequest): boolean {
    if (this.#request?.step !== step) return false
    for (const one of series) if (!this.#request.series.has(one)) return false
    return true
  }
}

export function emptyPoint(time: number): Point {
  return { time, total: new ChartCell(), lanes: new Map() }
}

export function totalChart(step: number, points: readonly Point[]): HeldChart {
  return { step, cells: points.map(({ time, total }) => [time, total] as const) }
}

export function laneChart(step: number, points: readonly Point[], series: number): HeldChart {
  return {
    step,
    cells: points.flatMap(({ time, lanes }) => {
      const cell = lanes.get(series)
      return cell === undefined ? [] : [[time, cell] as const]
    }),
  }
}
