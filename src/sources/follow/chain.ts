import { type BigIntStats, closeSync, fstatSync, openSync, statSync } from 'node:fs'
import type { SourceEvent, SourcePosition } from '../../model/index.ts'
import { errnoOf } from '../file-errors.ts'
import { Fingerprint, fileIdentity } from '../identity.ts'
import type { FollowGroup } from './group.ts'
import { listSiblings, type Sibling } from './siblings.ts'
import { type BoundaryReason, TrackedFile } from './tracked-file.ts'

const taken = 'belongs to a file that is already read'

/**
 * The files behind one name, oldest first: rotated ones that may still be written to, those that were rotated
 * before anyone looked, and the current one. Notices rotation, truncation and deletion, and says what to read next.
 */
export class Chain {
  readonly path: string
  readonly files: TrackedFile[] = []
  /** Why there is nothing to follow, for people; `null` when there is. */
  trouble: string | null = null
  #current: TrackedFile | null = null
  /** Complete copies of a truncated file: nobody writes to them any more. */
  readonly #copies = new Set<TrackedFile>()
  readonly #strangers = new Map<string, BigIntStats>()
  #missingSince: number | null = null
  #everOpened = false
  readonly #group: FollowGroup
  readonly #owner: object
  readonly #lineLimit: number

  constructor(path: string, group: FollowGroup, owner: object, lineLimit: number) {
    this.path = path
    this.#group = group
    this.#owner = owner
    this.#lineLimit = lineLimit
  }

  get current(): TrackedFile | null {
    return this.#current
  }

  /** The siblings that stand there now have nothing to do with what is read from here on. */
  ignore(siblings: readonly Sibling[]): void {
    this.#strangers.clear()
    for (const { identity, stats } of siblings) this.#strangers.set(identity, stats)
  }

  /** Appends a file to the chain; the last one appended is the current one. */
  append(path: string, identity: string, print: Fingerprint, announce: BoundaryReason | null): TrackedFile {
    const { descriptors, now } = this.#group
    const file = new TrackedFile(path, identity, print, descriptors, {
      announce,
      lineLimit: this.#lineLimit,
    })
    file.grewAt = now()
    this.files.push(file)
    this.#group.claim(this.#owner, file)
    return file
  }

  makeCurrent(file: TrackedFile): void {
    this.#current = file
    this.#everOpened = true
    this.#missingSince = null
    this.trouble = null
  }

  /** There was a file before: what comes is not the first. */
  continues(): void {
    this.#everOpened = true
  }

  /** Files with something to read or to announce come first; the oldest of them. */
  next(): TrackedFile | undefined {
    return this.files.find(file => file.announce !== null || file.hasMore)
  }

  /** Whether a look would find anything; cheap, for idle files. */
  changed(): boolean {
    if (this.next() !== undefined) return true
    for (const file of this.files) {
      if (file !== this.#current && (this.#isOver(file) || differs(file, this.#statsOf(file)))) return true
    }
    let stats: BigIntStats | undefined
    try {
      stats = statSync(this.path, { bigint: true, throwIfNoEntry: false })
    } catch {
      return this.trouble === null
    }
    const current = this.#current
    if (current === null) return stats !== undefined && this.#mayOpen(stats)
    if (stats === undefined)
      return (
        this.#missingSince === null || this.#isMissingTooLong() || differs(current, this.#statsOf(current))
      )
    return (
      fileIdentity(stats) !== current.identity ||
      differs(current, stats) ||
      current.shrunk ||
      this.#missingSince !== null
    )
  }

  /** Looks at all files and at the name; afterwards `files` is what to read, in order. */
  look(): SourceEvent[] {
    const events: SourceEvent[] = []
    for (const file of this.files) {
      const stats = file === this.#current ? null : this.#statsOf(file)
      if (stats !== null) file.see(stats, this.#group.now())
    }
    this.#lookAtName(events)
    return events
  }

  /** Rotated files that nobody has written to for long enough, or never will. */
  finished(): TrackedFile[] {
    return this.files.filter(file => file !== this.#current && this.#isOver(file))
  }

  drop(file: TrackedFile): void {
    this.files.splice(this.files.indexOf(file), 1)
    this.#copies.delete(file)
    this.#group.descriptors.close(file)
    if (file === this.#current) this.#current = null
  }

  close(): void {
    for (const file of this.files.splice(0)) this.#group.descriptors.close(file)
    this.#current = null
  }

  /** Where to go on after a restart: the newest file begun, and the older ones that may still grow. */
  position(): SourcePosition {
    const begun = this.files.filter(file => file.announce === null)
    const newest = begun.pop()
    if (newest === undefined) return { identity: '', offset: 0 }
    const position = newest.position()
    return begun.length === 0 ? position : { ...position, older: begun.map(file => file.position()) }
  }

  /** What was read of a file is gone from it: finds the copy that was made, or counts what was lost. */
  truncated(file: TrackedFile): SourceEvent[] {
    const unread = Math.max(0, file.knownEnd - file.offset)
    const copy = this.#copyOf(file)
    if (copy !== undefined) this.#readCopy(copy, file)
    file.restart()
    return copy === undefined && unread > 0 ? [{ type: 'gap', bytes: unread }] : []
  }

  /** Finds a file again whose name meant another one, among the siblings. */
  relocate(file: TrackedFile): boolean {
    const found = listSiblings(this.path).find(({ identity }) => identity === file.identity)
    if (found === undefined || found.path === file.path) return false
    file.path = found.path
    return true
  }

  #readCopy(copy: Sibling, file: TrackedFile): void {
    const kept = new TrackedFile(copy.path, copy.identity, file.print.clone(), this.#group.descriptors, {
      announce: file.announce,
      lineLimit: this.#lineLimit,
    })
    kept.see(copy.stats, this.#group.now())
    this.files.splice(this.files.indexOf(file), 0, kept)
    this.#copies.add(kept)
    this.#group.claim(this.#owner, kept)
  }

  #lookAtName(events: SourceEvent[]): void {
    let fd: number | undefined
    try {
      const stats = statSync(this.path, { bigint: true })
      const current = this.#current
      if (current !== null && fileIdentity(stats) === current.identity) {
        this.#lookAtCurrent(current, stats, events)
        return
      }
      if (!this.#mayOpen(stats)) {
        this.#missing(stats.isFile() ? taken : 'is not a regular file any more')
        return
      }
      fd = this.#group.descriptors.openPath(this.path)
      const opened = fstatSync(fd, { bigint: true })
      const known = this.#group.ownerOf(fileIdentity(opened), fd)
      if (known !== null && known.owner !== this.#owner) {
        this.#missing(taken)
        return
      }
      this.#rotate(opened, fd, known?.file ?? null)
      fd = undefined
    } catch (cause) {
      this.#missing(errnoOf(cause))
    } finally {
      if (fd !== undefined) closeSync(fd)
    }
  }

  #lookAtCurrent(current: TrackedFile, stats: BigIntStats, events: SourceEvent[]): void {
    this.#missingSince = null
    this.trouble = null
    const touched = current.see(stats, this.#group.now())
    const rewritten = touched && !current.shrunk && !current.hasMore && !current.holds()
    if (rewritten || this.#wasTruncated(current)) events.push(...this.truncated(current))
  }

  #missing(why: string): void {
    this.#missingSince ??= this.#group.now()
    const current = this.#current
    if (current !== null) {
      const stats = this.#statsOf(current)
      if (stats !== null) current.see(stats, this.#group.now())
      if (why === 'ENOENT' && stats?.nlink === 0n && this.#isOver(current)) this.#current = null
    }
    if (current === null || this.#isMissingTooLong()) this.trouble = this.#explain(why)
  }

  #explain(why: string): string {
    if (why === 'ENOENT' || why === 'ENOTDIR')
      return this.#everOpened ? 'was removed or renamed' : 'does not exist yet'
    if (why === 'EACCES' || why === 'EPERM') return 'permission denied'
    if (why === 'EMFILE' || why === 'ENFILE') return 'too many open files'
    return why
  }

  #isMissingTooLong(): boolean {
    const { now, timing } = this.#group
    return this.trouble === null && this.#missingSince !== null && now() - this.#missingSince > timing.missing
  }

  #mayOpen(stats: BigIntStats): boolean {
    return stats.isFile() && !(this.#everOpened && this.#group.isLeftToAnother(this.#owner, this.path))
  }

  /** The name means another file now; `known` is that file if it was read before (a link that was set back). */
  #rotate(opened: BigIntStats, fd: number, known: TrackedFile | null): void {
    const old = this.#current
    const siblings = listSiblings(this.path)
    const renamed = siblings.find(({ identity }) => identity === old?.identity)
    if (old !== null) {
      if (renamed !== undefined) old.path = renamed.path
      const stats = this.#statsOf(old)
      if (stats !== null) old.see(stats, this.#group.now())
    }
    const identity = fileIdentity(opened)
    for (const sibling of siblings) {
      if (sibling.identity !== identity && this.#isNew(sibling)) this.#readSibling(sibling)
    }
    this.ignore(siblings)
    if (known !== null && this.files.includes(known)) this.drop(known)
    const print = known === null ? new Fingerprint() : known.print.clone()
    const reason = renamed === undefined ? 'replaced' : 'rotated'
    const file = this.append(this.path, identity, print, this.#begun(reason))
    this.#group.descriptors.adopt(file, fd)
    file.see(opened, this.#group.now())
    this.makeCurrent(file)
  }

  #readSibling(sibling: Sibling): void {
    const file = this.append(sibling.path, sibling.identity, new Fingerprint(), this.#begun('rotated'))
    file.see(sibling.stats, this.#group.now())
    // Opened at once: its name changes with the next rotation.
    this.#statsOf(file)
  }

  #begun(reason: BoundaryReason): BoundaryReason | null {
    return this.#everOpened || this.files.length > 0 ? reason : null
  }

  /** A sibling that came to be since the last look at them, and that nobody has read. */
  #isNew(sibling: Sibling): boolean {
    const stranger = this.#strangers.get(sibling.identity)
    if (stranger !== undefined && isSameFile(stranger, sibling.stats)) return false
    return this.#group.ownerOfSibling(sibling) === null
  }

  #wasTruncated(file: TrackedFile): boolean {
    if (!file.shrunk) return false
    return !file.mayBeRewritten || this.#group.now() - file.grewAt > this.#group.timing.rewrite
  }

  #copyOf(file: TrackedFile): Sibling | undefined {
    return listSiblings(this.path)
      .reverse()
      .find(sibling => {
        if (sibling.identity === file.identity || Number(sibling.stats.size) < file.offset) return false
        if (sibling.stats.mtimeNs < file.knownMtime) return false
        return file.offset > 0 ? isCopy(sibling, file) : this.#isNew(sibling)
      })
  }

  #statsOf(file: TrackedFile): BigIntStats | null {
    try {
      return file.stats()
    } catch {
      return null
    }
  }

  #isOver(file: TrackedFile): boolean {
    if (file.unread > 0) return false
    if (this.#copies.has(file)) return true
    const stats = this.#statsOf(file)
    if (stats === null) return true
    const { timing, now } = this.#group
    return now() - file.grewAt > (stats.nlink === 0n ? timing.deleted : timing.lateWriter)
  }
}

function isCopy(sibling: Sibling, file: TrackedFile): boolean {
  try {
    const fd = openSync(sibling.path, 'r')
    try {
      return file.print.holds(fd)
    } finally {
      closeSync(fd)
    }
  } catch {
    return false
  }
}

function differs(file: TrackedFile, stats: BigIntStats | null): boolean {
  return stats !== null && (Number(stats.size) !== file.size || stats.mtimeNs !== file.mtime)
}

/** Of one inode, seen twice: written to meanwhile at most, not deleted and used again. */
function isSameFile(before: BigIntStats, after: BigIntStats): boolean {
  if (before.mtimeNs === after.mtimeNs) return true
  // Where the file system does not keep the time of birth, the time of the last change stands in for it.
  return after.birthtimeNs !== after.ctimeNs && before.birthtimeNs === after.birthtimeNs
}
