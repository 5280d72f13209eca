import { type BigIntStats, fstatSync } from 'node:fs'
import type { SourcePosition } from '../../model/index.ts'
import { Fingerprint } from '../fingerprint.ts'
import { readFully } from '../identity.ts'
import type { Descriptors, Openable } from './descriptors.ts'

export type BoundaryReason = 'rotated' | 'truncated' | 'replaced'

const chunkLength = 512 * 1024
const newline = 10
const noBuffer = Buffer.alloc(0)

/**
 * What the next read of a file gave. `lines`: whole lines. `discarded`: a line over the limit, this long.
 * `changed`: what was read before does not stand there any more. `null`: nothing new.
 */
export type Piece =
  | { readonly type: 'lines'; readonly bytes: Uint8Array }
  | { readonly type: 'discarded'; readonly bytes: number }
  | { readonly type: 'changed' }
  | null

/**
 * One file that is read as it grows. It hands over whole lines only, so that the lines of a rotated file that is
 * still written to and those of its successor never mix, and a position always stands at the start of a line.
 */
export class TrackedFile implements Openable {
  path: string
  readonly identity: string
  /** What to announce before its first byte. */
  announce: BoundaryReason | null
  /** Size and time of the last write, as last seen. */
  size = 0
  mtime = 0n
  /** Size and time of the last write when its content was last found to be what was read. */
  knownEnd = 0
  knownMtime = 0n
  /** When it last grew, in seconds of a monotonic clock. */
  grewAt = 0
  #buffer: Buffer = noBuffer
  readonly #descriptors: Descriptors
  readonly #lineLimit: number
  #print: Fingerprint
  /** Up to here the unfinished line after the offset has no newline. */
  #searched = 0

  constructor(
    path: string,
    identity: string,
    print: Fingerprint,
    descriptors: Descriptors,
    options: { readonly announce: BoundaryReason | null; readonly lineLimit: number },
  ) {
    this.path = path
    this.identity = identity
    this.#print = print
    this.#descriptors = descriptors
    this.announce = options.announce
    this.#lineLimit = options.lineLimit
  }

  get offset(): number {
    return this.#print.offset
  }

  get print(): Fingerprint {
    return this.#print
  }

  get hasMore(): boolean {
    return this.size > Math.max(this.#searched, this.offset)
  }

  /** Bytes that wait to be read, without those of an unfinished line. */
  get unread(): number {
    return this.hasMore ? this.size - this.offset : 0
  }

  position(): SourcePosition {
    return { identity: this.identity, offset: this.offset, fingerprint: this.#print.toString() }
  }

  /** Takes in what a look found; true when there may be something to read. */
  see(stats: BigIntStats, now: number): boolean {
    const size = Number(stats.size)
    if (size === this.size && stats.mtimeNs === this.mtime) return false
    if (size !== this.size) this.grewAt = now
    this.size = size
    this.mtime = stats.mtimeNs
    if (size <= this.#searched) this.#searched = this.offset
    return true
  }

  /** It is shorter than what was read of it. */
  get shrunk(): boolean {
    return this.size < this.offset
  }

  /** Shorter, but so far with the same beginning (or empty): perhaps being written anew with the same content. */
  get mayBeRewritten(): boolean {
    return this.shrunk && this.#print.beginsLike(this.#descriptors.of(this), this.size)
  }

  /** Opens it, if it is not open yet: its name may soon mean another file. `null` where that cannot be had any more. */
  descriptor(): number | null {
    try {
      return this.#descriptors.of(this)
    } catch {
      return null
    }
  }

  /** A look at the file itself, whatever its name; `null` where that cannot be had any more. */
  stats(): BigIntStats | null {
    try {
      return fstatSync(this.#descriptors.of(this), { bigint: true })
    } catch {
      return null
    }
  }

  /** Whether somebody wrote to it since the last look. */
  differsFrom(stats: BigIntStats | null): boolean {
    return stats !== null && (Number(stats.size) !== this.size || stats.mtimeNs !== this.mtime)
  }

  /** Whether what was read still stands there. */
  holds(): boolean {
    return this.#print.holds(this.#descriptors.of(this))
  }

  /** Reads on. Throws what the system reports. */
  next(): Piece {
    if (!this.hasMore) return null
    const fd = this.#descriptors.of(this)
    const discarding = this.#searched - this.offset > this.#lineLimit
    const start = discarding ? this.#searched : this.offset
    const wanted = Math.max(
      chunkLength,
      Math.min(this.#lineLimit, this.#searched - this.offset) + chunkLength,
    )
    const bytes = this.#read(fd, start, Math.min(this.size - start, wanted))
    // After the read, not before it: a truncation in between would hand over bytes of another line.
    if (bytes.length === 0 || !this.#print.holds(fd)) return { type: 'changed' }
    this.knownEnd = this.size
    this.knownMtime = this.mtime
    if (discarding) return this.#skipTo(fd, start, bytes)
    return this.#take(bytes)
  }

  /** Into memory that is kept while there is more to read: a backlog would else leave a new buffer at every step. */
  #read(fd: number, start: number, length: number): Buffer {
    const large = this.#buffer.length >= length ? this.#buffer : Buffer.allocUnsafeSlow(length)
    this.#buffer = start + length < this.size ? large : noBuffer
    return readFully(fd, start, length, large)
  }

  /** The unfinished last line, when nobody will finish it any more; `null` when there is none. */
  rest(): Piece {
    const length = this.size - this.offset
    if (length <= 0) return null
    if (length > this.#lineLimit) return { type: 'discarded', bytes: length }
    const fd = this.#descriptors.of(this)
    const bytes = readFully(fd, this.offset, length)
    if (!this.#print.holds(fd)) return null
    this.#print.extend(bytes)
    return { type: 'lines', bytes }
  }

  /** Begins at the first byte again: the content is new. */
  restart(): void {
    this.#print = new Fingerprint()
    this.#searched = 0
    this.knownEnd = 0
    this.announce = 'truncated'
  }

  #take(bytes: Buffer): Piece {
    const nulls = leadingNulls(bytes)
    if (nulls > 0) {
      // The hole that a writer without O_APPEND leaves when its file was truncated under it.
      this.#print.extend(bytes.subarray(0, nulls))
      this.#searched = this.offset
      return { type: 'lines', bytes: bytes.subarray(0, 0) }
    }
    const end = bytes.lastIndexOf(newline) + 1
    if (end === 0) {
      this.#searched = this.offset + bytes.length
      return { type: 'lines', bytes: bytes.subarray(0, 0) }
    }
    const whole = bytes.subarray(0, end)
    this.#print.extend(whole)
    this.#searched = this.offset + (bytes.length - end)
    return { type: 'lines', bytes: whole }
  }

  #skipTo(fd: number, start: number, bytes: Buffer): Piece {
    const end = bytes.indexOf(newline) + 1
    if (end === 0) {
      this.#searched = start + bytes.length
      return { type: 'lines', bytes: bytes.subarray(0, 0) }
    }
    const length = start + end - this.offset
    this.#print = Fingerprint.of(fd, start + end)
    this.#searched = this.offset
    return { type: 'discarded', bytes: length }
  }
}

function leadingNulls(bytes: Buffer): number {
  let count = 0
  while (count < bytes.length && bytes[count] === 0) count++
  return count
}
