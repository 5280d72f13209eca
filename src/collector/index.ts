export { shownStep } from './charts.ts'
export { Collector } from './collector.ts'
export {
  type CollectorState,
  endpointsToRepeat,
  type Names,
  orderMatters,
  transferables,
} from './collector-state.ts'
export type { CollectorOptions, SnapshotRequest, TimeRange } from './options.ts'
export { routeOf } from './routes.ts'
export type { SeriesKey } from './series-table.ts'
export { type StoredPart, storedDimensions, storedSnapshot, storedThatMatter } from './stored-held.ts'
