import {
  Cache,
  cacheState,
  type LineColumns,
  type RequestBatch,
  type RequestRecord,
  sharedLine,
  withTimes,
} from '../model/index.ts'
import type { RouteMapper } from './routes.ts'
import { unknownEndpoint } from './series-table.ts'
import { bounded } from './text-bounds.ts'

/** Longest original line that is kept with a record. */
const longestLine = 16_384

const decoder = new TextDecoder()

export interface RecordParts {
  readonly routes: RouteMapper
  readonly sourceName: (source: number) => string
}

/** Row `i` of a batch as it was logged. */
export function recordOf(batch: RequestBatch, i: number, { routes, sourceName }: RecordParts): RequestRecord {
  const text = (id: number): string | null => (id < 0 ? null : bounded(batch.strings[id]!, longestLine))
  const path = text(batch.endpoint[i]!)
  const endpoint = routes.route(path, text(batch.route[i]!)) ?? unknownEndpoint
  const duration = batch.duration[i]!
  const cache = cacheState(batch.cache[i]!)
  return {
    timestamp: batch.timestamp[i]!,
    method: text(batch.method[i]!),
    endpoint,
    path: path ?? endpoint,
    status: batch.status[i]!,
    duration: duration >= 0 && duration < Number.POSITIVE_INFINITY ? duration : null,
    client: text(batch.client[i]!),
    cache: cache === Cache.hit ? true : cache === Cache.miss ? false : null,
    errorMessage: text(batch.errorMessage[i]!),
    source: sourceName(batch.source),
    line: batch.line === null ? null : lineText(batch, batch.line, i),
  }
}

function lineText(batch: RequestBatch, { chunk, offset, length }: LineColumns, i: number): string {
  const start = offset[i]!
  const shared = length[i]! >= sharedLine
  const whole = length[i]! - (shared ? sharedLine : 0)
  const text = decoder.decode(chunk.subarray(start, start + Math.min(whole, longestLine)))
  const own = shared ? withTimes(text, batch.timestamp[i]!, batch.duration[i]!) : text
  return whole > longestLine ? `${own}…` : own
}
