import type { RequestRecord } from '../../model/index.ts'
import {
  formatCount,
  formatDuration,
  formatInteger,
  formatPercent,
  isoTime,
  sanitise,
} from '../../text/index.ts'
import type { State } from '../state.ts'
import { selectedEndpoint } from './selection.ts'

/** The selected row as one line of text; `null` when nothing is selected. */
export function copyText(state: State): string | null {
  const { observation } = state
  if (observation === null) return null
  const top = state.layers.at(-1)
  if (top?.type === 'request') return requestText(top.record)
  if (top?.type === 'recommendation') return `${top.shown.message} ${top.shown.action}`
  if (state.focus === 'recommendations') {
    const found = observation.insight.health.recommendations[state.chosen.recommendations]
    return found === undefined ? null : sanitise(`${found.message} ${found.action}`)
  }
  if (state.focus === 'recent') {
    const record = observation.snapshot.recentRequests[state.chosen.recent]
    return record === undefined ? null : requestText(record)
  }
  const stats = selectedEndpoint(state)
  if (stats === null) return null
  const { p50, p95, p99 } = stats.responseTime
  return sanitise(
    [
      `${stats.method ?? ''} ${stats.endpoint}`.trim(),
      `requests ${formatInteger(stats.total)}`,
      `req/s ${formatCount(stats.rate)}`,
      `errors ${formatPercent(stats.errorRate)}`,
      `p50 ${formatDuration(p50)}`,
      `p95 ${formatDuration(p95)}`,
      `p99 ${formatDuration(p99)}`,
    ].join('  '),
  )
}

function requestText(record: RequestRecord): string {
  const { timestamp, method, path, status, duration } = record
  return sanitise(
    record.line ??
      `${isoTime(timestamp)} ${method ?? ''} ${path} ${status || '–'} ${formatDuration(duration)}`,
  )
}
