import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** Vitest global setup: black-box tests run what users run, so dist/ must be what src/ says now. */
export default function build(): void {
  const root = join(import.meta.dirname, '..', '..')
  execFileSync(process.execPath, [join(root, 'scripts', 'build.js')], { cwd: root, stdio: 'inherit' })
}
