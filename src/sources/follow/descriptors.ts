import { closeSync, fstatSync, readFileSync } from 'node:fs'
import { errnoOf } from '../../model/index.ts'
import { fileIdentity, openToRead } from '../identity.ts'

/** A file that may be opened when it is needed and closed when others need the descriptor more. */
export interface Openable {
  readonly path: string
  readonly identity: string
}

/** How many files this process may have open at once; 1024 where the system does not say. */
export function descriptorLimit(): number {
  try {
    const found = /Max open files\s+(\d+)/.exec(readFileSync('/proc/self/limits', 'latin1'))
    return found === null ? 1024 : Number(found[1])
  } catch {
    return 1024
  }
}

/**
 * Open files, the least recently used ones closed when there are more than `limit`. A file that is open keeps its
 * inode, so rotation and deletion cannot hide it; a closed one is found again by its name and identity.
 */
export class Descriptors {
  readonly #open = new Map<Openable, number>()
  readonly #limit: number

  constructor(limit: number = Math.min(4096, descriptorLimit() >> 1)) {
    this.#limit = limit
  }

  get size(): number {
    return this.#open.size
  }

  /** The descriptor of a file. Throws what the system reports, ENOENT when its name now means another file. */
  of(file: Openable): number {
    const known = this.#open.get(file)
    if (known !== undefined) {
      this.#open.delete(file)
      this.#open.set(file, known)
      return known
    }
    const fd = this.openPath(file.path)
    if (fileIdentity(fstatSync(fd, { bigint: true })) !== file.identity) {
      closeSync(fd)
      throw Object.assign(new Error('another file has this name now'), { code: 'ENOENT' })
    }
    this.adopt(file, fd)
    return fd
  }

  isOpen(file: Openable): boolean {
    return this.#open.has(file)
  }

  /** Opens a path for reading, making room when the process has no descriptor left. */
  openPath(path: string): number {
    for (;;) {
      try {
        return openToRead(path)
      } catch (cause) {
        if (errnoOf(cause) !== 'EMFILE' || !this.#closeOldest()) throw cause
      }
    }
  }

  adopt(file: Openable, fd: number): void {
    this.#open.set(file, fd)
    if (this.#open.size > this.#limit) this.#closeOldest()
  }

  close(file: Openable): void {
    const fd = this.#open.get(file)
    if (fd === undefined) return
    this.#open.delete(file)
    closeSync(fd)
  }

  #closeOldest(): boolean {
    const oldest = this.#open.keys().next()
    if (oldest.done) return false
    this.close(oldest.value)
    return true
  }
}
