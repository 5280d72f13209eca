import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

/** Vitest global setup: black-box tests run what users run, so dist/ and bundle/ must be what src/ says now. */
export default function build(): void {
  if (
    Math.min(newest('dist', 'oldest'), newest('bundle', 'oldest')) >
    Math.max(newest('src'), newest('scripts'))
  )
    return
  execFileSync(process.execPath, [join(root, 'scripts', 'build.js')], { cwd: root, stdio: 'inherit' })
}

/** Time of the newest (or the oldest) file below a folder; 0 when it is not there. */
function newest(folder: string, which: 'newest' | 'oldest' = 'newest'): number {
  try {
    const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    const times = files.map(file => statSync(join(root, folder, file)).mtimeMs)
    return times.length === 0 ? 0 : which === 'newest' ? Math.max(...times) : Math.min(...times)
  } catch {
    return 0
  }
}
