import type { Health } from '../model/index.ts'
import type { AlertRule, Condition, FigureUnit, Measured } from '../query/index.ts'

/** What an alert is judged by at one moment. */
export type Reading =
  | { readonly kind: 'crossed'; readonly actual: number }
  /** `recovered`: so far from the limit that it is not just wavering. */
  | { readonly kind: 'kept'; readonly actual: number; readonly recovered: boolean }
  | { readonly kind: 'none'; readonly reason: 'tooFew' | 'nothing' }

/** The figures of a stretch of time, with the score of its end. */
export interface Measurement {
  readonly measured: Measured
  readonly health: Health
}

/** What is measured for the alerts at one moment. */
export interface Look {
  readonly now: number
  /** The last minute. */
  readonly recent: Measurement
  /** The last five, for figures that a minute has too few requests for. */
  readonly longer: Measurement
  /** The last minute was not watched from its beginning: a monitor that was just started has seen too few. */
  readonly incomplete: boolean
}

/** Fewer requests than this say nothing about response times and shares. */
const leastRequests = 10

const ofRequests: ReadonlySet<FigureUnit> = new Set(['seconds', 'share'])
const counted: ReadonlySet<FigureUnit> = new Set(['count', 'rate'])

/**
 * Reads a rule from the last minute; where that has too few requests to judge durations and shares by, from
 * the longer stretch; where that has too few as well, there is no data.
 */
export function read(rule: AlertRule, look: Omit<Look, 'now'>): Reading {
  const { condition } = rule.threshold
  // The score that people see.
  if (condition.figure.unit === 'points') return readFrom(rule, look.longer)
  if (counted.has(condition.figure.unit)) return readCount(rule, look)
  if (!ofRequests.has(condition.figure.unit)) return readFrom(rule, look.recent)
  const enough = judged(condition, look.recent) ?? judged(condition, look.longer)
  if (enough !== null) return readFrom(rule, enough)
  return { kind: 'none', reason: requestsIn(condition, look.longer) === 0 ? 'nothing' : 'tooFew' }
}

/** Of an incomplete minute only what is too much already can be said. */
function readCount(rule: AlertRule, { recent, incomplete }: Omit<Look, 'now'>): Reading {
  const reading = readFrom(rule, recent)
  const sure = reading.kind === 'crossed' && rule.threshold.condition.operator.startsWith('>')
  return incomplete && !sure ? { kind: 'none', reason: 'tooFew' } : reading
}

/** The stretch with the endpoints that had enough requests; `null` when that is none. */
function judged({ scope }: Condition, { measured, health }: Measurement): Measurement | null {
  if (scope === null) return measured.requests.total >= leastRequests ? { measured, health } : null
  const endpoints = measured.endpoints.filter(one => one.total >= leastRequests)
  return endpoints.length === 0 ? null : { measured: { ...measured, endpoints }, health }
}

function requestsIn({ scope }: Condition, { measured }: Measurement): number {
  return scope === null
    ? measured.requests.total
    : measured.endpoints.reduce((sum, one) => sum + one.total, 0)
}

function readFrom({ threshold }: AlertRule, { measured, health }: Measurement): Reading {
  const { actual, passed } = threshold.evaluate(measured, health)
  if (actual === null) return { kind: 'none', reason: 'nothing' }
  if (!passed) return { kind: 'crossed', actual }
  return { kind: 'kept', actual, recovered: isRecovered(threshold.condition, actual) }
}

/** Part of the limit by which a figure must be better before an alert is over. */
const margin = 0.1
const largest: Partial<Record<FigureUnit, number>> = { share: 1, percent: 100, points: 100 }

/** Hysteresis: a figure that hovers just inside its limit is not over. */
function isRecovered({ operator, value, figure }: Condition, actual: number): boolean {
  if (operator.startsWith('>')) return actual <= value - margin * Math.abs(value)
  if (!operator.startsWith('<')) return true
  const beyond = value + margin * Math.abs(value)
  const most = largest[figure.unit]
  // A hit rate of 95 % cannot become a tenth better: half of the way to 100 % will do.
  return actual >= (most === undefined ? beyond : Math.min(beyond, (value + most) / 2))
}
