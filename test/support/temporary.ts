import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Vitest global setup: one temporary folder for a run, gone with it. Workers are stopped without their exit handlers, and in workers
 * that keep their modules a hook of a helper's belongs to the first file that loads it: after twenty runs there were 2,000 folders.
 * The name is short because the path of a Unix socket has room for 107 bytes.
 */
export default function temporary(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'am-'))
  // Tests of what may not be read go on as someone else.
  chmodSync(folder, 0o711)
  process.env.TMPDIR = folder
  return () => rmSync(folder, { recursive: true, force: true })
}
