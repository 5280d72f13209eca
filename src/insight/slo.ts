import type { Series, SeriesPoint, SloResult, Snapshot } from '../model/index.ts'
import { endpointMatcher, type Slo } from '../query/index.ts'
import { formatInteger, formatSpan, significant } from '../text/index.ts'

/** Figures that come from requests and mean nothing over a few of them. */
const ofRequests = new Set(['seconds', 'share'])

interface Kept {
  readonly judged: number
  readonly missed: number
  /** Start of the first slice that was missed, seconds since the epoch. */
  readonly since: number | null
}

/** An objective with its verdict, and what the rules look at beside it. */
export interface Budget {
  readonly slo: Slo
  readonly result: SloResult
  readonly missed: number
  readonly since: number | null
}

/**
 * What is left of an error budget, and how fast it goes. The window is cut into the buckets of its series;
 * one in which the condition does not hold is missed, one with fewer than `minimumRequests` is not judged.
 * The burn rate is the missed share over the allowed one (Google, The Site Reliability Workbook, 2018,
 * chapter 5): at 1 the budget lasts exactly its period. What the window spent is measured against the
 * budget of the whole period.
 */
export function evaluateSlo(slo: Slo, snapshot: Snapshot, minimumRequests: number): Budget {
  const kept = countSlices(slo, snapshot, minimumRequests)
  return { slo, result: verdict(slo, kept, snapshot.series.stepSeconds), ...kept }
}

function verdict(slo: Slo, kept: Kept, stepSeconds: number): SloResult {
  const { judged, missed } = kept
  if (judged === 0) {
    const message = `${slo.text}: too few requests to say.`
    return { objective: slo.text, budgetLeft: null, burnRate: null, message }
  }
  const seconds = judged * stepSeconds
  const burnRate = missed / judged / (1 - slo.target)
  const budgetLeft = 1 - (burnRate * seconds) / Math.max(seconds, slo.periodSeconds)
  return {
    objective: slo.text,
    budgetLeft,
    burnRate,
    message: `${slo.text}: ${inWords(slo, kept, burnRate, budgetLeft, seconds)}`,
  }
}

function countSlices(slo: Slo, snapshot: Snapshot, minimum: number): Kept {
  const { figure, scope } = slo.condition
  const followed: Series[] =
    scope === null
      ? [snapshot.series]
      : snapshot.endpoints.filter(endpointMatcher(scope)).flatMap(({ series }) => series ?? [])
  const least = ofRequests.has(figure.unit) ? minimum : 0
  const length = Math.max(0, ...followed.map(({ points }) => points.length))
  let judged = 0
  let missed = 0
  let since: number | null = null
  for (let i = 0; i < length; i++) {
    const verdicts = followed.flatMap(({ points, stepSeconds }) => {
      const point = points[i]
      return point === undefined ? [] : held(slo, point, stepSeconds, least)
    })
    if (verdicts.length === 0) continue
    judged++
    if (!verdicts.includes(false)) continue
    missed++
    const { time } = followed.find(({ points }) => points[i] !== undefined)!.points[i]!
    since ??= Math.max(time, snapshot.window.from ?? time)
  }
  return { judged, missed, since }
}

/** Whether the condition held in one bucket; nothing where that cannot be said. */
function held({ condition }: Slo, point: SeriesPoint, stepSeconds: number, least: number): boolean[] {
  if (point.requests < least) return []
  const value = condition.figure.bucket?.(point, stepSeconds) ?? null
  return value === null ? [] : [condition.holds(value)]
}

function inWords(
  slo: Slo,
  { judged, missed }: Kept,
  burnRate: number,
  left: number,
  seconds: number,
): string {
  const period = formatSpan(slo.periodSeconds)
  const slices = `${formatInteger(missed)} of ${formatInteger(judged)} slices of ${formatSpan(seconds / judged)}`
  if (missed === 0) return `kept in all ${formatInteger(judged)} slices; no budget spent.`
  if (left <= 0)
    return `missed in ${slices}; the budget of ${period} is overspent by ${significant(-100 * left)} %.`
  if (burnRate <= 1) return `missed in ${slices}; at this rate the budget of ${period} lasts.`
  const gone = formatSpan((slo.periodSeconds * left) / burnRate)
  return `missed in ${slices}, ${significant(burnRate)} times what is allowed; at this rate the budget of ${period} is gone in ${gone}.`
}
