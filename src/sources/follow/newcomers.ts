import { type BigIntStats, closeSync, openSync } from 'node:fs'
import { headLength, readFully } from '../identity.ts'
import type { FollowGroup } from './group.ts'
import type { Sibling } from './siblings.ts'
import type { TrackedFile } from './tracked-file.ts'

/** What the siblings of a file have to offer. */
export interface Offer {
  /** A copy of all that was read of the file, and of what came after it. */
  readonly copy: Sibling | undefined
  /** Files that came to be since the last look and that nobody has read, oldest first. */
  readonly unread: readonly Sibling[]
}

/**
 * Tells earlier files that nobody has read from those that stood there before, those that were read, and copies.
 * A backup that somebody makes of a log must not be counted again, nor one that is there from before.
 */
export class Newcomers {
  readonly #group: FollowGroup
  #strangers = new Map<string, BigIntStats>()

  constructor(group: FollowGroup) {
    this.#group = group
  }

  /** From here on these have nothing to do with what is followed. */
  ignore(siblings: readonly Sibling[]): void {
    this.#strangers = new Map(siblings.map(({ identity, stats }) => [identity, stats]))
  }

  /** `file`: what was read so far; `now`: an open file that will be read anyway, so that copies of it are not. */
  offer(siblings: readonly Sibling[], file: TrackedFile | null, now: number | null): Offer {
    const unread: Sibling[] = []
    let copy: Sibling | undefined
    for (const sibling of siblings) {
      if (sibling.identity === file?.identity) continue
      const likeness = file === null || file.offset === 0 ? 'none' : likenessOf(sibling, file)
      if (likeness === 'copy' && sibling.stats.mtimeNs >= file!.knownMtime) copy = sibling
      else if (likeness === 'none' && this.#isNew(sibling) && !isBeginningOf(sibling, now))
        unread.push(sibling)
    }
    return { copy, unread }
  }

  #isNew(sibling: Sibling): boolean {
    const stranger = this.#strangers.get(sibling.identity)
    if (stranger !== undefined && isSameFile(stranger, sibling.stats)) return false
    return this.#group.ownerOfSibling(sibling) === null
  }
}

/** `copy`: holds all that was read of the file. `part`: begins like it, but holds less or goes on differently. */
function likenessOf({ path, stats }: Sibling, file: TrackedFile): 'copy' | 'part' | 'none' {
  return withFile(path, 'none', fd => {
    if (Number(stats.size) >= file.offset && file.print.holds(fd)) return 'copy'
    return stats.size > 0n && file.print.beginsLike(fd, Number(stats.size)) ? 'part' : 'none'
  })
}

/** Whether a sibling holds nothing but the beginning of an open file: a copy that was made just now. */
function isBeginningOf({ path, stats }: Sibling, now: number | null): boolean {
  if (now === null || stats.size === 0n) return false
  return withFile(path, false, fd => {
    const head = readFully(fd, 0, Math.min(headLength, Number(stats.size)))
    return readFully(now, 0, head.length).equals(head)
  })
}

function withFile<T>(path: string, otherwise: T, look: (fd: number) => T): T {
  try {
    const fd = openSync(path, 'r')
    try {
      return look(fd)
    } finally {
      closeSync(fd)
    }
  } catch {
    return otherwise
  }
}

/** Of one inode, seen twice: written to meanwhile at most, not deleted and used again. */
function isSameFile(before: BigIntStats, after: BigIntStats): boolean {
  if (before.mtimeNs === after.mtimeNs) return true
  // Where the file system does not keep the time of birth, the time of the last change stands in for it.
  return after.birthtimeNs !== after.ctimeNs && before.birthtimeNs === after.birthtimeNs
}
