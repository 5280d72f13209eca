export { type Exposed, expose } from './expose.ts'
export { type MetricsServer, openMetricsServer } from './server.ts'
export type { Exposition } from './write.ts'
