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

  /** From here on these have nothing to do with what is followed. Of empty ones nobody can tell yet. */
  ignore(siblings: readonly Sibling[]): void {
    const told = siblings.filter(({ stats }) => stats.size > 0n)
    this.#strangers = new Map(told.map(({ identity, stats }) => [identity, stats]))
  }

  /** `file`: what was read so far; `readAnyway`: open files, so that copies of what they hold are not read too. */
  offer(siblings: readonly Sibling[], file: TrackedFile | null, readAnyway: readonly number[]): Offer {
    const unread: Sibling[] = []
    let copy: Sibling | undefined
    for (const sibling of siblings) {
      if (sibling.identity === file?.identity || sibling.stats.size === 0n) continue
      const likeness = file === null || file.offset === 0 ? 'none' : likenessOf(sibling, file)
      if (likeness === 'copy' && sibling.stats.mtimeNs >= file!.knownMtime) copy = sibling
      else if (likeness === 'none' && this.#isNew(sibling)) unread.push(sibling)
    }
    return { copy, unread: unread.length === 0 ? unread : withoutCopies(unread, readAnyway) }
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

/** Leaves out what holds only the beginning of something else that is read. */
function withoutCopies(siblings: readonly Sibling[], readAnyway: readonly number[]): Sibling[] {
  const heads = readAnyway.map(fd => readFully(fd, 0, headLength))
  const kept: Sibling[] = []
  // The longest first: what is the beginning of another one comes after it.
  for (const sibling of [...siblings].sort((a, b) => Number(b.stats.size - a.stats.size))) {
    const head = withFile(sibling.path, null, fd => readFully(fd, 0, headLength))
    if (head === null || heads.some(other => other.subarray(0, head.length).equals(head))) continue
    heads.push(head)
    kept.push(sibling)
  }
  return siblings.filter(sibling => kept.includes(sibling))
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
