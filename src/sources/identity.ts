import { type BigIntStats, constants, openSync, readSync, statSync } from 'node:fs'

/** Device and inode, `2049:131`. Unique while the file exists; inodes are reused after that. */
export function fileIdentity(stats: BigIntStats): string {
  return `${stats.dev}:${stats.ino}`
}

/** What stands under a path, links followed; `null` where nothing does or nothing may be seen. */
export function statsAt(path: string): BigIntStats | null {
  try {
    return statSync(path, { bigint: true })
  } catch {
    return null
  }
}

/** Never hangs: opening a named pipe without this flag would stop the whole process until somebody writes to it. */
export function openToRead(path: string): number {
  return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
}

/** Reads up to `length` bytes at `offset`; fewer at the end of the file. Throws what the system reports. */
export function readFully(
  fd: number,
  offset: number,
  length: number,
  bytes: Buffer = Buffer.allocUnsafe(length),
): Buffer {
  let filled = 0
  while (filled < length) {
    const count = readSync(fd, bytes, filled, length - filled, offset + filled)
    if (count === 0) break
    filled += count
  }
  return bytes.subarray(0, filled)
}
