import { createHash } from 'node:crypto'
import { readFully } from './identity.ts'

/** How much of a file's beginning, and of what stands before an offset, is remembered to know it again. */
export const headLength = 1024
const tailLength = 256

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
