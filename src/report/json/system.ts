import { type Gauge, gaugeNames, type Series, type SourceState, type SystemStats } from '../../model/index.ts'
import { definiteTime, num } from './values.ts'

type Json = Record<string, unknown>

export function systemJson({ samples, host, counts, gauges }: SystemStats): Json {
  const measured = gaugeNames.map(name => [name, gaugeJson(gauges[name])] as const)
  return { samples, host, counts, ...Object.fromEntries(measured) }
}

function gaugeJson(gauge: Gauge | undefined): Json | null {
  return gauge === undefined
    ? null
    : { current: num(gauge.current), mean: num(gauge.mean), max: num(gauge.max) }
}

export function seriesJson({ stepSeconds, points }: Series): Json {
  return {
    stepSeconds: num(stepSeconds) ?? 0,
    points: points.map(point => {
      const lookups = point.cacheHits + point.cacheMisses
      return {
        time: definiteTime(point.time),
        requests: point.requests,
        errors: point.errors,
        serverErrors: point.serverErrors,
        statusUnknown: point.statusUnknown,
        statusClasses: point.statusClasses,
        mean: num(point.mean),
        p50: num(point.p50),
        p95: num(point.p95),
        p99: num(point.p99),
        cacheHitRate: lookups === 0 ? null : num(point.cacheHits / lookups),
        cpuPercent: num(point.cpuPercent),
        memoryPercent: num(point.memoryPercent),
        diskUsagePercent: num(point.diskUsagePercent),
        activeConnections: num(point.activeConnections),
      }
    }),
  }
}

export function sourceJson(source: SourceState): Json {
  const { name, confidence, fields, wrappers, notes } = source.format
  return {
    name: source.name,
    kind: source.kind,
    format: name,
    confidence: num(confidence),
    fields: Object.fromEntries(Object.entries(fields).filter(([, field]) => field !== undefined)),
    wrappers,
    notes,
    state: source.state,
    message: source.message,
    rotations: source.rotations,
    truncations: source.truncations,
    gapBytes: source.gapBytes,
  }
}
