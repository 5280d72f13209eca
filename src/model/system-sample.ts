/** Gauges of one machine or process at one time; `null` is "not measured", never zero. */
export interface SystemSample {
  /** Seconds since the epoch. */
  readonly timestamp: number
  /** Which machine or process; `null` when the input does not say. */
  readonly host: string | null
  /** `input`: came with the log and always counts. `local`: this machine, sampled by us. */
  readonly origin: 'input' | 'local'
  readonly cpuPercent: number | null
  readonly memoryPercent: number | null
  readonly memoryUsedMb: number | null
  readonly memoryAvailableMb: number | null
  readonly diskUsagePercent: number | null
  readonly activeConnections: number | null
  readonly cacheSize: number | null
  /** 0–1. */
  readonly cacheHitRatio: number | null
}

export const gaugeNames = [
  'cpuPercent',
  'memoryPercent',
  'memoryUsedMb',
  'memoryAvailableMb',
  'diskUsagePercent',
  'activeConnections',
  'cacheSize',
  'cacheHitRatio',
] as const

export type GaugeName = (typeof gaugeNames)[number]
