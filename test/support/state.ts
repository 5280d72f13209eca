import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folders: string[] = []
process.on('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** Where programs under test keep compiled code: one folder for all, since it is what most of them are quicker by. */
export const ownCache: string = join(import.meta.dirname, '..', '..', 'node_modules', '.cache')

/** Where a program under test keeps its history: nobody else's, and gone in the end. */
export function ownState(): string {
  const folder = mkdtempSync(join(tmpdir(), 'api-metrics-state-'))
  folders.push(folder)
  return folder
}
