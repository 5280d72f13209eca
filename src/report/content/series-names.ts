import {
  formatDuration,
  formatInteger,
  formatPercent,
  formatPercentValue,
  formatRate,
  sanitise,
  significant,
} from '../../text/index.ts'

interface SeriesName {
  readonly title: string
  readonly format: (value: number | null) => string
}

const percent = (value: number | null): string => `${formatPercentValue(value)} %`
const perSecond = (value: number | null): string => `${formatRate(value)}/s`

const names: Readonly<Record<string, SeriesName>> = {
  mean: { title: 'mean response time', format: formatDuration },
  p50: { title: 'p50', format: formatDuration },
  p90: { title: 'p90', format: formatDuration },
  p95: { title: 'p95', format: formatDuration },
  p99: { title: 'p99', format: formatDuration },
  p999: { title: 'p99.9', format: formatDuration },
  responseTime: { title: 'response time', format: formatDuration },
  requests: { title: 'requests', format: perSecond },
  rate: { title: 'requests', format: perSecond },
  throughput: { title: 'requests', format: perSecond },
  errorRate: { title: 'error rate', format: formatPercent },
  cacheHitRate: { title: 'cache hit rate', format: formatPercent },
  cpuPercent: { title: 'CPU', format: percent },
  cpu: { title: 'CPU', format: percent },
  memoryPercent: { title: 'memory', format: percent },
  memory: { title: 'memory', format: percent },
  diskUsagePercent: { title: 'disk', format: percent },
  disk: { title: 'disk', format: percent },
  health: { title: 'health', format: formatInteger },
}

/** How a series is called and its values are written; one that is not known is shown as it is named. */
export function seriesName(series: string): SeriesName {
  return (
    (Object.hasOwn(names, series) ? names[series] : undefined) ?? {
      title: sanitise(series),
      format: value => (value === null ? '–' : significant(value)),
    }
  )
}
