import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Vitest global setup: the frameworks of `examples/` are installed there and nowhere else. */
export default function installExamples(): void {
  const folder = join(import.meta.dirname, '..', '..', 'examples')
  if (existsSync(join(folder, 'node_modules', 'api-metrics'))) return
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: 'inherit',
  })
}
