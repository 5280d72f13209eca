import type { Clock, SystemSample } from '../model/index.ts'
import { type GaugeReader, machineGauges } from './gauges.ts'

export interface SamplerOptions {
  readonly clock: Clock
  /** What this machine is called in samples. */
  readonly host: string
  readonly onSample: (sample: SystemSample) => void
  /** Seconds between samples; each gauge keeps its own pace beneath. Default 2. */
  readonly everySeconds?: number
  readonly gauges?: readonly GaugeReader[]
}

export interface Sampler {
  /** Reads that failed so far. */
  readonly failures: number
  close(): void
}

/**
 * Samples this machine in the background. A gauge that fails or hangs is `null` in the samples while the
 * others go on; it is tried again at its own pace. Never keeps the process alive.
 */
export function openSampler(options: SamplerOptions): Sampler {
  const gauges = options.gauges ?? machineGauges()
  const latest = new Map<string, Awaited<ReturnType<GaugeReader['read']>>>()
  const timers: NodeJS.Timeout[] = []
  let failures = 0
  let closed = false

  for (const gauge of gauges) {
    let running = false
    const read = async () => {
      if (running) {
        latest.delete(gauge.name)
        return
      }
      running = true
      try {
        latest.set(gauge.name, await gauge.read())
      } catch {
        failures++
        latest.delete(gauge.name)
      } finally {
        running = false
      }
    }
    timers.push(setInterval(() => void read(), gauge.everySeconds * 1000))
    void read()
  }

  const emit = () => {
    if (closed || latest.size === 0) return
    options.onSample({
      ...empty,
      ...Object.assign({}, ...latest.values()),
      timestamp: options.clock.now(),
      host: options.host,
      origin: 'local',
    })
  }
  timers.push(setInterval(emit, (options.everySeconds ?? 2) * 1000))
  // The first CPU figure needs a stretch of time to look at.
  timers.push(setTimeout(emit, 300))
  for (const timer of timers) timer.unref()

  return {
    get failures() {
      return failures
    },
    close() {
      closed = true
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

const empty = {
  cpuPercent: null,
  memoryPercent: null,
  memoryUsedMb: null,
  memoryAvailableMb: null,
  diskUsagePercent: null,
  activeConnections: null,
  cacheSize: null,
  cacheHitRatio: null,
}
