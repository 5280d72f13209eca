import type { BigIntStats } from 'node:fs'
import { headLength } from '../fingerprint.ts'
import { readFully } from '../identity.ts'
import type { FollowGroup } from './group.ts'
import { listSiblings, lookInto, mostLists, type Sibling } from './siblings.ts'
import type { TrackedFile } from './tracked-file.ts'

/** What the siblings of a file have to offer. */
export interface Offer {
  /** A copy of all that was read of the file, and of what came after it. */
  readonly copy: Sibling | undefined
  /** Files that came to be since the last look and that nobody has read, oldest first. */
  readonly unread: readonly Sibling[]
}

/** A look at siblings: what was read so far, and how to tell others from it. */
export interface Known {
  readonly file: TrackedFile | null
  /** Read in any case, and no earlier file. */
  readonly apart: string | null
  /** Open files, so that copies of what they hold are not read too. */
  readonly readAnyway: readonly number[]
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

  /**
   * Looks at the files that lie beside `path`; from here on they are known. A file that gets another name while it is
   * looked at would be taken for what stands under its name now: then they are listed anew.
   */
  look(path: string, known: Known): Offer & { readonly siblings: readonly Sibling[] } {
    for (let lists = 1; ; lists++) {
      const siblings = listSiblings(path)
      const offer = this.#offer(siblings, known)
      if (offer === 'moved' && lists < mostLists) continue
      // What never lay still is not known yet: a later look may have it.
      if (offer === 'moved') return { siblings, copy: undefined, unread: [] }
      this.ignore(siblings)
      return { siblings, ...offer }
    }
  }

  #offer(siblings: readonly Sibling[], { file, apart, readAnyway }: Known): Offer | 'moved' {
    const unread: Sibling[] = []
    let copy: Sibling | undefined
    for (const sibling of siblings) {
      const { identity, stats } = sibling
      if (identity === file?.identity || identity === apart || stats.size === 0n) continue
      const likeness = file === null || file.offset === 0 ? 'none' : likenessOf(sibling, file)
      if (likeness === 'moved') return 'moved'
      if (likeness === 'copy' && stats.mtimeNs >= file!.knownMtime) copy = sibling
      if (likeness !== 'none' || this.#isStranger(sibling)) continue
      const owner = this.#group.ownerOfSibling(sibling)
      if (owner === 'moved') return 'moved'
      if (owner === null) unread.push(sibling)
    }
    if (unread.length === 0) return { copy, unread }
    const fresh = withoutCopies(unread, readAnyway)
    return fresh === 'moved' ? fresh : { copy, unread: fresh }
  }

  #isStranger({ identity, stats }: Sibling): boolean {
    const stranger = this.#strangers.get(identity)
    return stranger !== undefined && isSameFile(stranger, stats)
  }
}

/** `copy`: holds all that was read of the file. `part`: begins like it, but holds less or goes on differently. */
function likenessOf(sibling: Sibling, file: TrackedFile): 'copy' | 'part' | 'none' | 'moved' {
  const size = Number(sibling.stats.size)
  return looked(sibling, 'none', fd => {
    if (size >= file.offset && file.print.holds(fd)) return 'copy'
    return size > 0 && file.print.beginsLike(fd, size) ? 'part' : 'none'
  })
}

/** Leaves out what holds only the beginning of something else that is read. */
function withoutCopies(siblings: readonly Sibling[], readAnyway: readonly number[]): Sibling[] | 'moved' {
  const heads = readAnyway.map(fd => readFully(fd, 0, headLength))
  const kept = new Set<Sibling>()
  // The longest first: what is the beginning of another one comes after it.
  for (const sibling of [...siblings].sort((a, b) => Number(b.stats.size - a.stats.size))) {
    const head = looked(sibling, null, fd => readFully(fd, 0, headLength))
    if (head === 'moved') return 'moved'
    if (head === null || heads.some(other => other.subarray(0, head.length).equals(head))) continue
    heads.push(head)
    kept.add(sibling)
  }
  return siblings.filter(sibling => kept.has(sibling))
}

/** `otherwise` where it may not be read. */
function looked<T, U>(sibling: Sibling, otherwise: U, look: (fd: number) => T): T | U | 'moved' {
  try {
    return lookInto(sibling, look)
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
