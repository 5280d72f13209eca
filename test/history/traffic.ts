import {
  type Commit,
  emptyIngest,
  encodeFrame,
  type RecordedBucket,
  Rollup,
  type StoredSeries,
  type StoreStep,
} from '../../src/model/index.ts'

/** One request, as a test knows it. */
export interface Request {
  readonly time: number
  readonly endpoint: string
  readonly source: string
  readonly status: number
  /** Seconds. */
  readonly duration: number
}

export const self = { pid: process.pid, host: 'here', started: '' }

/** A commit of requests in seconds, as a recorder makes it. */
export function commitOf(requests: readonly Request[], at: number, step: StoreStep = 1): Commit {
  const series = new Map<string, readonly [number, StoredSeries]>()
  const buckets = new Map<number, Map<number, Rollup>>()
  for (const { time, endpoint, source, status, duration } of requests) {
    const key = `${source} ${endpoint}`
    const known = series.get(key) ?? [numberOf(key), { host: 'here', source, method: 'GET', endpoint }]
    series.set(key, known)
    const start = Math.floor(time / step) * step
    const cells = buckets.get(start) ?? new Map<number, Rollup>()
    buckets.set(start, cells)
    const rollup = cells.get(known[0]) ?? new Rollup()
    cells.set(known[0], rollup)
    rollup.add(status, duration, -1)
  }
  return {
    at,
    series: [...series.values()],
    buckets: [...buckets].map(([time, cells]): RecordedBucket => ({ step, time, frame: encodeFrame(cells) })),
    samples: [],
    checkpoints: [],
  }
}

const numbers = new Map<string, number>()

function numberOf(key: string): number {
  const known = numbers.get(key) ?? numbers.size
  numbers.set(key, known)
  return known
}

export function checkpoint(source: string, offset: number) {
  return { source, position: { identity: '1:2', offset }, ingest: { ...emptyIngest(), bytes: offset } }
}
