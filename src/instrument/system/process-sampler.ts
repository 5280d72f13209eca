import { hostname, totalmem } from 'node:os'
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'
import process from 'node:process'
import { jsonLine } from '../record/ascii.ts'

/** What an app says about its cache; part of every sample from then on. */
export interface CacheGauges {
  /** Entries. */
  readonly size?: number
  /** Hits / lookups, 0–1. */
  readonly hitRatio?: number
}

const mebibyte = 1024 * 1024
/** Milliseconds between two looks at the event loop. */
const resolution = 20

/** This process's gauges since the last sample, as a native system sample. */
export class ProcessSampler {
  readonly #host = hostname()
  readonly #memory = memoryLimit()
  readonly #delay: IntervalHistogram = monitorEventLoopDelay({ resolution })
  readonly #connections: () => number
  #cpu = process.cpuUsage()
  #at = performance.now()

  constructor(connections: () => number) {
    this.#connections = connections
    this.#delay.enable()
  }

  /** @param timestamp seconds since the epoch */
  line(timestamp: number, cache: CacheGauges): string {
    const { rss, heapUsed, heapTotal } = process.memoryUsage()
    const sample = {
      timestamp,
      host: this.#host,
      pid: process.pid,
      cpu_percent: round(this.#cpuPercent()),
      memory_percent: round((100 * rss) / this.#memory),
      memory_used_mb: round(rss / mebibyte),
      heap_used_mb: round(heapUsed / mebibyte),
      heap_total_mb: round(heapTotal / mebibyte),
      ...this.#eventLoopDelay(),
      active_connections: this.#connections(),
      cache_size: finite(cache.size),
      cache_hit_ratio: finite(cache.hitRatio),
    }
    return jsonLine(sample)
  }

  close(): void {
    this.#delay.disable()
  }

  /** Of one CPU, which is what one event loop can use; several threads together are shown as 100. */
  #cpuPercent(): number {
    const { user, system } = process.cpuUsage(this.#cpu)
    const now = performance.now()
    const percent = (user + system) / 10 / Math.max(1, now - this.#at)
    this.#cpu = process.cpuUsage()
    this.#at = now
    return Math.min(100, percent)
  }

  /** Seconds by which a timer came late: mean and longest. */
  #eventLoopDelay(): { event_loop_delay?: number; event_loop_delay_max?: number } {
    if (this.#delay.count === 0) return {}
    const { mean, max } = this.#delay
    this.#delay.reset()
    return { event_loop_delay: late(mean), event_loop_delay_max: late(max) }
  }
}

function late(nanoseconds: number): number {
  return Math.max(0, Math.round(nanoseconds / 1000 - resolution * 1000)) / 1e6
}

/** Bytes: the control group's limit where there is one. */
function memoryLimit(): number {
  const limit = process.constrainedMemory?.() ?? 0
  return limit > 0 && limit < totalmem() ? limit : totalmem()
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

function finite(value: number | undefined): number | undefined {
  return Number.isFinite(value) ? value : undefined
}
