import { closeSync, fstatSync, statSync } from 'node:fs'
import type { SourcePosition } from '../model/index.ts'
import { type From, fileIdentity, fingerprint, openToRead } from '../sources/index.ts'

/**
 * The part of a file that history has already, as far back as it is to be read all the same; `null` where the file
 * is another one by now, so that history alone tells of it.
 */
export function recordedRange(
  path: string,
  from: From,
  { identity, offset }: SourcePosition,
): { readonly from: number; readonly to: number } | null {
  if (from === 'end') return null
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false })
  if (stats === undefined || fileIdentity(stats) !== identity || Number(stats.size) < offset) return null
  const start = from === 'start' ? 0 : from
  return start < offset ? { from: start, to: offset } : null
}

/** Where a file is begun, as a checkpoint says it; `null` for its end, and for what is no file yet. */
export function beginningOf(path: string, from: From): SourcePosition | null {
  if (from === 'end') return null
  const offset = from === 'start' ? 0 : from
  try {
    const fd = openToRead(path)
    try {
      const stats = fstatSync(fd, { bigint: true })
      if (!stats.isFile()) return null
      return { identity: fileIdentity(stats), offset, fingerprint: fingerprint(fd, offset) }
    } finally {
      closeSync(fd)
    }
  } catch {
    return null
  }
}
