import type { Exposed, MetricsServer } from '../export/index.ts'
import { usageError } from '../model/index.ts'
import type { Monitor } from '../pipeline/monitor.ts'
import { bearerToken, checkAddresses, sameSecret } from '../sources/index.ts'
import type { Runtime } from './runtime.ts'
import { packageVersion } from './version.ts'

export interface MetricsOptions {
  /** As typed. */
  readonly metrics?: string
  readonly token?: string
  /** Where they are served, once they are: not typed. */
  readonly metricsUrl?: string
}

/** The options with where metrics are served, for `--port-file`. */
export function withMetrics<T extends object>(options: T, metrics: Metrics | null): T & MetricsOptions {
  return { ...options, ...(metrics !== null && { metricsUrl: metrics.url }) }
}

export interface Metrics {
  /** Where they are read, with the real port. */
  readonly url: string
  /** What is told from now on. */
  tell(monitor: Monitor): void
  close(): Promise<void>
}

/** Binds the address of `--metrics`; `null` without it. Others can reach it only with a token. */
export async function openMetrics(runtime: Runtime, options: MetricsOptions): Promise<Metrics | null> {
  if (options.metrics === undefined) return null
  const token = options.token ?? runtime.env.API_METRICS_TOKEN
  const guarded = token !== undefined && token !== ''
  const url = urlOf(options.metrics)
  if (/^http:/i.test(url) && !/:\d+$/.test(url))
    throw usageError('metrics need an address with a port', {
      place: options.metrics,
      hint: 'write 127.0.0.1:9464; port 0 picks a free one',
    })
  const [address] = checkAddresses([url], token)
  if (address?.kind !== 'http')
    throw usageError('metrics are served over HTTP', {
      place: options.metrics,
      hint: 'write 127.0.0.1:9464 or http://127.0.0.1:9464',
    })
  // With it comes node:http, which nobody needs who serves nothing.
  const { expose, openMetricsServer } = await import('../export/index.ts')
  const startedAt = runtime.clock.now()
  let monitor: Monitor | null = null
  const server: MetricsServer = await openMetricsServer({
    ...address,
    authorised: header => !guarded || sameSecret(bearerToken(header) ?? '', token),
    write: format => (monitor === null ? null : expose(exposed(monitor, startedAt), format)),
  })
  const host = address.host.includes(':') ? `[${address.host}]` : address.host
  return {
    url: `http://${host}:${server.port}/metrics`,
    tell: each => {
      monitor = each
    },
    close: () => server.close(),
  }
}

/** With or without its scheme and path; a port alone is one of this machine. */
function urlOf(typed: string): string {
  const bare = typed.replace(/\/metrics\/?$/, '')
  if (/^\d+$/.test(bare)) return `http://127.0.0.1:${bare}`
  return /^[a-z]+:\/\//i.test(bare) || bare.startsWith('unix:') ? bare : `http://${bare}`
}

function exposed(monitor: Monitor, startedAt: number): Exposed {
  const { snapshot, insight } = monitor.observe({ windowSeconds: 300 })
  return {
    version: packageVersion(),
    startedAt,
    counters: monitor.counters(),
    ingest: monitor.ingest,
    sources: monitor.sources,
    system: snapshot.system,
    health: insight.health.score,
    unrecorded: monitor.lost,
  }
}
