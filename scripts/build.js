// Builds dist/, the TypeScript sources and what is WebAssembly beside them, and from it bundle/, which is what is installed.
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildAssembly } from './build-assembly.js'
import { bundle } from './bundle.js'

const root = fileURLToPath(new URL('..', import.meta.url))
rmSync(`${root}dist`, { recursive: true, force: true })
const { status } = spawnSync(
  process.execPath,
  [`${root}node_modules/typescript/bin/tsc`, '-p', 'tsconfig.json'],
  {
    cwd: root,
    stdio: 'inherit',
  },
)
process.exitCode = status ?? 1
if (process.exitCode === 0) {
  await buildAssembly()
  await bundle()
}
