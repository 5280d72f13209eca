import { closeSync, fstatSync } from 'node:fs'
import type { SourcePosition } from '../../model/index.ts'
import { Fingerprint } from '../fingerprint.ts'
import { fileIdentity, readFully, statsAt } from '../identity.ts'
import type { Chain } from './chain.ts'
import type { FollowGroup } from './group.ts'
import { listSiblings, lookInto, mostLists, type Sibling } from './siblings.ts'

/** Where to begin: at the first byte, after the last whole line, or at a byte that starts a line. */
export type From = 'start' | 'end' | number

/** Opens the file at `from`, if it is there and nobody else reads it. */
export function beginAt(chain: Chain, group: FollowGroup, from: From): void {
  chain.ignore(listSiblings(chain.path))
  let fd: number
  try {
    fd = group.descriptors.openPath(chain.path)
  } catch {
    return
  }
  const stats = fstatSync(fd, { bigint: true })
  const identity = fileIdentity(stats)
  if (!stats.isFile() || group.ownerOf(identity, fd) !== null) {
    closeSync(fd)
    return
  }
  const size = Number(stats.size)
  const offset = from === 'start' ? 0 : from === 'end' ? startOfLastLine(fd, size) : Math.min(from, size)
  const file = chain.add({ path: chain.path, identity }, Fingerprint.of(fd, offset), null)
  group.descriptors.adopt(file, fd)
  file.see(stats, group.now())
  chain.makeCurrent(file)
}

/**
 * Goes on where a checkpoint stopped: the file it speaks of is looked for under its name and among the siblings,
 * by device, inode and content, or by content alone (a copy that was made before a truncation). Those that came
 * after it are left for the first look. False when it is not to be found any more.
 */
export function resumeAt(chain: Chain, resume: SourcePosition): boolean {
  chain.continues()
  const shelf = new Shelf(chain.path)
  for (const older of resume.older ?? []) {
    const found = shelf.find(older)
    if (found !== null) chain.add(found.file, found.print, null)
  }
  const found = shelf.find(resume)
  const { siblings } = shelf
  chain.ignore(found === null ? siblings : siblings.filter(sibling => !isNewer(sibling, found.file)))
  if (found === null) return false
  chain.add(found.file, found.print, null)
  const newest = chain.files.at(-1)
  if (newest !== undefined) chain.makeCurrent(newest)
  return true
}

/** The files behind a name as they lie there, looked through for those that a checkpoint speaks of. */
class Shelf {
  readonly #path: string
  siblings: readonly Sibling[] = []
  #all: readonly Sibling[] = []

  constructor(path: string) {
    this.#path = path
    this.#list()
  }

  find(position: SourcePosition): { readonly file: Sibling; readonly print: Fingerprint } | null {
    for (let lists = 0; lists < mostLists; lists++) {
      const file = this.#all.find(({ identity }) => identity === position.identity)
      if (file === undefined) break
      const print = printIn(file, position)
      if (print === 'other') break
      if (print !== 'moved') return { file, print }
      this.#list()
    }
    if (position.offset === 0) return null
    // Known by its content alone: a copy, or a file that was moved across file systems. The newest comes first.
    for (const file of [...this.#all].reverse()) {
      const print = printIn(file, position)
      if (print instanceof Fingerprint) return { file, print }
    }
    return null
  }

  #list(): void {
    this.siblings = listSiblings(this.#path)
    const own = siblingAt(this.#path)
    this.#all = own === null ? this.siblings : [own, ...this.siblings]
  }
}

/** The fingerprint of what a position speaks of; `moved`: the name means another file by now. */
function printIn(sibling: Sibling, { offset, fingerprint }: SourcePosition): Fingerprint | 'other' | 'moved' {
  if (Number(sibling.stats.size) < offset) return 'other'
  try {
    return lookInto(sibling, fd => {
      const print = Fingerprint.of(fd, offset)
      return fingerprint === undefined || print.toString() === fingerprint ? print : 'other'
    })
  } catch {
    return 'other'
  }
}

function siblingAt(path: string): Sibling | null {
  const stats = statsAt(path)
  return stats?.isFile() ? { path, identity: fileIdentity(stats), stats } : null
}

/** Birth says it best; where the file system does not keep it, the time of the last write has to do. */
function isNewer(sibling: Sibling, than: Sibling): boolean {
  if (sibling.identity === than.identity) return false
  const a = sibling.stats
  const b = than.stats
  const born = a.birthtimeNs > 0n && b.birthtimeNs > 0n && a.birthtimeNs !== b.birthtimeNs
  return born ? a.birthtimeNs > b.birthtimeNs : a.mtimeNs > b.mtimeNs
}

/** The offset after the last newline; a line that is being written is read whole once it is done. */
function startOfLastLine(fd: number, size: number): number {
  const step = 64 * 1024
  for (let end = size; end > 0 && size - end < 2 ** 20; ) {
    const start = Math.max(0, end - step)
    const newline = readFully(fd, start, end - start).lastIndexOf(10)
    if (newline >= 0) return start + newline + 1
    end = start
  }
  return size < 2 ** 20 ? 0 : size
}
