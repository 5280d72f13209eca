import {
  type Gauge,
  type GaugeName,
  gaugeNames,
  type SystemSample,
  type SystemStats,
} from '../model/index.ts'

/** Samples kept; beyond, the oldest go. At one in 5 s this is a fortnight. */
const maxSamples = 250_000

/** System samples in order of time. */
export class SystemStore {
  #samples: SystemSample[] = []
  #sorted = true

  add(sample: SystemSample): void {
    const last = this.#samples.at(-1)
    if (last !== undefined && last.timestamp > sample.timestamp) this.#sorted = false
    this.#samples.push(sample)
    if (this.#samples.length > maxSamples * 1.25) this.forgetBefore(this.#all().at(-maxSamples)!.timestamp)
  }

  forgetBefore(time: number): void {
    this.#samples = this.#samples.filter(sample => sample.timestamp >= time)
  }

  get newest(): SystemSample | null {
    return this.#all().at(-1) ?? null
  }

  all(): readonly SystemSample[] {
    return this.#all()
  }

  /** Samples with from ≤ time < to, or ≤ to where `closed`. */
  between(from: number, to: number, origin: SystemSample['origin']): SystemSample[] {
    return this.#all().filter(
      sample => sample.timestamp >= from && sample.timestamp <= to && sample.origin === origin,
    )
  }

  #all(): SystemSample[] {
    if (!this.#sorted) {
      this.#samples.sort((a, b) => a.timestamp - b.timestamp)
      this.#sorted = true
    }
    return this.#samples
  }
}

/** @param samples in order of time */
export function systemStats(samples: readonly SystemSample[], counts: boolean): SystemStats | null {
  if (samples.length === 0) return null
  const gauges: Partial<Record<GaugeName, Gauge>> = {}
  for (const name of gaugeNames) {
    const gauge = gaugeOf(samples, name)
    if (gauge !== null) gauges[name] = gauge
  }
  const hosts = new Set(samples.map(sample => sample.host))
  return { samples: samples.length, host: hosts.size === 1 ? samples[0]!.host : null, counts, gauges }
}

export function gaugeOf(samples: readonly SystemSample[], name: GaugeName): Gauge | null {
  let current: number | null = null
  let max = Number.NEGATIVE_INFINITY
  let sum = 0
  let count = 0
  for (const sample of samples) {
    const value = sample[name]
    if (value === null) continue
    current = value
    if (value > max) max = value
    sum += value
    count++
  }
  return count === 0 ? null : { current, mean: sum / count, max }
}
