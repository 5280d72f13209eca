import type { RequestBatch } from '../model/index.ts'

/** Some rows of a batch, by their places in it, as far as they are mapped. */
export function gathered(batch: RequestBatch, origin: Int32Array): RequestBatch {
  const { length } = origin
  const integers = (column: Int32Array): Int32Array => picked(column, new Int32Array(length), origin)
  return {
    ...batch,
    length,
    timestamp: picked(batch.timestamp, new Float64Array(length), origin),
    duration: picked(batch.duration, new Float64Array(length), origin),
    status: picked(batch.status, new Uint16Array(length), origin),
    cache: picked(batch.cache, new Int8Array(length), origin),
    method: integers(batch.method),
    endpoint: integers(batch.endpoint),
    route: integers(batch.route),
    client: integers(batch.client),
    errorMessage: integers(batch.errorMessage),
  }
}

export function picked<T extends { [index: number]: number }>(from: T, into: T, origin: Int32Array): T {
  for (let k = 0; k < origin.length; k++) into[k] = from[origin[k]!]!
  return into
}
