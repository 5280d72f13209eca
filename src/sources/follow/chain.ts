import { type BigIntStats, closeSync, fstatSync, statSync } from 'node:fs'
import { errnoOf, type SourceEvent, type SourcePosition } from '../../model/index.ts'
import { Fingerprint } from '../fingerprint.ts'
import { fileIdentity } from '../identity.ts'
import { Absence } from './absence.ts'
import type { FollowGroup } from './group.ts'
import { Newcomers, type Offer } from './newcomers.ts'
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
  #current: TrackedFile | null = null
  /** Copies of a truncated file: nobody writes to them any more. */
  readonly #copies = new Set<TrackedFile>()
  readonly #newcomers: Newcomers
  readonly #absence: Absence
  #everOpened = false
  readonly #group: FollowGroup
  readonly #owner: object
  readonly #lineLimit: number

  constructor(path: string, group: FollowGroup, owner: object, lineLimit: number) {
    this.path = path
    this.#group = group
    this.#owner = owner
    this.#lineLimit = lineLimit
    this.#newcomers = new Newcomers(group)
    this.#absence = new Absence(group)
  }

  get current(): TrackedFile | null {
    return this.#current
  }

  /** Why there is nothing to follow, for people; `null` when there is. */
  get trouble(): string | null {
    return this.#absence.trouble
  }

  /** These siblings have nothing to do with what is read from here on. */
  ignore(siblings: readonly Sibling[]): void {
    this.#newcomers.ignore(siblings)
  }

  /** Takes a file into the chain: at its end, or before another one. */
  add(
    { path, identity }: Pick<Sibling, 'path' | 'identity'>,
    print: Fingerprint,
    announce: BoundaryReason | null,
    before?: TrackedFile,
  ): TrackedFile {
    const { descriptors, now } = this.#group
    const file = new TrackedFile(path, identity, print, descriptors, {
      announce,
      lineLimit: this.#lineLimit,
    })
    file.grewAt = now()
    this.files.splice(before === undefined ? this.files.length : this.files.indexOf(before), 0, file)
    this.#group.claim(this.#owner, file)
    return file
  }

  makeCurrent(file: TrackedFile): void {
    this.#current = file
    this.#everOpened = true
    this.#absence.end()
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
      if (file !== this.#current && (this.#isOver(file) || file.differsFrom(file.stats()))) return true
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
      return !this.#absence.isNoted || this.#absence.isDue || current.differsFrom(current.stats())
    return (
      fileIdentity(stats) !== current.identity ||
      current.differsFrom(stats) ||
      current.shrunk ||
      this.#absence.isNoted
    )
  }

  /** Looks at all files and at the name; afterwards `files` is what to read, in order. */
  look(): SourceEvent[] {
    const events: SourceEvent[] = []
    for (const file of this.files) {
      const stats = file === this.#current ? null : file.stats()
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
    const offer = this.#beside(file)
    const events = this.#takeCopy(file, offer)
    for (const sibling of offer.unread) this.#takeUnread(sibling, 'truncated', file)
    file.restart()
    return events
  }

  /** Before the first byte of a file: it may have been copied and truncated since it was opened, and not show it. */
  #lookForCopies(file: TrackedFile): void {
    const { unread } = this.#beside(file)
    for (const sibling of unread) this.#takeUnread(sibling, 'truncated', file)
    if (unread.length > 0) file.restart()
  }

  #beside(file: TrackedFile): Offer {
    const readAnyway = [this.#group.descriptors.of(file)]
    return this.#newcomers.look(this.path, { file, apart: null, readAnyway })
  }

  /** Finds a file again whose name meant another one, among the siblings. */
  relocate(file: TrackedFile): boolean {
    const found = listSiblings(this.path).find(({ identity }) => identity === file.identity)
    if (found === undefined || found.path === file.path) return false
    file.path = found.path
    return true
  }

  #takeCopy(file: TrackedFile, { copy, unread }: Offer): SourceEvent[] {
    if (copy === undefined) {
      const lost = Math.max(0, file.knownEnd - file.offset)
      // With nothing read of it, its copy is one of those that are read from their beginning.
      return lost > 0 && (file.offset > 0 || unread.length === 0) ? [{ type: 'gap', bytes: lost }] : []
    }
    const kept = this.add(copy, file.print.clone(), file.announce, file)
    this.#copies.add(kept)
    kept.see(copy.stats, this.#group.now())
    kept.descriptor()
    return []
  }

  #takeUnread(sibling: Sibling, reason: BoundaryReason, before?: TrackedFile): void {
    const file = this.add(sibling, new Fingerprint(), this.#begun(reason), before)
    file.see(sibling.stats, this.#group.now())
    file.descriptor()
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
      events.push(...this.#rotate(opened, fd, known?.file ?? null))
      fd = undefined
    } catch (cause) {
      this.#missing(errnoOf(cause))
    } finally {
      if (fd !== undefined) closeSync(fd)
    }
  }

  #lookAtCurrent(current: TrackedFile, stats: BigIntStats, events: SourceEvent[]): void {
    this.#absence.end()
    const touched = current.see(stats, this.#group.now())
    const rewritten = touched && !current.shrunk && !current.hasMore && !current.holds()
    if (rewritten || this.#wasTruncated(current)) events.push(...this.truncated(current))
    else if (touched && current.offset === 0) this.#lookForCopies(current)
  }

  #missing(why: string): void {
    const current = this.#current
    const stats = current === null ? null : current.stats()
    if (current !== null && stats !== null) {
      current.see(stats, this.#group.now())
      if (why === 'ENOENT' && stats.nlink === 0n && this.#isOver(current)) this.#current = null
    }
    this.#absence.note(why, this.#current !== null ? 'open' : this.#everOpened ? 'gone' : 'never')
  }

  #mayOpen(stats: BigIntStats): boolean {
    return stats.isFile() && !(this.#everOpened && this.#group.isLeftToAnother(this.#owner, this.path))
  }

  /** The name means another file now; `known` is that file if it was read before (a link that was set back). */
  #rotate(opened: BigIntStats, fd: number, known: TrackedFile | null): SourceEvent[] {
    const old = this.#current
    const identity = fileIdentity(opened)
    const readAnyway = [fd, old?.descriptor()].filter(each => each != null)
    const offer = this.#newcomers.look(this.path, { file: old, apart: identity, readAnyway })
    const renamed = offer.siblings.find(each => each.identity === old?.identity)
    if (old !== null && renamed !== undefined) old.path = renamed.path
    const events = old === null ? [] : this.#lookBack(old, offer)
    for (const sibling of offer.unread) this.#takeUnread(sibling, 'rotated')
    if (known !== null && this.files.includes(known)) this.drop(known)
    const reason = this.#begun(renamed === undefined ? 'replaced' : 'rotated')
    const print = known === null ? new Fingerprint() : known.print.clone()
    const file = this.add({ path: this.path, identity }, print, reason)
    this.#group.descriptors.adopt(file, fd)
    file.see(opened, this.#group.now())
    this.makeCurrent(file)
    return events
  }

  /** The last look at a file under its old name; it may have been truncated before it was renamed. */
  #lookBack(old: TrackedFile, offer: Offer): SourceEvent[] {
    const stats = old.stats()
    if (stats === null) return []
    old.see(stats, this.#group.now())
    if (!old.shrunk && old.holds()) return []
    const events = this.#takeCopy(old, offer)
    old.restart()
    return events
  }

  #begun(reason: BoundaryReason): BoundaryReason | null {
    return this.#everOpened || this.files.length > 0 ? reason : null
  }

  #wasTruncated(file: TrackedFile): boolean {
    if (!file.shrunk) return false
    return !file.mayBeRewritten || this.#group.now() - file.grewAt > this.#group.timing.rewrite
  }

  #isOver(file: TrackedFile): boolean {
    if (file.unread > 0) return false
    if (this.#copies.has(file)) return true
    const stats = file.stats()
    if (stats === null) return true
    const { timing, now } = this.#group
    return now() - file.grewAt > (stats.nlink === 0n ? timing.deleted : timing.lateWriter)
  }
}
