import type { RequestBatch } from '../model/index.ts'

const mostSpare = 2
/** Of lines: a larger batch is rare, and its memory better given back. */
const mostBytes = 4 * 2 ** 20

/**
 * Batches that nobody reads any more: their columns are filled again. A stream is handed over after every read, and
 * without it leaves 750 bytes for the collector of garbage for each request.
 */
export class BatchPool {
  readonly #spare: RequestBatch[] = []

  /** Of this batch nothing is read from now on, nor of its columns. */
  give(batch: RequestBatch): void {
    const { timestamp, line } = batch
    if (timestamp.length === 0 || this.#spare.length >= mostSpare) return
    if (line === null || line.chunk.buffer.byteLength <= mostBytes) this.#spare.push(batch)
  }

  take(): RequestBatch | null {
    return this.#spare.pop() ?? null
  }
}
