// Makes the pictures of the documentation: runs the built program on its demo in a terminal of each size,
// presses keys, and lets it save its own screen. Usage: npm run build && node scripts/pictures.js
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { spawn } from '@lydell/node-pty'

const root = fileURLToPath(new URL('..', import.meta.url))
const pictures = [
  { name: 'overview-120x40', columns: 120, rows: 40 },
  { name: 'overview-80x24', columns: 80, rows: 24 },
  { name: 'overview-200x60', columns: 200, rows: 60 },
  { name: 'endpoint-140x40', columns: 140, rows: 40, keys: ['s', '\r'] },
  { name: 'light-120x40', columns: 120, rows: 40, options: ['--palette', 'light'] },
]

/** The demo needs this long until its incident has left traces in every panel. */
const seconds = 20

async function take({ name, columns, rows, keys = [], options = [] }) {
  const directory = mkdtempSync(join(tmpdir(), 'api-metrics-picture-'))
  const terminal = spawn(
    process.execPath,
    [join(root, 'bin/api-metrics.js'), 'watch', '--demo', '--incident', 'slow-database', '--utc', ...options],
    { cols: columns, rows, cwd: directory, env: { ...process.env, TERM: 'xterm-256color', LANG: 'C.UTF-8' } },
  )
  const exited = new Promise(resolve => terminal.onExit(resolve))
  await sleep(seconds * 1000)
  for (const key of [...keys, 'S']) {
    terminal.write(key)
    await sleep(500)
  }
  terminal.write('\x03')
  await exited
  const saved = readdirSync(directory).find(file => file.endsWith('.svg'))
  if (saved === undefined) throw new Error(`${name}: nothing was saved`)
  writeFileSync(join(root, 'docs/pictures', `${name}.svg`), readFileSync(join(directory, saved)))
  rmSync(directory, { recursive: true })
  console.log(`docs/pictures/${name}.svg`)
}

for (const picture of pictures) await take(picture)
