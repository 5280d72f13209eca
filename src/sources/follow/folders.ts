import { readdirSync, statSync } from 'node:fs'

interface Listing {
  readonly mtime: bigint
  readonly names: readonly string[]
}

/** A file system keeps times in ticks of some milliseconds; two changes in one tick look like one. */
const tickNanoseconds = 20_000_000n
const foldersKept = 64

const listings = new Map<string, Listing>()

/**
 * The names in a folder that begin with `prefix`. A listing is kept as long as the folder's own time says that no name
 * came or went: 5,000 followers in one folder would otherwise list it 5,000 times, which took 100 s. Empty when the
 * folder cannot be read.
 */
export function namesWith(folder: string, prefix: string): string[] {
  const names = namesIn(folder)
  const found: string[] = []
  for (let at = firstNotBelow(names, prefix); names[at]?.startsWith(prefix); at++) found.push(names[at]!)
  return found
}

function namesIn(folder: string): readonly string[] {
  try {
    const { mtimeNs } = statSync(folder, { bigint: true })
    const kept = listings.get(folder)
    if (kept?.mtime === mtimeNs) return kept.names
    const names = readdirSync(folder).sort()
    listings.delete(folder)
    const settled = BigInt(Date.now()) * 1_000_000n - mtimeNs > tickNanoseconds
    if (settled) listings.set(folder, { mtime: mtimeNs, names })
    if (listings.size > foldersKept) listings.delete(listings.keys().next().value!)
    return names
  } catch {
    return []
  }
}

function firstNotBelow(names: readonly string[], prefix: string): number {
  let low = 0
  let high = names.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (names[middle]! < prefix) low = middle + 1
    else high = middle
  }
  return low
}
