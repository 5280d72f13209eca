import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Receiver } from '../alert/notify/receiver.ts'
import { runCli, startCli, until } from '../support/cli.ts'
import { TerminalSession } from '../support/terminal.ts'

let folder: string
let receiver: Receiver
let child: ChildProcess | null
let session: TerminalSession | null
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'api-metrics-'))
  receiver = await Receiver.open()
  child = null
  session = null
})
afterEach(async () => {
  child?.kill('SIGKILL')
  session?.kill()
  await receiver.close()
  rmSync(folder, { recursive: true })
})

const log = () => join(folder, 'access.log')
const env = () => ({ XDG_STATE_HOME: join(folder, 'state') })

/** So many requests of just now. */
function write(count: number, seconds: number, status = 200): void {
  const now = Date.now() / 1000
  const lines = Array.from({ length: count }, (_, i) =>
    JSON.stringify({
      timestamp: now - i / 1000,
      endpoint: '/pay',
      method: 'POST',
      status_code: status,
      response_time: seconds,
    }),
  )
  appendFileSync(log(), `${lines.join('\n')}\n`)
}

/** What the machine of the log was doing just now. */
function sample(cpu: number): void {
  appendFileSync(log(), `${JSON.stringify({ timestamp: Date.now() / 1000, cpu_percent: cpu })}\n`)
}

async function end(running: ChildProcess): Promise<void> {
  running.kill('SIGTERM')
  await once(running, 'close')
}

describe('collect --alert', () => {
  it('tells a webhook, and a process that was ended and started again does not tell it twice', async () => {
    writeFileSync(log(), '')
    sample(99)
    const args = [
      'collect',
      '--no-system',
      '--alert',
      'cpu > 90 for 1s',
      '--notify',
      receiver.url.href,
      log(),
    ]
    const first = startCli(args, { env: env() })
    child = first
    await Promise.all([until(first.stderr, text => text.includes('Firing: cpu is 99')), receiver.had(1)])
    expect(receiver.requests[0]!.body).toMatchObject({
      status: 'firing',
      value: 99,
      unit: 'percent',
      limit: 90,
    })
    await end(first)
    sample(98)
    const second = startCli(args, { env: env() })
    child = second
    sample(12)
    await receiver.had(2)
    await end(second)
    const [fired, resolved] = receiver.requests.map(({ body }) => body)
    expect(resolved).toMatchObject({ status: 'resolved', value: 12, startedAt: fired!.startedAt })
    expect(receiver.ids).toHaveLength(2)
  }, 60_000)
})

describe('a command that hangs and does not want to end', () => {
  it('holds nothing up when collect is asked to end, and is left to the next process', async () => {
    write(30, 0.9)
    const hanging = `exec:trap '' TERM; touch ${join(folder, 'begun')}; while :; do sleep 1; done`
    const running = startCli(
      [
        'collect',
        '--no-system',
        '--alert',
        'p95 > 500ms',
        '--notify',
        hanging,
        '--report',
        join(folder, 'r.json'),
        log(),
      ],
      { env: env() },
    )
    child = running
    let said = ''
    running.stderr.on('data', text => {
      said += text
    })
    await until(running.stderr, text => text.includes('Firing'))
    await end(running)
    expect(said).toContain('stopped: 30 requests')
    expect(JSON.parse(readFileSync(join(folder, 'r.json'), 'utf8')).requests.total).toBe(30)
    const folderOfState = join(folder, 'state', 'api-metrics')
    const file = readdirSync(folderOfState).find(name => name.startsWith('alerts-'))!
    const { undelivered } = JSON.parse(readFileSync(join(folderOfState, file), 'utf8'))
    expect(Object.values(undelivered).flat()).toMatchObject([{ status: 'firing' }])
  })
})

describe.each([
  ['watch', ['watch', '--plain', '--no-system']],
  ['collect', ['collect', '--no-system']],
])('%s --alert', (_, command) => {
  it('runs a command', async () => {
    const out = join(folder, 'out')
    write(30, 0.9)
    const args = [
      ...command,
      '--alert',
      'p95 > 500ms',
      '--notify',
      `exec:cat > ${out}.part && mv ${out}.part ${out}`,
    ]
    const running = startCli([...args, log()], { env: env() })
    child = running
    await until(running.stderr, text => text.includes('Firing'))
    await end(running)
    expect(existsSync(out)).toBe(true)
    expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({ alert: 'p95 > 500ms', status: 'firing' })
  })
})

describe('alerts', () => {
  it('of what ends within a second are told as well', async () => {
    write(30, 0.9)
    const { stdout, stderr, code } = await runCli(
      ['watch', '--plain', '--no-store', '--alert', 'p95 > 500ms', '--notify', receiver.url.href],
      { input: readFileSync(log()) },
    )
    expect(code).toBe(0)
    expect(stderr).toContain('Firing: p95 is')
    expect(stdout).toContain('Requests')
    expect(receiver.requests.map(({ body }) => body.status)).toEqual(['firing'])
  })

  it('of a pipe that is watched are another matter each time', async () => {
    write(30, 0.9)
    const args = ['watch', '--plain', '--alert', 'p95 > 500ms', '--notify', receiver.url.href]
    for (let run = 0; run < 2; run++) await runCli(args, { input: readFileSync(log()), env: env() })
    expect(receiver.requests.map(({ body }) => body.status)).toEqual(['firing', 'firing'])
  })

  it('stand in the line of --plain', async () => {
    write(30, 0.9)
    const running = startCli(
      ['watch', '--plain', '--alert', 'p95 > 500ms', '--alert', 'cpu > 99 for 1h', log()],
      {
        env: env(),
      },
    )
    child = running
    const text = await until(running.stdout, lines => lines.includes('ALERT'))
    expect(text).toMatch(/ {2}ALERT: p95 > 500ms \(9\d\d ms\)/)
    await end(running)
  })

  it('stand in the header of the screen', async () => {
    write(30, 0.9)
    session = new TerminalSession(
      ['watch', '--utc', '--no-store', '--no-system', '--alert', 'p95 > 500ms', '--alert', 'cpu > 99', log()],
      { columns: 120, rows: 40 },
    )
    await session.shows(
      text => /ALERT p95 > 500ms \(9\d\d ms\)/.test(text) && text.includes('no data for cpu > 99'),
    )
    session.send('q')
    expect((await session.exited).exitCode).toBe(0)
  })

  it.each([
    [['--alert', 'p95 >> 500ms'], /\^/],
    [['--alert', 'p95 > 500ms for ever'], /duration/],
    [['--alert', 'p95 > 500ms', '--notify', 'mailto:me'], /https:\/\/…, exec:COMMAND or bell/],
    [['--notify', 'bell'], /--alert/],
  ])('are refused before anything is read: %j', async (args, hint) => {
    const { stdout, stderr, code } = await runCli(['watch', '--plain', ...args, '/nowhere/access.log'])
    expect([stdout, code]).toEqual(['', 2])
    expect(stderr).toMatch(hint)
  })
})
