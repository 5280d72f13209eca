import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from '../../support/cli.ts'
import { examples } from './example.ts'

it('has types that resolve as its files do (attw)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'api-metrics-'))
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], {
    cwd: root,
    stdio: 'pipe',
  })
  const attw = join(examples, 'node_modules', '.bin', 'attw')
  const { status, stdout } = spawnSync(
    attw,
    [join(folder, 'api-metrics-0.1.0.tgz'), '--profile', 'esm-only', '--no-color', '--no-emoji'],
    { encoding: 'utf8', cwd: examples },
  )
  expect(stdout).toContain('api-metrics/express')
  expect(status).toBe(0)
  rmSync(folder, { recursive: true })
})

it('is well-formed (publint)', () => {
  const { stdout, status } = spawnSync(
    join(root, 'node_modules', '.bin', 'publint'),
    ['--strict', '--pack', 'false'],
    { encoding: 'utf8', cwd: root },
  )
  expect(stdout).toContain('All good!')
  expect(status).toBe(0)
})
