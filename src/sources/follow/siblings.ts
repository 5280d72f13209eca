import { type BigIntStats, closeSync, fstatSync, realpathSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { errnoOf } from '../../model/index.ts'
import { fileIdentity, openToRead, statsAt } from '../identity.ts'
import { namesWith } from './folders.ts'

export interface Sibling {
  readonly path: string
  readonly identity: string
  readonly stats: BigIntStats
}

/** Archives cannot be continued at an offset; the others are no logs. */
const notLogs = new Set([
  '.gz',
  '.bz2',
  '.xz',
  '.zst',
  '.zip',
  '.lz4',
  '.tmp',
  '.swp',
  '.lock',
  '.pid',
  '.pos',
  '.offset',
])

/** A date, a time or a number, with its separators. One class and one star: linear. */
const stamp = /^[-._]\d[-._:\dTZ]*$/

/** Whether `name` looks like an earlier file of `base`: `FILE.*`, `FILE-*`, or a stamp before the ending. */
export function isSiblingName(base: string, name: string): boolean {
  if (name.length <= base.length || notLogs.has(extname(name))) return false
  if (name.startsWith(base)) return name[base.length] === '.' || name[base.length] === '-'
  const ending = extname(base)
  const stem = base.slice(0, base.length - ending.length)
  return (
    name.startsWith(stem) &&
    name.endsWith(ending) &&
    stamp.test(name.slice(stem.length, name.length - ending.length))
  )
}

/** Names change while files are looked at: so often the list is made anew. */
export const mostLists = 20

/**
 * The regular files that look like earlier ones of `path` (also beside its target, if it is a link), oldest first.
 * A rotation that goes on meanwhile shows one file under two names and hides another: the list is made until it
 * comes out the same twice.
 */
export function listSiblings(path: string): Sibling[] {
  let siblings = oneList(path)
  for (let lists = 1; siblings.length > 0 && lists < mostLists; lists++) {
    const again = oneList(path)
    const same =
      again.length === siblings.length &&
      again.every((each, at) => each.path === siblings[at]!.path && each.identity === siblings[at]!.identity)
    siblings = again
    if (same) break
  }
  const seen = new Set<string>()
  return siblings.filter(({ identity }) => !seen.has(identity) && seen.add(identity))
}

/** Looks into a sibling; `moved`: its name means another file by now, or none. Throws what else the system reports. */
export function lookInto<T>({ path, identity }: Sibling, look: (fd: number) => T): T | 'moved' {
  let fd: number
  try {
    fd = openToRead(path)
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return 'moved'
    throw cause
  }
  try {
    return fileIdentity(fstatSync(fd, { bigint: true })) === identity ? look(fd) : 'moved'
  } finally {
    closeSync(fd)
  }
}

function oneList(path: string): Sibling[] {
  const found = new Map<string, Sibling>()
  for (const base of new Set([path, targetOf(path)])) {
    const file = basename(base)
    for (const name of namesWith(dirname(base), file.slice(0, file.length - extname(file).length))) {
      if (!isSiblingName(basename(base), name)) continue
      const sibling = join(dirname(base), name)
      const stats = statsAt(sibling)
      if (stats?.isFile()) found.set(sibling, { path: sibling, identity: fileIdentity(stats), stats })
    }
  }
  return [...found.values()].sort(
    (a, b) =>
      sign(a.stats.mtimeNs - b.stats.mtimeNs) ||
      sign(a.stats.birthtimeNs - b.stats.birthtimeNs) ||
      rank(b.path) - rank(a.path) ||
      (a.path < b.path ? -1 : 1),
  )
}

/** The number of a rotation (`.3` is older than `.2`) for files that came within one tick of the file system's clock. */
function rank(path: string): number {
  const found = /\.(\d{1,6})$/.exec(path)
  return found === null ? 0 : Number(found[1])
}

function targetOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

function sign(difference: bigint): number {
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}
