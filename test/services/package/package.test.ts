import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixture, root } from '../../support/cli.ts'
import { TerminalSession } from '../../support/terminal.ts'
import { npm, Packed, run } from './packed.ts'

const log = fixture('logs/nginx-combined.jsonl')
const truth = JSON.parse(readFileSync(fixture('logs/nginx-combined.expected.json'), 'utf8'))
let packed: Packed
let project: string
let command: string

beforeAll(() => {
  packed = new Packed()
  project = packed.project('stranger')
  // Offline: there is nothing to download besides, and no script to run.
  npm(['install', '--offline', '--ignore-scripts', packed.tarball], project)
  command = join(project, 'node_modules/.bin/api-metrics')
})
afterAll(() => packed?.remove())

describe('the tarball', () => {
  it('holds what is used, and nothing else', () => {
    const allowed =
      /^(package\.json|README\.md|CHANGELOG\.md|LICENSE|bin\/(api-metrics\.js|package\.json)|bundle\/(THIRD-PARTY-NOTICES\.md|cli\/((kernel|numerics)\.wasm|package\.json|[a-z-]+\.js)|[a-z-]+(-[A-Z0-9]{8})?\.js|(index|register|express|fastify|hono)\.d\.ts|types\/[a-z0-9/-]+\.d\.ts))$/
    expect(packed.files.map(({ path }) => path).filter(path => !allowed.test(path))).toEqual([])
  })

  it('is at most 2 MiB unpacked', () => {
    expect(packed.files.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(2 ** 21)
  })

  it('names the licence of each package that is part of it', () => {
    const notices = readFileSync(
      join(project, 'node_modules/api-metrics/bundle/THIRD-PARTY-NOTICES.md'),
      'utf8',
    )
    for (const name of ['blessed', 'blessed-contrib', 'commander', 'systeminformation'])
      expect(notices).toMatch(
        new RegExp(`^## ${name} \\d[\\s\\S]*?(Permission is hereby granted|Permission to use)`, 'm'),
      )
  })

  it('depends on nothing', () => {
    expect(readdirSync(join(project, 'node_modules')).filter(name => !name.startsWith('.'))).toEqual([
      'api-metrics',
    ])
  })
})

describe('installed in an empty folder, without scripts', () => {
  it('tells its version, and helps', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    expect(await run(command, ['--version'], project)).toEqual({
      stdout: `${version}\n`,
      stderr: '',
      code: 0,
    })
    const help = await run(command, ['--help'], project)
    const commands = [...help.stdout.matchAll(/^ {2}([a-z]+) .*\[options\]/gm)].map(([, name]) => name!)
    expect(commands).toEqual(expect.arrayContaining(['report', 'watch', 'inspect', 'demo']))
    for (const name of commands) expect((await run(command, [name, '--help'], project)).code).toBe(0)
  })

  it.each(['text', 'json', 'markdown', 'csv', 'html'])('reports as %s', async format => {
    const { stdout, code, stderr } = await run(command, ['report', '--format', format, log], project)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    if (format === 'json') expect(JSON.parse(stdout).requests.total).toBe(truth.requests)
    else expect(stdout.length).toBeGreaterThan(500)
  })

  it('uses its threads and its kernel', async () => {
    const { stderr, code } = await run(command, ['report', '--debug', '--format', 'json', log], project)
    expect(code, stderr).toBe(0)
    expect(existsSync(join(project, 'node_modules/api-metrics/bundle/cli/kernel.wasm'))).toBe(true)
  })

  it('inspects, plays a demo, and watches without a screen', async () => {
    expect((await run(command, ['inspect', log], project)).stdout).toContain('nginx')
    const demo = await run(command, ['demo', '--duration', '1m'], project)
    const requests = demo.stdout.split('\n').filter(line => line.includes('"status')).length
    expect(requests).toBeGreaterThan(100)
    const watched = await run(command, ['watch', '--plain', '--no-system', '-'], project, {
      input: demo.stdout,
    })
    expect(watched.code, watched.stderr).toBe(0)
    expect(watched.stdout).toMatch(/\d+ requests, \d+ system samples/)
  })

  it('draws the dashboard', async () => {
    const terminal = new TerminalSession([], {
      columns: 100,
      rows: 30,
      shell: `cd ${project} && exec ${command} watch --no-store ${log}`,
      env: { HOME: project },
    })
    await terminal.shows(text => text.includes('Health') && text.includes('/api/'))
    terminal.send('q')
    expect((await terminal.exited).exitCode).toBe(0)
  })

  it('says what history needs where Node brings no SQLite', async () => {
    const { code, stderr } = await run(command, ['collect', log], project)
    const [major] = process.versions.node.split('.').map(Number)
    if (major! < 22) {
      expect(code).toBe(1)
      expect(stderr).toContain('npm install @photostructure/sqlite')
    }
  })

  it('is a library, and measures servers', async () => {
    const script = `
      import { createServer } from 'node:http'
      import { MetricsCollector } from 'api-metrics'
      import 'api-metrics/express'
      import 'api-metrics/fastify'
      import 'api-metrics/hono'
      const collector = new MetricsCollector()
      collector.recordRequest({ endpoint: '/a', method: 'GET', statusCode: 200, responseTime: 0.1 })
      console.log(collector.getRequestStats(60).total)
      const server = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1', async () => {
        console.log(await (await fetch('http://127.0.0.1:' + server.address().port)).text())
        server.close()
        server.closeAllConnections()
      })`
    const args = ['--import', 'api-metrics/register', '--input-type=module', '--eval', script]
    const { stdout, stderr } = await run(process.execPath, args, project)
    expect({ stdout, stderr }).toEqual({ stdout: '1\nhello\n', stderr: '' })
  })

  it('opens no network connection for a report', async () => {
    const trace = join(project, 'trace.txt')
    const args = [
      '-f',
      '-e',
      'trace=socket,connect,bind',
      '-o',
      trace,
      process.execPath,
      command,
      'report',
      log,
    ]
    expect((await run('strace', args, project)).code).toBe(0)
    const lines = readFileSync(trace, 'utf8').split('\n')
    expect(lines.filter(line => /AF_INET|AF_UNIX|connect\(|bind\(/.test(line))).toEqual([])
    expect(lines.some(line => line.includes('exited with 0'))).toBe(true)
  })
})

describe('types and entries', () => {
  it('are as publint and attw want them', async () => {
    const bin = join(root, 'node_modules/.bin')
    const lint = await run(join(bin, 'publint'), ['run', packed.tarball, '--strict'], root)
    expect(lint.code, lint.stdout).toBe(0)
    const types = await run(join(bin, 'attw'), [packed.tarball, '--profile', 'esm-only'], root)
    expect(types.code, types.stdout).toBe(0)
  })
})
