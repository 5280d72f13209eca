import { closeSync, fstatSync, openSync } from 'node:fs'
import type { SourcePosition } from '../../model/index.ts'
import { Fingerprint, fileIdentity, fingerprintHolds, readFully, statsAt } from '../identity.ts'
import type { Chain } from './chain.ts'
import type { FollowGroup } from './group.ts'
import { listSiblings, type Sibling } from './siblings.ts'

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
  const siblings = listSiblings(chain.path)
  const own = siblingAt(chain.path)
  const candidates = own === null ? siblings : [own, ...siblings]
  for (const older of resume.older ?? []) {
    const found = find(candidates, older)
    if (found !== undefined) open(chain, found, older)
  }
  const found = find(candidates, resume)
  chain.ignore(found === undefined ? siblings : siblings.filter(sibling => !isNewer(sibling, found)))
  if (found === undefined) return false
  open(chain, found, resume)
  const newest = chain.files.at(-1)
  if (newest !== undefined) chain.makeCurrent(newest)
  return true
}

function open(chain: Chain, found: Sibling, { offset }: SourcePosition): void {
  const fd = openSync(found.path, 'r')
  try {
    chain.add(found, Fingerprint.of(fd, offset), null)
  } finally {
    closeSync(fd)
  }
}

function find(candidates: readonly Sibling[], position: SourcePosition): Sibling | undefined {
  const holding = candidates.filter(candidate => holds(candidate, position))
  return (
    holding.find(({ identity }) => identity === position.identity) ??
    (position.offset > 0 ? holding.at(-1) : undefined)
  )
}

function holds({ path, stats }: Sibling, { offset, fingerprint }: SourcePosition): boolean {
  if (Number(stats.size) < offset) return false
  if (fingerprint === undefined) return true
  try {
    const fd = openSync(path, 'r')
    try {
      return fingerprintHolds(fd, offset, fingerprint)
    } finally {
      closeSync(fd)
    }
  } catch {
    return false
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
