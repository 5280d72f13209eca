import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where programs under test keep compiled code: one folder for all, since it is what most of them are quicker by. */
export const ownCache: string = join(import.meta.dirname, '..', '..', 'node_modules', '.cache')

/** Where a program under test keeps its history: nobody else's. */
export function ownState(): string {
  return mkdtempSync(join(tmpdir(), 'state-'))
}
