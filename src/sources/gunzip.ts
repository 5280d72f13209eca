import { fstatSync, readSync } from 'node:fs'
import { createGunzip, type Gunzip } from 'node:zlib'
import { AppError, errnoOf, type SourceEvent } from '../model/index.ts'
import { fileIdentity } from './identity.ts'

/** Deflate grows at most 1032-fold, so one slice never becomes more than 16 MiB of text. */
const sliceLength = 16 * 1024

/**
 * A decompressor that is fed one slice at a time and hands back what came of it, in order and before any error:
 * the stream's own buffer would be thrown away with the stream when it meets a fault. Lost is only what the slice
 * with the damage itself would have given; a cut loses nothing.
 */
export class SliceGunzip {
  readonly #stream: Gunzip = createGunzip({ chunkSize: 128 * 1024 })
  #output: Buffer[] = []
  #fault: Error | null = null

  constructor() {
    this.#stream.on('data', (bytes: Buffer) => this.#output.push(bytes))
    this.#stream.on('error', fault => {
      this.#fault = fault
    })
  }

  /** Decompresses one slice; the fault, if there is one, concerns what follows the output. */
  async write(slice: Uint8Array): Promise<{ output: Buffer[]; fault: Error | null }> {
    if (this.#fault === null) await this.#settled(done => this.#stream.write(slice, () => done()))
    return this.#take()
  }

  async end(): Promise<{ output: Buffer[]; fault: Error | null }> {
    if (this.#fault === null)
      await this.#settled(done => {
        this.#stream.once('end', done)
        this.#stream.end()
      })
    return this.#take()
  }

  close(): void {
    this.#stream.destroy()
  }

  #settled(start: (done: () => void) => void): Promise<void> {
    return new Promise(resolve => {
      const done = (): void => {
        this.#stream.off('error', done)
        this.#stream.off('close', done)
        resolve()
      }
      this.#stream.once('error', done)
      this.#stream.once('close', done)
      start(done)
    })
  }

  #take(): { output: Buffer[]; fault: Error | null } {
    const output = this.#output
    this.#output = []
    return { output, fault: this.#fault }
  }
}

/** The text of an open gzip archive, all its members; positions count bytes of text. */
export async function* gunzipEvents(
  fd: number,
  path: string,
  closing: AbortSignal,
): AsyncGenerator<SourceEvent> {
  const identity = fileIdentity(fstatSync(fd, { bigint: true }))
  const gunzip = new SliceGunzip()
  let offset = 0
  try {
    for (let read = 0, ended = false; !ended && !closing.aborted; ) {
      const slice = Buffer.allocUnsafe(sliceLength)
      const count = readSync(fd, slice, 0, sliceLength, read)
      read += count
      ended = count === 0
      const { output, fault } = await (ended ? gunzip.end() : gunzip.write(slice.subarray(0, count)))
      for (const bytes of output) {
        offset += bytes.length
        yield { type: 'data', bytes, position: { identity, offset } }
      }
      if (fault !== null) {
        yield { type: 'error', error: archiveError(path, fault) }
        return
      }
    }
  } finally {
    gunzip.close()
  }
}

function archiveError(path: string, fault: Error): AppError {
  const message =
    errnoOf(fault) === 'Z_BUF_ERROR'
      ? 'the archive ends in the middle; what was readable was read'
      : 'the archive is damaged; it was read up to shortly before the damage'
  return new AppError(message, { place: path, cause: fault })
}
