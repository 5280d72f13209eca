import { realpathSync } from 'node:fs'
import { statsAt } from './identity.ts'

/**
 * The file that may be written anew by renaming another one over it: what `path` leads to. `null` where something
 * else stands there (a device, a named pipe, a directory): renaming would do away with `/dev/null` itself.
 * Throws what the system reports.
 */
export function replaceable(path: string): { readonly path: string; readonly mode: number | null } | null {
  const stats = statsAt(path)
  if (stats === null) return { path, mode: null }
  return stats.isFile() ? { path: realpathSync(path), mode: Number(stats.mode) & 0o777 } : null
}
