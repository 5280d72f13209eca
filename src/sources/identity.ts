import { createHash } from 'node:crypto'
import { type BigIntStats, readSync, statSync } from 'node:fs'

/** How much of a file's beginning, and of what stands before an offset, is remembered to know it again. */
export const headLength = 1024
const tailLength = 256

/** Device and inode, `2049:131`. Unique while the file exists; inodes are reused after that. */
export function fileIdentity(stats: BigIntStats): string {
  return `${stats.dev}:${stats.ino}`
}

/** What stands under a path, links followed; `null` where nothing does or nothing may be seen. */
export function statsAt(path: string): BigIntStats | null {
  try {
    return statSync(path, { bigint: true })
  } catch {
    return null
  }
}

/** Reads up to `length` bytes at `offset`; fewer at the end of the file. Throws what the system reports. */
export function readFully(
  fd: number,
  offset: number,
  length: number,
  bytes: Buffer = Buffer.allocUnsafe(length),
): Buffer {
  let filled = 0
  while (filled < length) {
    const count = readSync(fd, bytes, filled, length - filled, offset + filled)
    if (count === 0) break
    filled += count
  }
  return bytes.subarray(0, filled)
}

/**
 * What a file looked like up to an offset: its first bytes (up to 1 KiB, growing with the file) and the last
 * 256 before the offset. The beginning alone does not tell two logs with a long common header apart.
 */
export class Fingerprint {
  #head: Buffer = Buffer.alloc(0)
  #tail: Buffer = Buffer.alloc(0)
  #offset = 0
  #text: string | null = null

  /** The fingerprint of what stands in the file up to `offset`. */
  static of(fd: number, offset: number): Fingerprint {
    const print = new Fingerprint()
    print.#head = readFully(fd, 0, Math.min(headLength, offset))
    const length = Math.min(tailLength, offset)
    print.#tail = readFully(fd, offset - length, length)
    print.#offset = offset
    return print
  }

  get offset(): number {
    return this.#offset
  }

  /** Takes in the bytes that follow; `bytes` is copied where it is kept. */
  extend(bytes: Uint8Array): void {
    const missing = Math.min(headLength - this.#head.length, bytes.length)
    if (missing > 0 && this.#head.length === this.#offset)
      this.#head = Buffer.concat([this.#head, bytes.subarray(0, missing)])
    this.#tail =
      bytes.length >= tailLength
        ? Buffer.from(bytes.subarray(bytes.length - tailLength))
        : Buffer.concat([
            this.#tail.subarray(Math.max(0, this.#tail.length + bytes.length - tailLength)),
            bytes,
          ])
    this.#offset += bytes.length
    this.#text = null
  }

  /** Whether the open file still holds at the same places what was read from it. */
  holds(fd: number): boolean {
    return (
      readFully(fd, this.#offset - this.#tail.length, this.#tail.length).equals(this.#tail) &&
      readFully(fd, 0, this.#head.length).equals(this.#head)
    )
  }

  /** Whether a file that is shorter now still begins the way it did: being rewritten rather than begun anew. */
  beginsLike(fd: number, size: number): boolean {
    const length = Math.min(size, this.#head.length)
    return readFully(fd, 0, length).equals(this.#head.subarray(0, length))
  }

  clone(): Fingerprint {
    const copy = new Fingerprint()
    copy.#head = this.#head
    copy.#tail = this.#tail
    copy.#offset = this.#offset
    return copy
  }

  /** `HEAD LENGTH.HASH.TAIL LENGTH.HASH`, for a checkpoint. */
  toString(): string {
    this.#text ??= `${part(this.#head)}.${part(this.#tail)}`
    return this.#text
  }
}

function part(bytes: Buffer): string {
  return `${bytes.length}.${createHash('sha1').update(bytes).digest('base64url').slice(0, 16)}`
}

/** The fingerprint of what stands in an open file before `offset`, as text. */
export function fingerprint(fd: number, offset: number): string {
  return Fingerprint.of(fd, offset).toString()
}
