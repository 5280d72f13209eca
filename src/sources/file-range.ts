import { closeSync, fstatSync, readSync, statSync } from 'node:fs'
import { AppError, type Source, type SourceEvent, type SourceKind } from '../model/index.ts'
import { breathe } from './breathe.ts'
import { fileError } from './file-errors.ts'
import { gunzipEvents } from './gunzip.ts'
import { fileIdentity, openToRead, readFully } from './identity.ts'
import { pipeEvents } from './named-pipe.ts'
import { refuseOddFiles } from './odd-files.ts'

/** Large enough that the cost of a call vanishes, small enough to stay in the second-level cache. */
const chunkLength = 512 * 1024

export interface FileRangeOptions {
  /** Read into this memory instead of a buffer of its own; its length is the chunk length. */
  readonly buffer?: Uint8Array
}

/**
 * One pass over a regular file, a part of it (`from` inclusive, `to` exclusive, bytes), a gzip archive (known by
 * its first bytes, when the whole is asked for) or a named pipe. What is appended after the start is not read.
 * Never throws: what cannot be read comes as an `error` event, and what was readable comes before it.
 */
export function readFileRange(path: string, from = 0, to?: number, options: FileRangeOptions = {}): Source {
  return new FileRange(path, from, to ?? null, options.buffer)
}

class FileRange implements Source {
  readonly name: string
  readonly kind: SourceKind = 'file'
  readonly #from: number
  readonly #to: number | null
  readonly #buffer: Uint8Array | undefined
  readonly #closing = new AbortController()
  #lag: number | null = null

  constructor(path: string, from: number, to: number | null, buffer: Uint8Array | undefined) {
    this.name = path
    this.#from = from
    this.#to = to
    this.#buffer = buffer
  }

  lagBytes(): number | null {
    return this.#lag
  }

  async close(): Promise<void> {
    this.#closing.abort()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SourceEvent> {
    let fd: number | undefined
    try {
      const stats = statSync(this.name, { bigint: true })
      if (stats.isFIFO()) {
        yield* pipeEvents(this.name, this.#closing.signal)
        return
      }
      refuseOddFiles(this.name, stats)
      fd = openToRead(this.name)
      yield* this.#read(fd)
    } catch (cause) {
      yield { type: 'error', error: fileError(this.name, cause) }
    } finally {
      if (fd !== undefined) closeSync(fd)
    }
  }

  #read(fd: number): AsyncGenerator<SourceEvent> {
    const whole = this.#from === 0 && this.#to === null
    const magic = whole && fstatSync(fd).isFile() ? readFully(fd, 0, 3) : Buffer.alloc(0)
    const gzip = magic[0] === 0x1f && magic[1] === 0x8b && magic[2] === 8
    return gzip ? gunzipEvents(fd, this.name, this.#closing.signal) : this.#plain(fd)
  }

  async *#plain(fd: number): AsyncGenerator<SourceEvent> {
    const stats = fstatSync(fd, { bigint: true })
    const identity = fileIdentity(stats)
    const size = Number(stats.size)
    // Files in /proc say they are empty and are not: those are read until they end.
    const end = Math.min(this.#to ?? Number.POSITIVE_INFINITY, size > 0 ? size : Number.POSITIVE_INFINITY)
    const buffer = this.#buffer ?? Buffer.allocUnsafeSlow(Math.min(chunkLength, Math.max(size, 4096)))
    let offset = this.#from
    while (offset < end && !this.#closing.signal.aborted) {
      this.#lag = end === Number.POSITIVE_INFINITY ? null : end - offset
      const count = readSync(fd, buffer, 0, Math.min(buffer.length, end - offset), offset)
      if (count === 0) break
      offset += count
      yield { type: 'data', bytes: buffer.subarray(0, count), position: { identity, offset } }
      await breathe()
    }
    this.#lag = 0
    const lost = Math.min(end, size) - offset
    if (lost > 0 && !this.#closing.signal.aborted) {
      yield { type: 'gap', bytes: lost }
      yield {
        type: 'error',
        error: new AppError('the file became shorter while it was read', { place: this.name }),
      }
    }
  }
}
