import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCli, startCli, until } from '../support/cli.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'api-metrics-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const request = (i: number) =>
  `${JSON.stringify({ timestamp: Date.now() / 1000, endpoint: '/pushed', method: 'GET', status_code: 200, response_time: i / 1000 })}\n`

async function watching(args: string[], env: Record<string, string> = {}) {
  const report = join(folder, 'report.json')
  const child = startCli(
    ['watch', '--plain', '--no-system', '--refresh', '100ms', '--report', report, ...args],
    { env },
  )
  await until(child.stdout, text => text.includes('\n'))
  return {
    shows: (done: (text: string) => boolean) => until(child.stdout, done),
    async end() {
      const closed = new Promise(resolve => child.on('close', resolve))
      child.kill('SIGTERM')
      await closed
      return JSON.parse(readFileSync(report, 'utf8'))
    },
  }
}

describe('watch --listen', () => {
  it('counts what comes over TCP, HTTP and a Unix socket', async () => {
    const ports = join(folder, 'ports')
    const socket = join(folder, 'push.sock')
    const watch = await watching([
      '--listen',
      'tcp://127.0.0.1:0',
      '--listen',
      'http://127.0.0.1:0',
      '--listen',
      `unix:${socket}`,
      '--port-file',
      ports,
    ])
    const [tcp = '', http = '', unix] = readFileSync(ports, 'utf8').trim().split('\n')
    expect(unix).toBe(`unix:${socket}`)
    expect(statSync(socket).mode & 0o777).toBe(0o600)
    const send = (target: { port: number } | { path: string }, from: number) =>
      new Promise(resolve => {
        const client = connect(target as { port: number }, () =>
          client.end(Array.from({ length: 100 }, (_, i) => request(from + i)).join('')),
        )
        client.on('close', resolve)
      })
    await send({ port: Number(tcp.split(':').at(-1)) }, 0)
    await send({ path: socket }, 100)
    const answer = await fetch(`${http}/v1/events`, {
      method: 'POST',
      body: `${request(200)}garbage\n${request(201)}`,
    })
    expect(await answer.json()).toMatchObject({ accepted: 2, rejected: 1 })
    // Once: the digits of its time differ from moment to moment.
    const unfinished = request(202).slice(0, -5)
    const cut = await fetch(`${http}/v1/events`, { method: 'POST', body: unfinished })
    expect([cut.status, await cut.json()]).toEqual([
      400,
      { accepted: 0, rejected: 1, errors: ['1 line: not whole, and no newline at its end'] },
    ])
    const report = await watch.end()
    expect(report.requests.total).toBe(202)
    expect(report.requests.responseTime.max).toBe(0.201)
    expect(report.ingest.rejected.notJson).toBe(1)
    expect(report.ingest.partialBytes).toBe(unfinished.length)
    expect(existsSync(socket)).toBe(false)
  })

  it('opens the default socket when nothing else is there to read', async () => {
    const watch = await watching([], { XDG_RUNTIME_DIR: folder })
    const client = connect(join(folder, 'api-metrics.sock'), () => client.end(request(1)))
    await new Promise(resolve => client.on('close', resolve))
    expect((await watch.end()).requests.total).toBe(1)
  })

  it('refuses to be open to others without a token', async () => {
    const { stderr, code } = await runCli(['watch', '--listen', 'tcp://0.0.0.0:0'])
    expect(code).toBe(2)
    expect(stderr).toContain('hint: give --token')
  })
})
