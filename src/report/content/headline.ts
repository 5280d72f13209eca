import type { Gauge, Observation, Snapshot } from '../../model/index.ts'
import {
  clockTime,
  formatDuration,
  formatInteger,
  formatPercent,
  formatPercentValue,
  formatRate,
  noData,
  sanitise,
} from '../../text/index.ts'
import { timeStyle, type ViewOptions } from '../options.ts'
import type { Fact, Section, Tone } from '../section.ts'
import { isRecorded } from './counting.ts'
import { describeDifference, describeShift } from './differences.ts'

/** The figures someone asks for first, each with what stands behind it and the window before. */
export function headlineSection(observation: Observation, options: ViewOptions): Section {
  const { snapshot } = observation
  const facts = [
    requestsFact(observation, options),
    errorsFact(observation),
    responseTimeFact(observation),
    cacheFact(observation),
    ...systemFacts(snapshot),
  ]
  return { id: 'headline', title: 'At a glance', facts }
}

type FigureName = 'rate' | 'errorRate' | 'p50' | 'p95' | 'cacheHitRate'

/** Against the window before; empty when that is not known. */
function change(
  { insight }: Observation,
  name: FigureName,
  format: (value: number | null) => string,
): string {
  const found = insight.comparison?.figures[name]
  const describe = format === formatPercent ? describeShift : describeDifference
  return describe(found?.before, found?.after, format)
}

function requestsFact(observation: Observation, options: ViewOptions): Fact {
  const { requests, rate } = observation.snapshot
  const perSecond = rate.mean === null ? '' : `${formatRate(rate.mean)}/s`
  const peak =
    rate.peak === null
      ? ''
      : `, peak ${formatRate(rate.peak)}/s${rate.peakAt === null ? '' : ` at ${clockTime(rate.peakAt, timeStyle(options))}`}`
  return {
    label: 'Requests',
    value: formatInteger(requests.total),
    note: `${perSecond}${peak}`,
    change: change(observation, 'rate', value => `${formatRate(value)}/s`),
    tone: 'plain',
  }
}

function errorsFact(observation: Observation): Fact {
  const { total, errors, errorRate, clientErrors, serverErrors, statusUnknown } =
    observation.snapshot.requests
  const parts = [`${formatInteger(errors)} of ${formatInteger(total - statusUnknown)}`]
  if (clientErrors > 0) parts.push(`${formatInteger(clientErrors)} × 4xx`)
  if (serverErrors > 0) parts.push(`${formatInteger(serverErrors)} × 5xx`)
  if (statusUnknown > 0) parts.push(`${formatInteger(statusUnknown)} without a status`)
  return {
    label: 'Errors',
    value: formatPercent(errorRate),
    note: total === 0 ? '' : parts.join(', '),
    change: change(observation, 'errorRate', formatPercent),
    tone: errorTone(errorRate),
  }
}

/** The bands in which the health score counts errors: from 5 % on they cost ten points and more. */
export function errorTone(errorRate: number | null): Tone {
  if (errorRate === null || errorRate < 0.01) return 'plain'
  return errorRate < 0.05 ? 'warning' : 'bad'
}

function responseTimeFact(observation: Observation): Fact {
  const { total, responseTime } = observation.snapshot.requests
  const { count, mean, min, max, p50, p95, p99 } = responseTime
  const missing = total - count
  const coverage = count > 0 && missing > 0 ? `, ${formatInteger(missing)} without a duration` : ''
  return {
    label: 'Response time',
    value:
      count === 0
        ? noData
        : `p50 ${formatDuration(p50)}  p95 ${formatDuration(p95)}  p99 ${formatDuration(p99)}`,
    note:
      count === 0
        ? total === 0
          ? ''
          : unknown(observation.snapshot, 'the log carries no durations')
        : `mean ${formatDuration(mean)}, min ${formatDuration(min)}, max ${formatDuration(max)}${coverage}`,
    change: prefixed('p95 ', change(observation, 'p95', formatDuration)),
    tone: 'plain',
  }
}

/** Why a figure is not known. */
function unknown(snapshot: Snapshot, why: string): string {
  return isRecorded(snapshot) && /\bstatus\b/.test(snapshot.filter ?? '')
    ? 'history keeps only counts of a status'
    : why
}

function prefixed(prefix: string, text: string): string {
  return text === '' ? '' : prefix + text
}

function cacheFact(observation: Observation): Fact {
  const { snapshot } = observation
  const { hits, misses, hitRate, hitP50, missP50 } = snapshot.requests.cache
  const ratio = snapshot.system?.gauges.cacheHitRatio?.current ?? null
  if (hits === null && ratio !== null) {
    return {
      label: 'Cache hits',
      value: formatPercent(ratio),
      note: 'from system samples; the requests say nothing about a cache',
      change: '',
      tone: 'plain',
    }
  }
  const saved =
    hitP50 === null || missP50 === null
      ? ''
      : `; p50 of a hit ${formatDuration(hitP50)}, of a miss ${formatDuration(missP50)}`
  return {
    label: 'Cache hits',
    value: formatPercent(hitRate),
    note:
      hits === null
        ? unknown(snapshot, 'the log says nothing about a cache')
        : `${formatInteger(hits)} hits, ${formatInteger(misses)} misses${saved}`,
    change: change(observation, 'cacheHitRate', formatPercent),
    tone: 'plain',
  }
}

const gauges = [
  ['CPU', 'cpuPercent', 80],
  ['Memory', 'memoryPercent', 85],
  ['Disk', 'diskUsagePercent', 85],
] as const

function systemFacts({ system }: Snapshot): Fact[] {
  if (system === null) return []
  const whose = system.host === null ? '' : `of ${sanitise(system.host)}`
  const now = system.counts ? whose : `${whose} now, outside the score`.trim()
  return gauges.flatMap(([label, name, limit]) => {
    const gauge = system.gauges[name]
    return gauge === undefined || gauge.current === null ? [] : [gaugeFact(label, gauge, limit, now)]
  })
}

function gaugeFact(label: string, { current, mean, max }: Gauge, limit: number, whose: string): Fact {
  const parts = [
    whose,
    mean === null ? '' : `mean ${formatPercentValue(mean)} %`,
    max === null ? '' : `peak ${formatPercentValue(max)} %`,
  ]
  return {
    label,
    value: `${formatPercentValue(current)} %`,
    note: parts.filter(part => part !== '').join(', '),
    change: '',
    tone: current !== null && current > limit ? 'warning' : 'plain',
  }
}
