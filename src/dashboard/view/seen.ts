import type { Insight, SeriesPoint, Snapshot } from '../../model/index.ts'
import { clockTime } from '../../text/index.ts'
import type { Region } from '../cells/surface.ts'
import type { State } from '../state.ts'
import type { Theme } from '../theme/theme.ts'
import type { Line } from './line.ts'

/** What a page is written from. */
export interface Facts {
  readonly state: State
  readonly snapshot: Snapshot
  readonly insight: Insight
  readonly utc: boolean
}

/** What a panel draws from. */
export interface Seen extends Facts {
  readonly theme: Theme
}

/** Part of the screen that blessed-contrib draws: filled by `screen/`. */
export interface DonutPlace {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** 0–1. */
  readonly share: number
}

export interface Panel {
  /** Figures at the right of the title: the fullest first, the first that fits is shown. */
  figures?(seen: Seen): readonly Line[]
  /** Everything in one line, for when there is no more room: the fullest first, the first that fits is shown. */
  lines(seen: Seen): readonly Line[]
  draw(seen: Seen, region: Region): void
  /** Where a donut goes within the panel's inner region, if it has room for one. */
  donut?(seen: Seen, region: Region): DonutPlace | null
}

export interface Span {
  readonly from: number
  readonly to: number
}

/** The stretch of time that the series covers; `null` when there is none. */
export function seriesSpan(snapshot: Snapshot): Span | null {
  const { points, stepSeconds } = snapshot.series
  const last = points.at(-1)
  return last === undefined ? null : { from: points[0]!.time, to: last.time + stepSeconds }
}

/** Seconds of a bucket that have passed: the newest one is still filling. */
function elapsed(snapshot: Snapshot, point: SeriesPoint): number {
  const { stepSeconds } = snapshot.series
  const to = snapshot.window.to
  return to === null ? stepSeconds : Math.min(stepSeconds, to - point.time)
}

/** Requests per second in each bucket; `null` where a bucket has hardly begun. */
export function requestRates(snapshot: Snapshot): (number | null)[] {
  const { points, stepSeconds } = snapshot.series
  return points.map(point => {
    const seconds = elapsed(snapshot, point)
    return seconds < stepSeconds / 2 && points.length > 1 ? null : point.requests / Math.max(seconds, 1e-9)
  })
}

export function errorRateOf(point: SeriesPoint): number | null {
  const known = point.requests - point.statusUnknown
  return known > 0 ? point.errors / known : null
}

/** Requests per second over the newest stretch (10 s or two buckets); `null` without data. */
export function currentRate(snapshot: Snapshot): number | null {
  const { points, stepSeconds } = snapshot.series
  const count = Math.max(2, Math.ceil(10 / stepSeconds)) + 1
  const newest = points.slice(-count)
  const seconds = newest.reduce((sum, point) => sum + Math.max(0, elapsed(snapshot, point)), 0)
  if (seconds <= 0) return snapshot.rate.mean
  return newest.reduce((sum, point) => sum + point.requests, 0) / seconds
}

/** The bucket that was pointed out, while it is in the picture. */
export function pointAtCursor(seen: Seen): SeriesPoint | null {
  const { cursor } = seen.state
  const { points, stepSeconds } = seen.snapshot.series
  if (cursor === null) return null
  return points.find(point => cursor >= point.time && cursor < point.time + stepSeconds) ?? null
}

export function clock(seen: Facts, seconds: number | null): string {
  return clockTime(seconds, { utc: seen.utc })
}
