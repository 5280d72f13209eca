import { type Observation, type Snapshot, sumCounts } from '../model/index.ts'
import {
  clockTime,
  counted,
  formatDuration,
  formatFigure,
  formatInteger,
  formatPercent,
  formatRate,
  formatWindow,
  sanitise,
} from '../text/index.ts'
import { timeStyle, type ViewOptions } from './options.ts'

/**
 * One line about the window for logs and screen readers: words before figures, the same order every time,
 * two spaces between fields, no colour, no newline.
 *
 * `14:02:10  12.3 req/s  errors 1.20 %  p50 12.3 ms  p95 120 ms  p99 372 ms  health 88 good  warning: …`
 */
export function formatLine(observation: Observation, options: ViewOptions = {}): string {
  const { snapshot, insight } = observation
  const time = clockTime(snapshot.window.to ?? snapshot.generatedAt, timeStyle(options))
  const fields =
    snapshot.requests.total === 0 && snapshot.lastEventAt === null
      ? [waitingText(snapshot)]
      : [...figures(snapshot), health(observation)]
  fields.push(...alertFields(observation))
  const top = insight.health.recommendations[0]
  if (top !== undefined && top.severity !== 'info') fields.push(`${top.severity}: ${sanitise(top.title)}`)
  return [time, ...fields, ...lossFields(snapshot)].join('  ')
}

function figures({ requests, rate, window }: Snapshot): string[] {
  const { p50, p95, p99 } = requests.responseTime
  const span = window.seconds === null || window.seconds === 0 ? '' : ` over ${shortSpan(window.seconds)}`
  return [
    `${formatRate(rate.mean)} req/s${span}`,
    `errors ${formatPercent(requests.errorRate)}`,
    `p50 ${formatDuration(p50)}`,
    `p95 ${formatDuration(p95)}`,
    `p99 ${formatDuration(p99)}`,
  ]
}

const phaseWords = { firing: 'ALERT', pending: 'pending', noData: 'alert without data' } as const

function alertFields({ alerts }: Observation): string[] {
  if (alerts === undefined) return []
  const told = alerts.alerts.flatMap(({ text, phase, actual, unit }) => {
    if (phase === 'ok') return []
    const is = phase === 'noData' || actual === null ? '' : ` (${formatFigure(actual, unit)})`
    return [`${phaseWords[phase]}: ${sanitise(text)}${is}`]
  })
  return [
    ...told,
    ...(alerts.waiting > 0 ? [`${counted(alerts.waiting, 'message')} waiting`] : []),
    ...(alerts.lost > 0 ? [`${counted(alerts.lost, 'message')} lost`] : []),
  ]
}

function shortSpan(seconds: number): string {
  return formatWindow(seconds >= 10 ? Math.round(seconds) : seconds)
}

function health({ insight }: Observation): string {
  const { score, status } = insight.health
  return score === null ? 'health unknown' : `health ${score} ${status}`
}

function waitingText({ sources }: Snapshot): string {
  const reasons = sources.flatMap(({ name, message }) =>
    message === null ? [] : [`${sanitise(name)} ${sanitise(message)}`],
  )
  return reasons.length === 0 ? 'no requests yet' : `no requests yet (${reasons.join(', ')})`
}

function lossFields({ ingest }: Snapshot): string[] {
  const counts = [
    [sumCounts(ingest.rejected), 'rejected'],
    [sumCounts(ingest.dropped), 'dropped'],
    [ingest.gapBytes, 'bytes lost'],
  ] as const
  return counts.filter(([count]) => count > 0).map(([count, word]) => `${formatInteger(count)} ${word}`)
}
