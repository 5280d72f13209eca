export { MetricsCollector, type MetricsCollectorOptions } from './metrics-collector.ts'
export type * from './types.ts'
