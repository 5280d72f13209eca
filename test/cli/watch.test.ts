import { spawn } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { bin, fixture, runCli, startCli, until } from '../support/cli.ts'
import { TerminalSession } from '../support/terminal.ts'

let folder: string
let session: TerminalSession | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'api-metrics-'))
})
afterEach(() => {
  session?.kill()
  session = undefined
  rmSync(folder, { recursive: true })
})

const request = (timestamp: number, endpoint = '/a', seconds = 0.1, status = 200) =>
  `${JSON.stringify({ timestamp, endpoint, method: 'GET', status_code: status, response_time: seconds })}\n`
const now = () => Date.now() / 1000
const leftScreen = '\u001b[?1049l'
const shownCursor = '\u001b[?25h'

function open(args: string[], columns = 120, rows = 40, shell?: string): TerminalSession {
  session = new TerminalSession(['watch', '--utc', ...args], { columns, rows, ...(shell && { shell }) })
  return session
}

describe('watch on a terminal', () => {
  it.each([
    [80, 24],
    [120, 40],
    [200, 60],
  ])('shows its panels at %i×%i', async (columns, rows) => {
    const terminal = open(['--demo'], columns, rows)
    for (const title of [
      'Health',
      'Response time',
      'Throughput',
      'Error',
      'CPU',
      'Memory',
      'Cache',
      'Endpoints',
    ]) {
      await terminal.shows(text => text.includes(title))
    }
    await terminal.shows(text => text.includes('/api/products'))
    expect(Math.max(...terminal.lines().map(line => line.length))).toBeLessThanOrEqual(columns)
    terminal.send('q')
    expect((await terminal.exited).exitCode).toBe(0)
  })

  it('writes plain lines where nothing can be drawn', async () => {
    session = new TerminalSession(['watch', '--demo'], { columns: 120, rows: 40, env: { TERM: 'dumb' } })
    await session.shows(text => /req\/s over .* p95 /.test(text))
    expect(session.raw).not.toContain('\u001b')
  })

  it('takes a paste for text, never for keys', async () => {
    const path = join(folder, 'access.log')
    writeFileSync(path, request(now() - 1, '/before'))
    const terminal = open(['--no-store', path])
    await terminal.shows(text => text.includes('/before'))
    expect(terminal.raw).toContain('\u001b[?2004h')
    const paste = (text: string) => terminal.send(`\u001b[200~${text}\u001b[201~`)
    paste('curl -q /quit\r\nqqq SS')
    await terminal.shows(text => text.includes('press / first'))
    terminal.send('/')
    await terminal.shows(text => text.includes('Filter'))
    paste('  endpoint = "/before"\r\n\tand status = 200 💥\n')
    await terminal.shows(text => text.includes('/endpoint = "/before" and status = 200 💥'))
    terminal.send('\u001b')
    await terminal.shows(text => !text.includes('Filter'))
    terminal.send('q')
    expect((await terminal.exited).exitCode).toBe(0)
    expect(terminal.raw).toContain('\u001b[?2004l')
  })

  it('follows a file as it grows', async () => {
    const path = join(folder, 'access.log')
    writeFileSync(path, request(now() - 1, '/before'))
    const terminal = open([path])
    await terminal.shows(text => text.includes('/before'))
    appendFileSync(path, request(now(), '/after'))
    await terminal.shows(text => text.includes('/after'))
  })

  it('reads a log on stdin and keys from the terminal', async () => {
    const path = join(folder, 'access.log')
    writeFileSync(path, request(now() - 1, '/piped'))
    const terminal = open(
      [],
      120,
      40,
      `tail -n +1 -f ${path} | ${process.execPath} ${bin} watch --utc; echo "ended $?"`,
    )
    await terminal.shows(text => text.includes('/piped'))
    appendFileSync(path, request(now(), '/later'))
    await terminal.shows(text => text.includes('/later'))
    terminal.send('?')
    await terminal.shows(text => text.includes('Help ─') && text.includes('who made the spike'))
    terminal.send('\u001b')
    // Both at once would be Alt-q.
    await terminal.shows(text => text.includes('8 Endpoints'))
    terminal.send('q')
    await terminal.shows(text => text.includes('ended 0'))
  })

  it('says when its input has ended, and stays', async () => {
    const terminal = open(
      [],
      120,
      40,
      `cat ${fixture('logs/caddy.jsonl')} | ${process.execPath} ${bin} watch --utc`,
    )
    await terminal.shows(text => text.includes('INPUT ENDED'))
    await terminal.shows(text => text.includes('/api/'))
    terminal.send('q')
    expect((await terminal.exited).exitCode).toBe(0)
  })

  it.each([
    ['q', (terminal: TerminalSession) => terminal.send('q'), 0, 0],
    ['Ctrl-C', (terminal: TerminalSession) => terminal.send('\u0003'), 0, 0],
    ['SIGTERM', (terminal: TerminalSession) => process.kill(terminal.pty.pid, 'SIGTERM'), 143, 15],
    ['SIGINT', (terminal: TerminalSession) => process.kill(terminal.pty.pid, 'SIGINT'), 130, 2],
    ['SIGHUP', (terminal: TerminalSession) => process.kill(terminal.pty.pid, 'SIGHUP'), 129, 1],
    ['SIGQUIT', (terminal: TerminalSession) => process.kill(terminal.pty.pid, 'SIGQUIT'), 131, 3],
  ])('gives the terminal back on %s', async (_, end, code, signal) => {
    // SIGQUIT would leave a dump of the memory where those are kept.
    const terminal = open([], 120, 40, `ulimit -c 0; exec ${process.execPath} ${bin} watch --demo`)
    await terminal.shows(text => text.includes('/api/products'))
    end(terminal)
    const exit = await terminal.exited
    expect([exit.exitCode, exit.signal]).toContain(
      exit.signal === 0 || exit.signal === undefined ? code : signal,
    )
    expect(terminal.raw.lastIndexOf(leftScreen)).toBeGreaterThan(terminal.raw.lastIndexOf('\u001b[?1049h'))
    expect(terminal.raw.lastIndexOf(shownCursor)).toBeGreaterThan(terminal.raw.lastIndexOf('\u001b[?25l'))
  })

  it('lets no hostile text through', async () => {
    const path = join(folder, 'hostile.log')
    const hostile = '/x\u001b]0;owned\u0007\u009b2J{red-fg}\u202e'
    writeFileSync(
      path,
      Array.from({ length: 30 }, (_, i) => request(now() - i / 10, hostile, 2, 500)).join(''),
    )
    const terminal = open([path])
    await terminal.shows(text => text.includes('{red-fg}'))
    expect(terminal.raw).not.toContain('owned\u0007')
    expect(terminal.raw).not.toMatch(/[\u0080-\u009f\u202e]/)
  })
})

describe('watch without a terminal', () => {
  it('prints a line a second and a summary, without an escape byte', async () => {
    const { stdout, code } = await runCli(['watch'], { input: readFileSync(fixture('logs/caddy.jsonl')) })
    expect(code).toBe(0)
    const { requests } = JSON.parse(readFileSync(fixture('logs/caddy.expected.json'), 'utf8'))
    expect(stdout).toContain(`${requests} requests`)
    expect(stdout).not.toContain('\u001b')
  })

  it('prints lines while its input goes on, and dies by the signal', async () => {
    const path = join(folder, 'access.log')
    writeFileSync(path, request(now()))
    const child = startCli(['watch', '--plain', '--refresh', '100ms', path])
    await until(child.stdout, text => text.split('\n').length > 3)
    const exited = new Promise(resolve => child.on('exit', (code, signal) => resolve([code, signal])))
    child.kill('SIGTERM')
    expect(await exited).toEqual([null, 'SIGTERM'])
  })

  it('follows objectives', async () => {
    const input = Array.from({ length: 3000 }, (_, i) =>
      request(1_700_000_000 + i / 5, '/a', i < 2700 ? 0.1 : 0.9),
    ).join('')
    const { stdout, code } = await runCli(
      ['watch', '--plain', '--no-store', '--slo', 'p95 < 500ms, 99% over 30d'],
      { input },
    )
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /Objective\s+burning\s+p95 < 500ms, 99% over 30d:\s+missed\s+in\s+1\d\s+of\s+\d+\s+slices/,
    )
    expect(stdout).toContain('Error budget is burning')
  })

  it('writes a report at the end, of everything since the start', async () => {
    const path = join(folder, 'out.json')
    const { code } = await runCli(['watch', '--plain', '--report', path], {
      input: readFileSync(fixture('logs/native.sample.jsonl')),
    })
    expect(code).toBe(0)
    const report = JSON.parse(readFileSync(path, 'utf8'))
    const truth = JSON.parse(readFileSync(fixture('logs/native.sample.expected.json'), 'utf8'))
    expect(report.requests.total).toBe(truth.requests)
    expect(report.requests.statusCodes).toEqual(truth.status_counts)
  })
})

describe('demo', () => {
  it('hears a signal while it writes to a file, which takes everything at once', async () => {
    const path = join(folder, 'demo.log')
    const child = spawn('/bin/sh', ['-c', `exec ${process.execPath} ${bin} demo --duration 3650d > ${path}`])
    onTestFinished(() => void child.kill('SIGKILL'))
    const exited = new Promise(resolve => child.on('close', (code, signal) => resolve([code, signal])))
    await vi.waitUntil(() => existsSync(path) && statSync(path).size > 0, 20_000)
    child.kill('SIGTERM')
    expect(await exited).toEqual([null, 'SIGTERM'])
  })

  it('feeds report through a pipe', async () => {
    const { stdout } = await runCli(['demo', '--duration', '10m', '--rate', '5'])
    const { stdout: report } = await runCli(['report', '--format', 'json'], { input: stdout })
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(JSON.parse(report).requests.total).toBe(lines.filter(line => line.endpoint !== undefined).length)
  })

  it('ends quietly when its reader leaves', async () => {
    const shell = spawn('/bin/bash', [
      '-c',
      `set -o pipefail; ${process.execPath} ${bin} demo --duration 1h | head -n 3`,
    ])
    let stderr = ''
    shell.stderr.on('data', text => {
      stderr += text
    })
    const code = await new Promise(resolve => shell.on('close', resolve))
    expect([stderr, code]).toEqual(['', 141])
  })
})
