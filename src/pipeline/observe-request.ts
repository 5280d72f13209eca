import type { SnapshotRequest } from '../collector/index.ts'

/** Requests for a picture: which window, which filter, which moment. */
export type ObserveRequest = Omit<SnapshotRequest, 'sources'> & {
  /** Only what came during this run. */
  readonly liveOnly?: boolean
}
