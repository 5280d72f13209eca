import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { root, startCli, until } from '../support/cli.ts'
import { FakeCollector, TemporarySocket } from './fake-collector.ts'

let socket: TemporarySocket
const children: ChildProcess[] = []
beforeEach(() => {
  socket = new TemporarySocket()
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  socket.remove()
})

/** Serves on a free port, which it prints; `/end` closes the server, after which nothing keeps the process. */
const app = `
  import { createServer } from 'node:http'
  const server = createServer((request, response) => {
    if (request.url === '/end') server.close()
    response.writeHead(request.url.startsWith('/teapot') ? 418 : 200, { connection: 'close' }).end('hello')
  })
  server.listen(0, '127.0.0.1', () => console.log(server.address().port))
`

function start(script: string, env: Record<string, string> = {}) {
  const child = spawn(
    process.execPath,
    ['--import', 'api-metrics/register', '--input-type=module', '--eval', script],
    { cwd: root, env: { PATH: process.env.PATH, XDG_RUNTIME_DIR: socket.folder, ...env } },
  )
  children.push(child)
  return { child, ended: once(child, 'exit'), stderr: text(child.stderr) }
}

async function serve(env: Record<string, string> = {}) {
  const { child, ended, stderr } = start(app, env)
  const port = Number(await until(child.stdout!, said => said.endsWith('\n')))
  const ask = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text()
  return { ask, ended, stderr }
}

describe('node --import api-metrics/register', () => {
  it('shows a server in the dashboard without a word of configuration', async () => {
    const report = join(socket.folder, 'report.json')
    const watch = startCli(['watch', '--plain', '--no-system', '--refresh', '100ms', '--report', report], {
      env: { XDG_RUNTIME_DIR: socket.folder },
    })
    children.push(watch)
    await until(watch.stdout, said => said.includes('\n'))
    const { ask, ended } = await serve()
    for (let i = 0; i < 20; i++) await ask('/hello')
    for (let i = 0; i < 5; i++) await ask('/teapot?strong=1')
    await ask('/end')
    await ended
    await until(watch.stdout, () => {
      watch.kill('SIGUSR2')
      return existsSync(report) && JSON.parse(readFileSync(report, 'utf8')).requests.total === 26
    })
    const closed = once(watch, 'close')
    watch.kill('SIGTERM')
    await closed
    const { requests, endpoints, sources, ingest } = JSON.parse(readFileSync(report, 'utf8'))
    expect(requests.statusCodes).toEqual({ '200': 21, '418': 5 })
    expect(endpoints.map((each: { endpoint: string; total: number }) => [each.endpoint, each.total])).toEqual(
      [
        ['/hello', 20],
        ['/teapot', 5],
        ['/end', 1],
      ],
    )
    expect(sources[0]).toMatchObject({ kind: 'unix', format: 'native' })
    expect(ingest).toMatchObject({ lines: ingest.requests + ingest.systemSamples, dropped: {} })
  })

  it('hands over what waits when the app calls process.exit(), more than a kernel takes at once', async () => {
    const collector = await FakeCollector.listen(socket.path)
    const requests = 4000
    const { ended } = start(
      `
      import { createServer } from 'node:http'
      import { connect } from 'node:net'
      let answers = 0
      const server = createServer((request, response) => {
        response.on('finish', () => ++answers === ${requests} + 1 && process.exit())
        response.end()
      })
      server.listen(0, '127.0.0.1', () => {
        const client = connect(server.address().port, '127.0.0.1').resume()
        const ask = path => client.write('GET ' + path + ' HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n')
        ask('/first')
        // The connection to the collector is there by then.
        setTimeout(() => { for (let i = 0; i < ${requests}; i++) ask('/' + i % 40 + '/' + 'x'.repeat(300)) }, 1500)
      })
      `,
      { API_METRICS_URL: `unix:${socket.path}` },
    )
    await ended
    await collector.until(({ requests: seen }) => seen.length === requests + 1)
    for (let path = 0; path < 40; path++) {
      const start = `/${path}/`
      expect(collector.requests.filter(({ endpoint }) => endpoint!.startsWith(start))).toHaveLength(100)
    }
    await collector.kill()
  })

  it('samples its process', async () => {
    const path = join(socket.folder, 'api-metrics.sock')
    const collector = await FakeCollector.listen(path)
    const { ask } = await serve()
    await collector.until(({ records }) => records.some(({ cpu_percent }) => cpu_percent !== undefined))
    await ask('/end')
    const sample = collector.records.find(({ cpu_percent }) => cpu_percent !== undefined)!
    expect(sample.cpu_percent).toBeGreaterThanOrEqual(0)
    expect(sample.cpu_percent).toBeLessThanOrEqual(100)
    expect(sample.memory_used_mb).toBeGreaterThan(10)
    expect(sample.active_connections).toBe(0)
    expect(sample.event_loop_delay).toBeGreaterThanOrEqual(0)
    await collector.kill()
  })

  it('hands over the last requests when the process ends', async () => {
    const path = join(socket.folder, 'api-metrics.sock')
    const collector = await FakeCollector.listen(path)
    const { ask, ended } = await serve()
    await ask('/first')
    await collector.until(({ requests }) => requests.length === 1)
    await ask('/end')
    await ended
    await collector.until(({ requests }) => requests.length === 2)
    expect(collector.requests.at(-1)!.endpoint).toBe('/end')
    await collector.kill()
  })

  it.each([
    ['nobody listens', {}],
    ['the address leads nowhere', { API_METRICS_URL: 'tcp://192.0.2.1:9' }],
  ])('lets the process end by itself when %s', async (_, env) => {
    const { ask, ended } = await serve(env)
    for (let i = 0; i < 5; i++) await ask('/')
    await ask('/end')
    expect(await ended).toEqual([0, null])
  })

  it('lets the process end by itself when the collector is stuck', async () => {
    const accepted: Socket[] = []
    const deaf = createServer({ pauseOnConnect: true }, each => {
      each.on('error', () => {})
      accepted.push(each)
    })
    await new Promise<void>(resolve => deaf.listen(join(socket.folder, 'api-metrics.sock'), resolve))
    const { ask, ended } = await serve()
    // More than the kernel takes for a deaf collector.
    const long = 'x'.repeat(2000)
    for (let i = 0; i < 400; i++) await ask(`/${long}`)
    await ask('/end')
    expect(await ended).toEqual([0, null])
    for (const each of accepted) each.destroy()
    deaf.close()
  })

  it('does not hold a process that serves nothing', async () => {
    const { ended } = start('')
    expect(await ended).toEqual([0, null])
  })

  it('warns about an address that it cannot understand, once, and leaves the app alone', async () => {
    const { ask, ended, stderr } = await serve({ API_METRICS_URL: 'nonsense' })
    expect(await ask('/')).toBe('hello')
    await ask('/end')
    expect(await ended).toEqual([0, null])
    expect(await stderr).toMatch(
      /ApiMetricsWarning: not an address of a collector: API_METRICS_URL=nonsense; use /,
    )
  })
})
