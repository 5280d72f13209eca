import { once } from 'node:events'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SqliteWriter } from '../../src/history/index.ts'
import { commitOf, type Request, self } from '../history/traffic.ts'
import { runCli, startCli } from '../support/cli.ts'
import { TerminalSession } from '../support/terminal.ts'

let folder: string
let store: string
let session: TerminalSession | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'api-metrics-past-'))
  store = join(folder, 'history.db')
})
afterEach(() => {
  session?.kill()
  session = undefined
  rmSync(folder, { recursive: true })
})

const now = () => Date.now() / 1000

function lines(count: number, endpoint: string): string {
  return Array.from({ length: count }, (_, i) =>
    JSON.stringify({
      timestamp: now() - 60 + i / 10,
      endpoint,
      method: 'GET',
      status_code: 200,
      response_time: 0.01,
    }),
  )
    .join('\n')
    .concat('\n')
}

/** Watches until so much is recorded; what it saw since its start. */
async function watchUntil(log: string, recorded: number): Promise<{ total: number }> {
  const report = join(folder, 'report.json')
  const args = ['watch', '--plain', '--no-system', '--store', store, '--report', report, log]
  const child = startCli(args)
  child.stdout.resume()
  for (;;) {
    const { stdout } = await runCli(['collect', '--status', '--store', store])
    if (stdout.includes(`, ${recorded} requests`)) break
  }
  child.kill('SIGTERM')
  await once(child, 'close')
  return JSON.parse(readFileSync(report, 'utf8')).requests
}

describe('watch with history', () => {
  it('that cannot be had says so once, and is no failure unless it was asked for', async () => {
    writeFileSync(join(folder, 'file'), '')
    const elsewhere = { env: { XDG_STATE_HOME: join(folder, 'file') }, input: lines(5, '/a') }
    const why = 'history cannot be opened: a part of the path is not a directory'
    const watched = await runCli(['watch', '--no-system', '-'], elsewhere)
    expect(watched.stdout).toMatch(/Requests +5/)
    expect([watched.stderr, watched.code]).toEqual([`api-metrics: nothing is recorded: ${why}\n`, 0])
    const path = join(folder, 'file', 'history.db')
    const asked = await runCli(['watch', '--no-system', '--store', path, '-'], elsewhere)
    expect(asked.code).toBe(1)
    const log = join(folder, 'access.log')
    writeFileSync(log, elsewhere.input)
    const collected = await runCli(['collect', '--no-system', '--store', path, log])
    expect(
      collected.stderr.match(/history cannot be opened: something of that name is in the way/g),
    ).toHaveLength(1)
    expect(collected.code).toBe(1)
  })

  it('shows a file from its beginning, and records each line once', async () => {
    const log = join(folder, 'access.log')
    writeFileSync(log, lines(200, '/a'))
    expect(await watchUntil(log, 200)).toMatchObject({ total: 200 })
    appendFileSync(log, lines(100, '/b'))
    expect(await watchUntil(log, 300)).toMatchObject({ total: 300 })
    const { stdout } = await runCli(['report', '--format', 'json', '--store', store])
    const { requests, endpoints } = JSON.parse(stdout)
    expect(requests.total).toBe(300)
    expect(endpoints).toMatchObject([
      { endpoint: '/a', total: 200 },
      { endpoint: '/b', total: 100 },
    ])
  })

  it('records nothing of what it shows only a part of', async () => {
    const log = join(folder, 'access.log')
    writeFileSync(log, lines(20, '/a'))
    const child = startCli(['watch', '--plain', '--filter', 'endpoint = /a', '--store', store, log])
    await once(child.stdout, 'data')
    child.kill('SIGTERM')
    await once(child, 'close')
    const { stderr } = await runCli(['history', 'info', '--store', store])
    expect(stderr).toContain('there is no history yet')
  })

  it('without a file shows what was recorded, and goes back through days', async () => {
    const writer = new SqliteWriter({ path: store, self })
    const requests = (ago: number, endpoint: string, count: number) =>
      Array.from(
        { length: count },
        (_, i): Request => ({
          time: Math.floor(now() - ago) - i,
          endpoint,
          source: '/log',
          status: 200,
          duration: 0.02,
        }),
      )
    writer.commit(
      commitOf([...requests(600, '/lately', 50), ...requests(3 * 86_400, '/days-ago', 70)], now()),
    )
    writer.close()
    session = new TerminalSession(['watch', '--utc', '--window', '24h', '--store', store], {
      columns: 120,
      rows: 40,
      env: { XDG_RUNTIME_DIR: folder },
    })
    expect(await session.shows(text => text.includes('/lately'))).not.toContain('/days-ago')
    session.send(']')
    await session.shows(text => text.includes('/days-ago') && text.includes('/lately'))
    // Three days back by quarters of a day.
    session.send('[')
    await session.shows(text => !text.includes('/days-ago'))
    session.send('<'.repeat(12))
    const past = await session.shows(text => text.includes('HISTORY') && text.includes('/days-ago'))
    expect(past).not.toContain('/lately')
    session.send('L')
    await session.shows(text => text.includes('LIVE') && text.includes('/lately'))
    session.send('q')
    expect((await session.exited).exitCode).toBe(0)
  })
})
