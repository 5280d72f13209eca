import type { SnapshotRequest } from '../collector/index.ts'

/** Requests for a picture: which window, which filter, which moment. */
export type ObserveRequest = Omit<SnapshotRequest, 'sources'> & {
  /** Only what came during this run. */
  readonly liveOnly?: boolean
  /** For one line: the figures and the score are of now, what they mean and their course may be 5 seconds old. */
  readonly glance?: boolean
}
