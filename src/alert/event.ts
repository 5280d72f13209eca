import type { Health } from '../model/index.ts'
import type { AlertRule, FigureUnit } from '../query/index.ts'
import { formatFigure, formatSpan, isoTime } from '../text/index.ts'
import type { AlertMessage, AlertState } from './state.ts'

/**
 * What a receiver is sent: the JSON body of a webhook, the standard input of a command. Nothing in it comes
 * from a log. Times are ISO 8601, UTC.
 */
export interface AlertEvent {
  readonly version: 1
  /** The same for every attempt to deliver it: for receivers that count each message once. */
  readonly id: string
  readonly status: AlertMessage
  /** As typed: `p95 > 500ms for 2m`. */
  readonly alert: string
  readonly figure: string
  /** In `unit`: seconds, a share of 0–1, percent of 0–100, a count, requests a second, points of the score. */
  readonly value: number | null
  readonly unit: FigureUnit
  readonly operator: string
  readonly limit: number
  /** The endpoints it is about; `null` for everything. */
  readonly endpoint: string | null
  readonly startedAt: string | null
  readonly endedAt: string | null
  readonly at: string | null
  readonly healthScore: number | null
  readonly host: string
  /** One sentence for people; chats that take webhooks show it. */
  readonly text: string
}

export interface AlertContext {
  readonly rule: AlertRule
  readonly state: AlertState
  readonly message: AlertMessage
  readonly health: Health
  readonly host: string
  readonly now: number
}

export function alertEvent({ rule, state, message, health, host, now }: AlertContext): AlertEvent {
  const { figure, operator, value: limit, scope } = rule.threshold.condition
  const startedAt = (message === 'noData' ? state.emptySince : state.troubleSince) ?? state.since
  return {
    version: 1,
    id: [host, isoTime(now), message, rule.text].join(' '),
    status: message,
    alert: rule.text,
    figure: figure.name,
    value: state.actual,
    unit: figure.unit,
    operator,
    limit,
    endpoint: scope,
    startedAt: isoTime(startedAt),
    endedAt: message === 'resolved' ? isoTime(now) : null,
    at: isoTime(now),
    healthScore: health.score,
    host,
    text: `${sentence(rule, state, message, now - startedAt)} (${host})`,
  }
}

function sentence(rule: AlertRule, { actual }: AlertState, message: AlertMessage, seconds: number): string {
  const { figure, operator, value, scope } = rule.threshold.condition
  const what = scope === null ? figure.name : `${figure.name} of ${scope}`
  const is = `${what} is ${formatFigure(actual, figure.unit)}`
  const span = formatSpan(Math.max(0, Math.round(seconds)))
  switch (message) {
    case 'firing':
      return `Firing: ${is}, limit ${operator} ${formatFigure(value, figure.unit)}${seconds < 0.5 ? '' : `, for ${span}`}`
    case 'resolved':
      return `Resolved: ${is}, after ${span}; the alert was ${rule.text}`
    case 'noData':
      return `No data: ${what} is not known since ${span}; the alert is ${rule.text}`
  }
}
