import { lstatSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isSiblingName } from '../follow/siblings.ts'
import { fileIdentity, statsAt } from '../identity.ts'
import { glob, isGlob } from './glob.ts'

export interface Input {
  readonly kind: 'stdin' | 'file'
  /** As it was typed or found; `-` for stdin. */
  readonly path: string
}

export interface ExpandedInputs {
  /** In the order they were named; each only once. */
  readonly inputs: readonly Input[]
  /** The arguments that are patterns: new files may come to match them. */
  readonly globs: readonly string[]
  /** Patterns that match nothing now. */
  readonly unmatched: readonly string[]
}

/**
 * What the arguments name. An existing path beats a pattern of the same spelling; a name without pattern characters
 * is taken whether it exists or not. One file under two names (links, overlapping patterns) is named once.
 */
export function expandInputs(patterns: readonly string[]): ExpandedInputs {
  const inputs: Input[] = []
  const globs: string[] = []
  const unmatched: string[] = []
  const seen = new Set<string>()
  const add = (kind: Input['kind'], path: string): void => {
    const key = kind === 'stdin' ? '-' : keyOf(path)
    if (seen.has(key)) return
    seen.add(key)
    inputs.push({ kind, path })
  }
  for (const pattern of patterns) {
    if (pattern === '-') add('stdin', '-')
    else if (!isGlob(pattern) || exists(pattern)) add('file', pattern)
    else {
      const found = glob(pattern).filter(isLogFile)
      globs.push(pattern)
      if (found.length === 0) unmatched.push(pattern)
      for (const path of found) add('file', path)
    }
  }
  return { inputs, globs, unmatched }
}

/**
 * The files that come to match patterns later on, each once; until `closing` is aborted. Earlier files of one that is
 * known (`FILE.*`, `FILE-*`) are left to its follower, and so are archives.
 */
export async function* watchInputs(
  globs: readonly string[],
  known: Iterable<string>,
  closing: AbortSignal,
  pollSeconds = 1,
): AsyncGenerator<string> {
  const seen = new Set<string>()
  for (const path of known) seen.add(resolve(path))
  while (globs.length > 0 && !closing.aborted) {
    await delay(pollSeconds * 1000, undefined, { signal: closing }).catch(() => undefined)
    for (const path of globs.flatMap(glob)) {
      if (closing.aborted) return
      const full = resolve(path)
      if (seen.has(full) || extname(path) === '.gz' || isEarlierFile(full, seen) || !isLogFile(path)) continue
      seen.add(full)
      yield path
    }
  }
}

/** Whether a path is that of a known file with something after it; looks at the prefixes, not at all known files. */
function isEarlierFile(path: string, known: ReadonlySet<string>): boolean {
  const name = basename(path)
  for (let end = 1; end < name.length; end++) {
    const base = name.slice(0, end)
    if ((name[end] === '.' || name[end] === '-') && known.has(join(dirname(path), base)))
      return isSiblingName(base, name)
  }
  return false
}

function keyOf(path: string): string {
  const stats = statsAt(path)
  return stats?.isFile() ? fileIdentity(stats) : resolve(path)
}

function exists(path: string): boolean {
  try {
    return lstatSync(path) !== undefined
  } catch {
    return false
  }
}

/** Patterns are wide: what can be no log is passed over without a word. */
function isLogFile(path: string): boolean {
  const stats = statsAt(path)
  return stats !== null && (stats.isFile() || stats.isFIFO())
}
