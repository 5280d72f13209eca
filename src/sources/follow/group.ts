import { basename, dirname } from 'node:path'
import { Descriptors } from './descriptors.ts'
import { Poller } from './poller.ts'
import { isSiblingName, lookInto, type Sibling } from './siblings.ts'
import type { TrackedFile } from './tracked-file.ts'

/** Seconds of a monotonic clock. */
export type Monotonic = () => number

export interface FollowTiming {
  /** How long a rotated file is kept open after it last grew. */
  readonly lateWriter: number
  /** The same for a file that was deleted: keeping it open keeps its disk space. */
  readonly deleted: number
  /** How long a file that became shorter may take to become what it was again. */
  readonly rewrite: number
  /** How long a name may be missing before the state says so: renaming and creating are two steps. */
  readonly missing: number
}

const seconds: FollowTiming = { lateWriter: 300, deleted: 30, rewrite: 2, missing: 1 }

interface Claim {
  readonly owner: object
  readonly file: TrackedFile
}

/** Beyond this many files that were read and closed, the ones read first are forgotten. */
const claimLimit = 10_000

/**
 * What the followers of one process share: descriptors, the turn-taking of looks, and who reads which file, so
 * that a file that changes its name is read by one of them only.
 */
export class FollowGroup {
  readonly descriptors: Descriptors
  readonly poller: Poller = new Poller()
  readonly timing: FollowTiming
  readonly now: Monotonic
  readonly #paths = new Map<object, string>()
  readonly #claims = new Map<string, Claim>()

  constructor(
    options: {
      readonly descriptors?: Descriptors
      readonly timing?: Partial<FollowTiming>
      readonly now?: Monotonic
    } = {},
  ) {
    this.descriptors = options.descriptors ?? new Descriptors()
    this.timing = { ...seconds, ...options.timing }
    this.now = options.now ?? (() => performance.now() / 1000)
  }

  join(owner: object, path: string): void {
    this.#paths.set(owner, path)
  }

  leave(owner: object): void {
    this.#paths.delete(owner)
    for (const [identity, claim] of this.#claims) if (claim.owner === owner) this.#claims.delete(identity)
  }

  claim(owner: object, file: TrackedFile): void {
    this.#claims.delete(file.identity)
    this.#claims.set(file.identity, { owner, file })
    if (this.#claims.size <= claimLimit) return
    for (const [identity, { file: old }] of this.#claims) {
      if (this.descriptors.isOpen(old)) continue
      this.#claims.delete(identity)
      return
    }
  }

  /** Who reads or has read the file that has this identity now; an inode that was reused is nobody's. */
  ownerOf(identity: string, fd: number): { owner: object; file: TrackedFile } | null {
    const claim = this.#claims.get(identity)
    if (claim === undefined) return null
    return this.descriptors.isOpen(claim.file) || claim.file.print.holds(fd) ? claim : null
  }

  /** As `ownerOf`; `moved`: its name means another file by now. */
  ownerOfSibling(sibling: Sibling): { owner: object; file: TrackedFile } | 'moved' | null {
    const { identity } = sibling
    if (!this.#claims.has(identity)) return null
    try {
      return lookInto(sibling, fd => this.ownerOf(identity, fd))
    } catch {
      return null
    }
  }

  /** Whether another follower takes what comes to stand under this name, as an earlier file of its own. */
  isLeftToAnother(owner: object, path: string): boolean {
    for (const [other, base] of this.#paths) {
      if (other !== owner && dirname(base) === dirname(path) && isSiblingName(basename(base), basename(path)))
        return true
    }
    return false
  }
}
