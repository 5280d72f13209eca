import { closeSync, fstatSync, readSync } from 'node:fs'
import { fileError } from './file-errors.ts'
import { fileIdentity, openToRead, readFully, statsAt } from './identity.ts'

/** A regular file that is looked into here and there: for detection and bisection. Throws `AppError`. */
export class RandomAccessFile {
  readonly path: string
  /** Bytes, when it was opened. */
  readonly size: number
  readonly identity: string
  /** Seconds since the epoch. */
  readonly modifiedAt: number
  readonly #fd: number

  constructor(path: string) {
    this.path = path
    try {
      this.#fd = openToRead(path)
      const stats = fstatSync(this.#fd, { bigint: true })
      this.size = Number(stats.size)
      this.identity = fileIdentity(stats)
      this.modifiedAt = Number(stats.mtimeMs) / 1000
    } catch (cause) {
      throw fileError(path, cause)
    }
  }

  /** Up to `length` bytes from `offset` on, in memory of their own; fewer at the end of the file. */
  readAt(offset: number, length: number): Uint8Array {
    try {
      return readFully(this.#fd, offset, length)
    } catch (cause) {
      throw fileError(this.path, cause)
    }
  }

  /** Fills `buffer` from `offset` on as far as one read goes; 0 = the end. */
  readInto(buffer: Uint8Array, offset: number, length: number): number {
    try {
      return readSync(this.#fd, buffer, 0, Math.min(buffer.length, length), offset)
    } catch (cause) {
      throw fileError(this.path, cause)
    }
  }

  close(): void {
    closeSync(this.#fd)
  }
}

/**
 * Whether a path can be looked into here and there. Of a named pipe that must be known without opening it: its writer
 * would take the look for its reader.
 */
export function isRegularFile(path: string): boolean {
  return statsAt(path)?.isFile() ?? false
}
