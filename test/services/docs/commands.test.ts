import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bin, runCli } from '../../support/cli.ts'
import { documentedCommands } from './examples.ts'

const examples = documentedCommands()
let folder: string
let tools: string

/** What the examples speak of: logs, a report to compare with, programs that write a log. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'api-metrics-docs-'))
  tools = join(folder, '.tools')
  mkdirSync(tools)
  const { stdout: log } = await runCli(['demo', '--duration', '10m'])
  for (const name of ['access.log', 'new.log', 'old.log', 'main.log', 'app.jsonl', 'api.jsonl'])
    writeFileSync(join(folder, name), log)
  const odd = { when: '2026-11-22T14:02:00Z', did: 'GET', page: '/a', took: 12, res: { code: 200 } }
  writeFileSync(join(folder, 'odd.log'), `${JSON.stringify(odd)}\n`)
  for (const path of ['var/log/api', 'var/log/nginx', 'var/lib/api-metrics'])
    mkdirSync(join(folder, path), { recursive: true })
  for (const path of ['var/log/api/api.jsonl', 'var/log/nginx/api.json'])
    writeFileSync(join(folder, path), log)
  for (const name of ['report.json', 'main.json', 'base.json'])
    await runCli(['report', '--format', 'json', '--output', join(folder, name), join(folder, 'access.log')])
  tool('api-metrics', `exec ${process.execPath} ${bin} "$@"`)
  tool('npx', 'exec "$@"')
  for (const name of ['kubectl', 'docker', 'journalctl', 'ssh', 'tail'])
    tool(name, `cat ${folder}/access.log`)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function tool(name: string, script: string): void {
  const path = join(tools, name)
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
}

/** Runs it as a reader would; one that goes on is asked to end as soon as it has said something. */
async function execute(command: string) {
  const child = spawn('/bin/bash', ['-c', `set -o pipefail; ${command}`], {
    cwd: folder,
    env: {
      PATH: `${tools}:${process.env.PATH}`,
      HOME: folder,
      XDG_STATE_HOME: join(folder, '.state'),
      XDG_RUNTIME_DIR: folder,
      GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
      TZ: 'UTC',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let said = ''
  const goesOn = /api-metrics (watch|collect|demo)|\| api-metrics *$/.test(command)
  const hear = (chunk: Buffer) => {
    said += chunk
    if (goesOn && said.includes('\n')) process.kill(-child.pid!, 'SIGTERM')
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const [code, signal] = await once(child, 'close')
  return { code: signal === 'SIGTERM' ? 143 : code, said }
}

describe('the documentation', () => {
  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(15)
  })

  it.each(examples)('$place  $command', async ({ command }) => {
    const here = command.replace(/^ExecStart=\S*\//, '').replaceAll(' /var/', ` ${folder}/var/`)
    const { code, said } = await execute(here)
    // 3: a limit of the example was crossed by this traffic, which is what the example is for. 143: asked to end.
    const right = command.includes('--fail-on') ? [0, 3] : [0, 143]
    // No such database is there; but the command line was understood.
    if (command.includes('clickhouse://')) right.push(1)
    expect(right, said).toContain(code)
  })
})
