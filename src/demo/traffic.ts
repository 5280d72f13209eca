import { type Incident, incidents } from './incidents.ts'
import { Random } from './random.ts'
import { type DemoEndpoint, dailyFactor, instances, pickEndpoint, userAgents } from './service.ts'

export interface DemoOptions {
  readonly seed: number
  /** Requests per second in a quiet hour. */
  readonly rate: number
  /** Time of the first possible request, seconds since the epoch. */
  readonly start: number
  /** One of `incidentNames`. */
  readonly incident?: string
  /** When it begins, seconds since the epoch. */
  readonly incidentAt?: number
}

const sampleSeconds = 5
const quiet: Incident = { summary: 'nothing happens' }

/** Believable traffic of a small shop as lines of the native format: requests and system samples by time. */
export class DemoTraffic {
  readonly #random: Random
  readonly #rate: number
  readonly #incident: Incident
  readonly #incidentAt: number
  readonly #clients: readonly string[]
  #nextRequest: number
  #nextSample: number
  /** Wanders slowly, so that figures that belong together move together. */
  #load = 0
  #sinceSample = 0

  constructor(options: DemoOptions) {
    this.#rate = options.rate
    this.#random = new Random(options.seed)
    this.#incident = options.incident === undefined ? quiet : (incidents[options.incident] ?? quiet)
    this.#incidentAt = options.incidentAt ?? options.start
    this.#clients = Array.from({ length: 200 }, () => `203.0.113.${this.#random.integer(254) + 1}`)
    this.#nextRequest = options.start + this.#random.wait(options.rate)
    this.#nextSample = options.start
  }

  /** The lines of everything that happened since the last call, up to and including `time`; without newlines. */
  *linesUntil(time: number): Generator<string> {
    while (Math.min(this.#nextRequest, this.#nextSample) <= time) {
      if (this.#nextSample <= this.#nextRequest) {
        const at = this.#nextSample
        this.#nextSample += sampleSeconds
        yield this.#sample(at)
      } else {
        const at = this.#nextRequest
        this.#sinceSample++
        this.#nextRequest += this.#random.wait(this.#rateAt(at))
        yield this.#request(at)
      }
    }
  }

  /** The incident while it lasts, else a quiet hour. */
  #at(time: number): { incident: Incident; age: number } {
    const age = time - this.#incidentAt
    return age >= 0 ? { incident: this.#incident, age } : { incident: quiet, age: 0 }
  }

  #rateAt(time: number): number {
    const { incident, age } = this.#at(time)
    return this.#rate * dailyFactor(time) * (incident.rate?.(age) ?? 1)
  }

  #request(time: number): string {
    const random = this.#random
    const endpoint = pickEndpoint(random)
    const instance = random.pick(instances)
    const { incident, age } = this.#at(time)
    const lookedUp = endpoint.hitRate !== undefined
    const hit = lookedUp && random.uniform() < endpoint.hitRate * (incident.hitRate?.(age) ?? 1)
    const [status, message] = this.#outcome(endpoint, incident.failure?.(age, endpoint, instance) ?? null)
    const slowdown = hit ? 1 : (incident.slowdown?.(age, endpoint, instance) ?? 1)
    const median = hit ? (endpoint.hitMedian ?? endpoint.median) : endpoint.median
    const spread = Math.exp(0.42 * random.normal()) * (random.uniform() < 0.01 ? 4 : 1)
    return JSON.stringify({
      timestamp: round(time, 3),
      endpoint: endpoint.route.replace(':id', () => String(random.integer(5000) + 1)),
      method: endpoint.method,
      status_code: status,
      response_time: round(median * spread * slowdown * Math.exp(0.15 * this.#load), 6),
      client_ip: random.pick(this.#clients),
      user_agent: random.pick(userAgents),
      ...(lookedUp ? { cache_hit: hit } : {}),
      ...(message === null ? {} : { error_message: message }),
      hostname: instance,
    })
  }

  #outcome(
    endpoint: DemoEndpoint,
    failure: readonly [number, number, string] | null,
  ): [number, string | null] {
    let left = this.#random.uniform()
    for (const [status, share, message] of failure === null
      ? endpoint.failures
      : [failure, ...endpoint.failures]) {
      left -= share
      if (left < 0) return [status, message]
    }
    return [endpoint.success, null]
  }

  #sample(time: number): string {
    const random = this.#random
    const { incident, age } = this.#at(time)
    this.#load = 0.92 * this.#load + 0.25 * random.normal()
    const busy = Math.min(4, this.#sinceSample / sampleSeconds / this.#rate)
    this.#sinceSample = 0
    const cpu = 22 + 9 * busy + 3 * this.#load + 1.5 * random.normal() + (incident.cpu?.(age) ?? 0)
    const memory = within(
      46 + 1.2 * this.#load + 0.3 * random.normal() + (incident.memory?.(age) ?? 0),
      2,
      98,
    )
    return JSON.stringify({
      timestamp: round(time, 3),
      cpu_percent: round(within(cpu, 1, 99.5), 1),
      memory_percent: round(memory, 1),
      memory_used_mb: Math.round(81.92 * memory),
      memory_available_mb: Math.round(81.92 * (100 - memory)),
      disk_usage_percent: 41.3,
      active_connections: Math.round(within(40 + 35 * busy + 4 * random.normal(), 1, 1000)),
    })
  }
}

function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}

function round(value: number, decimals: number): number {
  return Number(value.toFixed(decimals))
}
