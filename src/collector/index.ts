export { Collector } from './collector.ts'
export type { CollectorOptions, SealedBucket, SealListener, SnapshotRequest, TimeRange } from './options.ts'
export { routeOf } from './routes.ts'
export type { SeriesKey } from './series-table.ts'
