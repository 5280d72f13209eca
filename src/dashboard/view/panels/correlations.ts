import { formatSpan } from '../../../text/index.ts'
import { drawLine, type Line, strong, text, wrap } from '../line.ts'
import type { Panel } from '../seen.ts'

const names: Readonly<Record<string, string>> = {
  responseTime: 'response time',
  mean: 'mean response time',
  errorRate: 'error rate',
  throughput: 'throughput',
  requests: 'throughput',
  cacheHitRate: 'cache hits',
  cpuPercent: 'CPU',
  cpu: 'CPU',
  memoryPercent: 'memory',
  memory: 'memory',
  disk: 'disk',
  connections: 'connections',
}

export function seriesName(name: string): string {
  return names[name] ?? name
}

/** What moves together; never what causes what. */
export const correlations: Panel = {
  lines(seen) {
    const first = seen.insight.correlations[0]
    if (first === undefined) return [[strong('Correlations '), text('none found', 'dim')]]
    return [[strong('Moves together '), text(`${seriesName(first.a)}, ${seriesName(first.b)}`)]]
  },

  draw(seen, region) {
    const found = seen.insight.correlations
    if (found.length === 0) {
      const note = seen.insight.correlationsNote ?? 'nothing moves together in this window'
      wrap(note, region.width)
        .slice(0, region.height)
        .forEach((part, y) => {
          drawLine(region, 0, y, [text(part, 'dim')], seen.theme)
        })
      return
    }
    found.slice(0, region.height).forEach(({ a, b, rho, lagSeconds, n }, y) => {
      const lag =
        lagSeconds === 0 ? '' : ` ${formatSpan(Math.abs(lagSeconds))} ${lagSeconds > 0 ? 'later' : 'earlier'}`
      const sign = rho < 0 ? '−' : '+'
      const line: Line = [
        strong(`${sign}${Math.abs(rho).toFixed(2)} `, Math.abs(rho) >= 0.7 ? 'accent' : 'text'),
        text(`${seriesName(b)} moves with ${seriesName(a)}${lag}`),
        text(` n=${n}`, 'dim'),
      ]
      drawLine(region, 0, y, line, seen.theme)
    })
  },
}
