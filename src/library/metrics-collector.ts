import type { IncomingMessage, ServerResponse } from 'node:http'
import { hostname } from 'node:os'
import { Collector } from '../collector/index.ts'
import { createDecoder } from '../decode/index.ts'
import { analyse } from '../insight/index.ts'
import { type Clock, type Observation, type SystemSample, undisturbed } from '../model/index.ts'
import { reportDocument } from '../report/index.ts'
import { machineGauges, openSampler, type Sampler } from '../system/index.ts'
import { answerWith } from './handler.ts'
import { Newest } from './newest.ts'
import { requestLine, sampleOf, secondsOf } from './records.ts'
import type {
  HealthReport,
  RequestMetric,
  RequestStatsReport,
  SummaryReport,
  SystemMetric,
  SystemStatsReport,
} from './types.ts'

export interface MetricsCollectorOptions {
  /** Requests kept, the newest. Default 10,000. */
  readonly maxRequests?: number | undefined
  /** System metrics kept, the newest. Default 1,000. */
  readonly maxSystemMetrics?: number | undefined
  /** Seconds between two samples of this machine, taken in the background; 0: none. Default 30. */
  readonly sampleInterval?: number | undefined
  /** What this machine is called. Default its host name. */
  readonly host?: string | undefined
  /** Default the wall clock. */
  readonly clock?: Clock | undefined
}

const wallClock: Clock = { now: () => Date.now() / 1000 }
const defaultWindow = 300
const endOfTime = 8.64e12
/** Nothing to be guessed: this is what the records were given in. */
const units = { duration: 's', timestamp: 's' } as const

/** How many to keep; what is no number of things is not given. */
function limitOr(limit: number | undefined, usual: number): number {
  return typeof limit === 'number' && limit >= 0 ? Math.floor(limit) : usual
}

/**
 * Requests and system metrics of this process, and the numbers that the command line would give for them: the
 * newest records are kept as native lines and read by the same code. Never throws on what it is given, never
 * keeps the process alive.
 */
export class MetricsCollector {
  readonly #clock: Clock
  readonly #host: string
  readonly #requests: Newest<string>
  readonly #samples: Newest<SystemSample>
  readonly #sampler: Sampler | null

  constructor(given: MetricsCollectorOptions = {}) {
    const options = given ?? {}
    this.#clock = options.clock ?? wallClock
    this.#host = options.host ?? hostname()
    this.#requests = new Newest(limitOr(options.maxRequests, 10_000))
    this.#samples = new Newest(limitOr(options.maxSystemMetrics, 1000))
    this.#sampler = this.#startSampling(options.sampleInterval ?? 30)
  }

  recordRequest(given: RequestMetric): void {
    const request: Partial<RequestMetric> = given ?? {}
    const time = secondsOf(request.timestamp) ?? this.#clock.now()
    this.#requests.add(time, requestLine(request, time))
  }

  recordSystemMetric(given: SystemMetric): void {
    const metric = given ?? {}
    const time = secondsOf(metric.timestamp) ?? this.#clock.now()
    this.#samples.add(time, sampleOf(metric, time, this.#host))
  }

  /** Of the last so many seconds. Shape: `requests` of the JSON report, with `window` and `endpoints`. */
  getRequestStats(windowSeconds: number = defaultWindow): RequestStatsReport {
    const { requests, window, endpoints } = this.getSummary(windowSeconds)
    return { ...requests, window, endpoints }
  }

  /** Of the last so many seconds; `null` without a sample. Shape: `system` of the JSON report. */
  getSystemStats(windowSeconds: number = defaultWindow): SystemStatsReport | null {
    return this.getSummary(windowSeconds).system
  }

  /** Of the last five minutes. Shape: `health` of the JSON report. */
  getHealthScore(): HealthReport {
    return this.getSummary().health
  }

  /** The JSON report over the last so many seconds. */
  getSummary(windowSeconds: number = defaultWindow): SummaryReport {
    return reportDocument(this.#observe(windowSeconds)) as unknown as SummaryReport
  }

  /** Forgets what is older. @returns how many requests and system metrics went */
  clearOldMetrics(hours: number): number {
    const time = this.#clock.now() - hours * 3600
    // No number of hours says that everything is old.
    if (Number.isNaN(time)) return 0
    return this.#requests.forgetBefore(time) + this.#samples.forgetBefore(time)
  }

  /** Answers GET with the JSON report; `?window=5m` says of which time. For `node:http`, Express and Connect. */
  metricsHandler(): (request: IncomingMessage, response: ServerResponse) => void {
    return answerWith(window => this.getSummary(window ?? defaultWindow))
  }

  /** Stops sampling. */
  close(): void {
    this.#sampler?.close()
  }

  #observe(windowSeconds: number): Observation {
    const now = this.#clock.now()
    const seconds = Number.isNaN(Number(windowSeconds)) ? defaultWindow : windowSeconds
    const from = now - Math.min(Math.max(0, seconds), endOfTime)
    const clock: Clock = { now: () => now }
    const collector = new Collector({
      clock,
      profile: 'report',
      range: { from, to: now },
      previousRange: { from: 2 * from - now, to: from },
    })
    const decoder = createDecoder({ source: 0, clock, logFormat: 'native', units })
    const bytes = Buffer.from(this.#requests.values().join(''))
    const position = { identity: '', offset: bytes.length }
    for (const batch of decoder.write(bytes, position)) collector.add(batch)
    for (const batch of decoder.end()) collector.add(batch)
    for (const sample of this.#samples.values()) collector.addSample(sample)
    const { format } = decoder
    const snapshot = collector.snapshot({
      windowSeconds: null,
      sources: [undisturbed({ name: 'library', kind: 'library', format, state: 'following' })],
      mode: 'live',
    })
    return { snapshot, insight: analyse(snapshot) }
  }

  #startSampling(wanted: number): Sampler | null {
    if (!(wanted > 0 && wanted < Number.POSITIVE_INFINITY)) return null
    // What a timer can wait for: it takes more milliseconds than 31 bits hold for one.
    const everySeconds = Math.min(Math.max(wanted, 0.01), 2_000_000)
    return openSampler({
      clock: this.#clock,
      host: this.#host,
      everySeconds,
      gauges: machineGauges().map(gauge => ({ ...gauge, everySeconds })),
      // Of the machine that serves these requests, so they count.
      onSample: sample => this.#samples.add(sample.timestamp, { ...sample, origin: 'input' }),
    })
  }
}
