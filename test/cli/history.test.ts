import { once } from 'node:events'
import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SqliteWriter } from '../../src/history/sqlite/writer.ts'
import { checkpoint, commitOf } from '../history/traffic.ts'
import { runCli, startCli, until } from '../support/cli.ts'

let folder: string
let log: string
let store: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'history-'))
  log = join(folder, 'access.log')
  store = join(folder, 'state', 'history.db')
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Lines of requests that end now, one each tenth of a second. */
function lines(count: number, endpoint: string, status = 200): string {
  const now = Date.now() / 1000
  return Array.from({ length: count }, (_, i) =>
    JSON.stringify({
      timestamp: now - (count - i) / 10,
      endpoint,
      method: 'GET',
      status_code: status,
      response_time: (i + 1) / 1000,
    }),
  )
    .join('\n')
    .concat('\n')
}

/** Collects until everything written so far is in the store. */
async function collectAll(...args: string[]): Promise<string> {
  const child = startCli(['collect', log, '--no-system', '--store', store, ...args])
  let said = ''
  child.stderr.on('data', text => {
    said += text
  })
  await until(child.stderr, text => text.includes('recording '))
  const size = statSync(log).size
  for (;;) {
    const { stdout } = await runCli(['collect', '--status', '--store', store])
    if (stdout.includes('recorded by') && !stdout.includes('behind') && size > 0) break
  }
  child.kill('SIGTERM')
  await once(child, 'close')
  return said
}

async function report(...args: string[]) {
  const { stdout, stderr, code } = await runCli(['report', '--format', 'json', '--store', store, ...args])
  expect(stderr).toBe('')
  expect(code).toBe(0)
  return JSON.parse(stdout)
}

describe('history', () => {
  it('is reported like the file it came from, and gone on with after a restart', async () => {
    writeFileSync(log, lines(300, '/a') + lines(200, '/b', 500))
    await collectAll()
    appendFileSync(log, lines(100, '/a', 404))
    await collectAll()
    const recorded = await report()
    const { stdout } = await runCli(['report', '--format', 'json', log])
    const read = JSON.parse(stdout)
    expect(recorded.requests.total).toBe(600)
    for (const name of ['total', 'errors', 'statusCodes', 'responseTime', 'durationSum', 'cache'])
      expect(recorded.requests[name]).toEqual(read.requests[name])
    expect(recorded.endpoints.map((each: { endpoint: string }) => each.endpoint)).toEqual(['/a', '/b'])
    expect(recorded.sources).toMatchObject([{ name: log, kind: 'history' }])
  })

  it('is filtered and grouped by what it knows, and says what it does not', async () => {
    writeFileSync(log, lines(30, '/a') + lines(20, '/b', 500))
    await collectAll()
    expect((await report('--filter', 'endpoint = /b')).requests.total).toBe(20)
    const byStatus = await report('--filter', 'status < 500')
    expect(byStatus.requests).toMatchObject({ total: 30, responseTime: { count: 0, p95: null } })
    expect(byStatus.ingest).toMatchObject({ requests: 50, filtered: 20 })
    expect((await report('--group-by', 'status')).groups).toMatchObject([
      { value: '200', total: 30 },
      { value: '500', total: 20 },
    ])
    const refused = await runCli(['report', '--store', store, '--filter', 'duration > 1s'])
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toContain('by source, method, endpoint and status only')
  })

  it('answers when stdin brings nothing, and says so', async () => {
    writeFileSync(log, lines(10, '/a'))
    await collectAll()
    const env = { XDG_STATE_HOME: folder }
    const empty = await runCli(['report'], { input: '', env })
    expect(empty.code).toBe(1)
    expect(empty.stderr).toContain('nothing came on stdin')
    expect(empty.stderr).toContain('there is no history yet')
    const { stdout, code } = await runCli(['report', '--store', store, '--format', 'json'], { input: '' })
    expect(code).toBe(0)
    expect(JSON.parse(stdout).requests.total).toBe(10)
  })

  it('refuses a second recorder of a file with the number of the first', async () => {
    writeFileSync(log, lines(10, '/a'))
    const first = startCli(['collect', log, '--no-system', '--store', store])
    for (;;) {
      const { stdout } = await runCli(['collect', '--status', '--store', store])
      if (stdout.includes('recorded by')) break
    }
    const second = await runCli(['collect', log, '--no-system', '--store', store])
    expect(second.code).toBe(1)
    expect(second.stderr).toContain(`recorded by process ${first.pid}`)
    first.kill('SIGKILL')
    await once(first, 'close')
    const third = startCli(['collect', log, '--no-system', '--store', store])
    for (;;) {
      const { stdout } = await runCli(['collect', '--status', '--store', store])
      if (stdout.includes(`process ${third.pid}`)) break
    }
    third.kill('SIGTERM')
    await once(third, 'close')
    expect((await report()).requests.total).toBe(10)
  })

  it('keeps everything to its owner', async () => {
    writeFileSync(log, lines(10, '/a'))
    const child = startCli(['collect', log, '--no-system', '--store', store])
    for (;;) {
      const { stdout } = await runCli(['collect', '--status', '--store', store])
      if (stdout.includes('recorded by')) break
    }
    const modes = ['', '/history.db', '/history.db-wal', '/history.db-shm'].map(
      name => statSync(join(folder, 'state') + name).mode & 0o777,
    )
    expect(modes).toEqual([0o700, 0o600, 0o600, 0o600])
    child.kill('SIGTERM')
    await once(child, 'close')
  })
})

/** Five minutes from `from` on. */
const oneASecond = (from: number) =>
  Array.from({ length: 300 }, (_, i) => ({
    time: from + i,
    endpoint: '/a',
    source: log,
    status: 200,
    duration: 0.1,
  }))

describe('what nobody recorded', () => {
  it('is not taken for a time without requests', async () => {
    const ended = Math.floor(Date.now() / 1000) - 600
    const requests = oneASecond(ended - 299)
    const writer = new SqliteWriter({ path: store, self: { pid: 1, host: 'gone', started: '' } })
    writer.commit({ ...commitOf(requests, ended), checkpoints: [checkpoint(log, 1)] })
    writer.close()
    const { mode, window, requests: told, sources } = await report('--window', '20m')
    expect(mode).toBe('history')
    // To the end of a bucket of 10 s.
    expect(Date.parse(window.to) / 1000 - ended).toBeLessThanOrEqual(10)
    expect(told.total).toBe(300)
    expect(sources).toMatchObject([{ state: 'ended' }])
    const { stdout } = await runCli(['report', '--store', store, '--window', '20m'])
    expect(stdout).not.toContain('No requests arrive')
    expect(stdout).toContain('300 requests from history.')
    expect(stdout).toContain(`${log}: from history, not recorded now; last 10 min`)
    const filtered = await runCli(['report', '--store', store, '--window', '20m', '-f', 'status < 500'])
    expect(filtered.stdout).not.toMatch(/the log (says|carries)/)
    expect(filtered.stdout).toContain('history keeps only counts of a status')
    const later = await report('--window', '5m')
    expect(later).toMatchObject({ mode: 'history', requests: { total: 0 } })
  })

  it('is not in a window that ends with a whole bucket, where seconds are not kept', async () => {
    const end = Math.floor(Date.now() / 600_000) * 600 - 36_000
    const requests = oneASecond(end - 150)
    const writer = new SqliteWriter({ path: store, self: { pid: 1, host: 'gone', started: '' } })
    writer.commit(commitOf(requests, end + 150))
    writer.commit(commitOf([], Date.now() / 1000))
    writer.close()
    const { window, requests: told } = await report('--since', `${end - 600}`, '--until', `${end}`)
    expect(Date.parse(window.to) / 1000).toBe(end)
    expect(told.total).toBe(150)
  })

  it('knows who records a socket, and counts on from what came before', async () => {
    const socket = join(folder, 's.sock')
    for (const total of [40, 80]) {
      const child = startCli(['collect', '--listen', `unix:${socket}`, '--no-system', '--store', store])
      await until(child.stderr, text => text.includes('recording '))
      const connection = connect(socket)
      connection.end(lines(40, '/a'))
      await once(connection, 'close')
      let said = ''
      while (!said.includes(` ${total} requests`)) {
        said = (await runCli(['collect', '--status', '--store', store])).stdout
      }
      expect(said).toContain(`recorded by process ${child.pid}`)
      child.kill('SIGTERM')
      await once(child, 'close')
    }
    expect((await runCli(['collect', '--status', '--store', store])).stdout).toContain('not recorded now')
  })
})

describe('the history command', () => {
  it('refuses to export what ends before it begins', async () => {
    writeFileSync(log, lines(10, '/a'))
    await collectAll()
    const times = ['--since', '1h', '--until', '2h']
    const { stdout, stderr, code } = await runCli(['history', 'export', '--store', store, ...times])
    expect([stdout, stderr, code]).toEqual(['', 'api-metrics: --since is after --until: 1h … 2h\n', 2])
  })

  it('exports what the report says, bucket by bucket', async () => {
    writeFileSync(log, lines(300, '/a') + lines(200, '/b', 500))
    await collectAll()
    const { stdout, code } = await runCli(['history', 'export', '--store', store, '--step', '10s'])
    expect(code).toBe(0)
    const rollups = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    const sum = (of: (rollup: (typeof rollups)[number]) => number) =>
      rollups.reduce((all, rollup) => all + of(rollup), 0)
    expect(sum(({ requests }) => requests)).toBe(500)
    expect(sum(({ statusCodes }) => statusCodes['500'] ?? 0)).toBe(200)
    const counted = sum(({ durations }) =>
      durations.unknown.buckets.reduce((all: number, [, count]: [number, number]) => all + count, 0),
    )
    expect(counted).toBe(500)
    for (const { time, seconds, source } of rollups) {
      expect(Date.parse(time) % 10_000).toBe(0)
      // The newest is told as far as it has gone by.
      if (time !== rollups.at(-1).time) expect(seconds).toBe(10)
      expect(source).toBe(log)
    }
    const refused = await runCli(['history', 'export', '--store', store, '--step', '7s'])
    expect(refused).toMatchObject({ code: 2, stdout: '' })
  })

  it('exports buckets that say how wide they are, whatever is kept and asked for', async () => {
    const now = Math.floor(Date.now() / 1000)
    const times = Array.from({ length: 1800 }, (_, i) => now - 1800 + i)
    const record = { endpoint: '/a', method: 'GET', status_code: 200, response_time: 0.1 }
    writeFileSync(log, times.map(timestamp => `${JSON.stringify({ ...record, timestamp })}\n`).join(''))
    await collectAll()
    const widths = new Set<number>()
    for (const range of [
      ['--step', '1s'],
      ['--step', '1m', '--since', `${now - 1003}`, '--until', `${now - 777}`],
    ]) {
      const { stdout } = await runCli(['history', 'export', '--store', store, ...range])
      const rows = stdout
        .trim()
        .split('\n')
        .map(line => JSON.parse(line))
      let end = 0
      for (const { time, seconds, requests } of rows) {
        const from = Date.parse(time) / 1000
        expect(from).toBeGreaterThanOrEqual(end)
        end = from + seconds
        widths.add(seconds)
        expect(requests).toBe(times.filter(each => each >= from && each < end).length)
      }
    }
    expect([...widths]).toEqual(expect.arrayContaining([1, 10, 60]))
  })

  it('says what there is, finds it sound, and prunes it', async () => {
    writeFileSync(log, lines(300, '/a'))
    await collectAll()
    const info = await runCli(['history', 'info', '--store', store])
    expect(info.stdout).toContain(`${log}: not recorded now, 300 requests`)
    expect((await runCli(['history', 'check', '--store', store])).stdout).toContain('sound')
    const pruned = await runCli(['history', 'prune', '--store', store, '--older-than', '1s'])
    expect(pruned.code).toBe(0)
    const after = await runCli(['report', '--store', store, '--format', 'json'])
    const left = after.code === 0 ? JSON.parse(after.stdout).requests.total : 0
    expect(left).toBeLessThan(30)
    expect((await runCli(['history', 'check', '--store', store])).stdout).toContain('sound')
  })

  it('says that there is none', async () => {
    for (const command of ['info', 'check', 'prune', 'export']) {
      const { code, stderr } = await runCli(['history', command, '--store', store])
      expect(code).toBe(1)
      expect(stderr).toContain('there is no history yet')
    }
  })
})
