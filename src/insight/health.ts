import type {
  FactorId,
  Health,
  HealthFactor,
  HealthStatus,
  RequestStats,
  Snapshot,
  SystemStats,
} from '../model/index.ts'
import { formatDuration, formatInteger, formatPercent, formatPercentValue } from '../text/index.ts'
import { factorIds, type HealthBands } from './options.ts'

/** What a factor is judged by; or why it is not. */
type Input =
  | { readonly value: number; readonly name: string; readonly format: (value: number) => string }
  | { readonly missing: string }

/**
 * The score over the 5 minutes before the window's end, without recommendations. A factor without data
 * stands outside; the score is renormalised over the others, and `null` when there are none.
 */
export function scoreHealth(
  { recent: { requests, system, window } }: Pick<Snapshot, 'recent'>,
  bands: HealthBands,
  minimumRequests: number,
): Omit<Health, 'recommendations'> {
  const inputs: Record<FactorId, Input> = {
    responseTime: responseTimeInput(requests, bands.responseTime.figure, minimumRequests),
    errorRate: errorRateInput(requests, bands.errorRate.errors, minimumRequests),
    cpu: gaugeInput(system, 'cpuPercent', 'CPU'),
    memory: gaugeInput(system, 'memoryPercent', 'memory'),
  }
  const factors = factorIds.map(id => scoreFactor(id, inputs[id], bands))
  const scored = factors.filter(factor => factor.score !== null && factor.max > 0)
  const points = scored.reduce((sum, factor) => sum + factor.score!, 0)
  const possible = scored.reduce((sum, factor) => sum + factor.max, 0)
  const score = possible === 0 ? null : Math.round((100 * points) / possible)
  return { score, status: statusOf(score, bands.status), windowSeconds: window.seconds, factors }
}

function scoreFactor(id: FactorId, input: Input, bands: HealthBands): HealthFactor {
  const { weight, limits } = bands[id]
  if ('missing' in input)
    return { id, state: 'noData', score: null, max: weight, value: null, reason: input.missing }
  const { value, name, format } = input
  const band = limits.filter(limit => value >= limit).length
  const score = Math.round((weight * (5 - band)) / 5)
  const reason =
    band === 0
      ? `${name} ${below(value, limits[0], format)}`
      : `−${weight - score}: ${name} ${format(value)} ≥ ${format(limits[band - 1]!)}`
  return { id, state: 'scored', score, max: weight, value, reason }
}

/** "48.0 ms < 100 ms", and never "100 ms < 100 ms" for what was only rounded up to the limit. */
function below(value: number, limit: number, format: (value: number) => string): string {
  return format(value) === format(limit)
    ? `just under ${format(limit)}`
    : `${format(value)} < ${format(limit)}`
}

function responseTimeInput(
  { total, responseTime }: RequestStats,
  figure: HealthBands['responseTime']['figure'],
  minimum: number,
): Input {
  const value = responseTime[figure]
  if (total > 0 && (value === null || responseTime.count === 0))
    return { missing: 'no response times in the log' }
  if (value === null || responseTime.count < minimum) return tooFew(responseTime.count, minimum)
  return { value, name: figure, format: formatDuration }
}

function errorRateInput(requests: RequestStats, errors: '4xx' | '5xx', minimum: number): Input {
  const known = requests.total - requests.statusUnknown
  if (requests.total > 0 && known === 0) return { missing: 'no status codes in the log' }
  if (known === 0 || known < minimum) return tooFew(known, minimum)
  const count = errors === '5xx' ? requests.serverErrors : requests.errors
  return { value: count / known, name: errors === '5xx' ? 'server errors' : 'errors', format: formatPercent }
}

function tooFew(count: number, minimum: number): Input {
  if (count === 0) return { missing: 'no requests' }
  return {
    missing: `${formatInteger(count)} ${count === 1 ? 'request' : 'requests'}, judged from ${minimum}`,
  }
}

function gaugeInput(system: SystemStats | null, id: 'cpuPercent' | 'memoryPercent', name: string): Input {
  const value = system?.gauges[id]?.current ?? null
  if (value === null || system === null) return { missing: `no ${name} samples` }
  if (!system.counts) return { missing: `${name} is known of this machine now, not of the log's time` }
  return { value, name, format: percent => `${formatPercentValue(percent)} %` }
}

function statusOf(score: number | null, limits: HealthBands['status']): HealthStatus {
  if (score === null) return 'unknown'
  if (score >= limits.excellent) return 'excellent'
  if (score >= limits.good) return 'good'
  if (score >= limits.fair) return 'fair'
  return score >= limits.poor ? 'poor' : 'critical'
}
