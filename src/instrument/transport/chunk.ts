import { newlinesIn, readBlock, repeatsAsLines } from '../../model/index.ts'

/** Records that go out together; in memory that is used again for the next. */
export interface Chunk {
  readonly bytes: Uint8Array
  /** Requests among the records; the rest are system samples. */
  readonly requests: number
  /** Where a block begins, which goes on to the end; `null`: all are lines. */
  readonly block: number | null
}

/** The same for a collector that has not agreed to blocks, in memory of its own. */
export function asLines({ bytes, requests, block: start }: Chunk): Chunk {
  if (start === null) return { bytes: new Uint8Array(bytes), requests, block: null }
  const block = readBlock(new Uint8Array(bytes.subarray(start)))!
  const all = [bytes.subarray(0, start), block.lines, repeatsAsLines(block)]
  return { bytes: Buffer.concat(all), requests, block: null }
}

/** Requests that may have arrived when the other end has got so many bytes at most: a block counts whole or not at all. */
export function requestsWithin({ bytes, requests, block }: Chunk, taken: number): number {
  if (block !== null) return taken < bytes.length ? 0 : requests
  return Math.min(requests, newlinesIn(bytes.subarray(0, taken)))
}
