import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Vitest global setup: the frameworks of `examples/` are installed there and nowhere else. */
export default function installExamples(): void {
  const folder = join(import.meta.dirname, '..', '..', 'examples')
  const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  if (Object.keys(dependencies).every(name => existsSync(join(folder, 'node_modules', name)))) return
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: 'inherit',
  })
}
