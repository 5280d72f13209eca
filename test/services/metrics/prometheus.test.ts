import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startCli, until } from '../../support/cli.ts'

let folder: string
const children: ChildProcess[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'api-metrics-prometheus-'))
})
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGKILL')
    await once(child, 'close')
  }
  rmSync(folder, { recursive: true })
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

/** Requests of the last seconds: durations grow by 0.1 % each, so that every percentile is another one. */
function writeLog(count: number): number[] {
  const now = Date.now() / 1000
  const durations = Array.from({ length: count }, (_, i) => Number((0.003 * 1.001 ** i).toFixed(6)))
  const lines = durations.map((response_time, i) =>
    JSON.stringify({
      timestamp: now - 5 + i / count,
      method: i % 3 === 0 ? 'POST' : 'GET',
      endpoint: i % 2 === 0 ? '/items/{id}' : '/say "hi"\\\n',
      status_code: i % 10 === 0 ? 500 : 200,
      response_time,
      cache_hit: i % 4 === 0,
    }),
  )
  writeFileSync(join(folder, 'access.log'), `${lines.join('\n')}\n`)
  return durations
}

async function collect(...args: string[]): Promise<string> {
  const ports = join(folder, 'ports')
  const child = startCli([
    'collect',
    join(folder, 'access.log'),
    '--store',
    join(folder, 'history.db'),
    '--metrics',
    '127.0.0.1:0',
    '--port-file',
    ports,
    ...args,
  ])
  children.push(child)
  await until(child.stderr, text => text.includes('metrics at '))
  return readFileSync(ports, 'utf8').trim()
}

/** Asks until the answer is as wanted. */
async function ask<T>(question: () => Promise<T>, done: (answer: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries++) {
    const answer = await question().catch(error => {
      if (tries > 200) throw error
      return null
    })
    if (answer !== null && done(answer)) return answer
    if (tries > 200) throw new Error(`never came: ${JSON.stringify(answer)}`)
    await delay(100)
  }
}

const scrape = (url: string, headers: Record<string, string> = {}) =>
  ask(
    async () => (await fetch(url, { headers })).text(),
    text => text.includes('api_metrics_ingest_requests_total 3000'),
  )

describe('/metrics', () => {
  it('is clean for promtool, and an OpenMetrics that ends', async () => {
    writeLog(3000)
    const url = await collect()
    const text = await scrape(url)
    const check = execFileSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' })
    expect(check).toBe('')
    const response = await fetch(url, { headers: { accept: 'application/openmetrics-text; version=1.0.0' } })
    expect(response.headers.get('content-type')).toContain('application/openmetrics-text; version=1.0.0')
    expect((await response.text()).endsWith('# EOF\n')).toBe(true)
  })

  it('is scraped by Prometheus, whose quantiles are within one bucket of ours', async () => {
    const durations = writeLog(3000)
    const url = await collect()
    await scrape(url)
    const port = await freePort()
    const config = join(folder, 'prometheus.yml')
    writeFileSync(
      config,
      `global: {scrape_interval: 200ms, scrape_timeout: 200ms}
scrape_configs:
  - job_name: api
    static_configs: [{targets: ['${new URL(url).host}']}]
`,
    )
    const prometheus = spawn(
      'prometheus',
      [
        `--config.file=${config}`,
        `--storage.tsdb.path=${join(folder, 'tsdb')}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    )
    children.push(prometheus)
    let said = ''
    prometheus.stderr.on('data', each => {
      said += each
    })
    interface Answer {
      readonly data: {
        readonly result: readonly {
          readonly metric: Record<string, string>
          readonly value: [number, string]
        }[]
      }
    }
    const query = (text: string) =>
      ask(
        async () => {
          const path = `api/v1/query?query=${encodeURIComponent(text)}`
          return ((await (await fetch(`http://127.0.0.1:${port}/${path}`)).json()) as Answer).data.result
        },
        result => result.length > 0,
      ).catch(error => {
        throw new Error(`${error.message}\n${said}`)
      })

    const [total] = await query('sum(http_server_request_duration_seconds_count)')
    expect(Number(total!.value[1])).toBe(3000)
    const byStatus = await query('sum by (http_response_status_code) (api_metrics_requests_total)')
    expect(
      Object.fromEntries(byStatus.map(({ metric, value }) => [metric.http_response_status_code, value[1]])),
    ).toEqual({ 200: '2700', 500: '300' })
    const routes = await query('sum by (http_route) (api_metrics_requests_total)')
    expect(routes.map(({ metric }) => metric.http_route).sort()).toEqual(['/items/{id}', '/say "hi"\\␊'])
    const [sum] = await query('sum(http_server_request_duration_seconds_sum)')
    expect(Number(sum!.value[1])).toBeCloseTo(
      durations.reduce((a, b) => a + b, 0),
      6,
    )
    for (const q of [0.5, 0.95, 0.99]) {
      const [answer] = await query(
        `histogram_quantile(${q}, sum by (le) (http_server_request_duration_seconds_bucket))`,
      )
      const exact = durations.sort((a, b) => a - b)[Math.ceil(q * durations.length) - 1]!
      // Buckets double: the answer lies in the bucket of the exact value.
      expect(Math.ceil(Math.log2(Number(answer!.value[1])))).toBe(Math.ceil(Math.log2(exact)))
    }
    const [up] = await query('up')
    expect(up!.value[1]).toBe('1')
  })

  it('asks others for the token, and is refused without one where they can reach it', async () => {
    writeLog(3000)
    const url = await collect('--token', 'secret')
    expect((await fetch(url)).status).toBe(401)
    expect((await fetch(url, { headers: { authorization: 'Bearer wrong' } })).status).toBe(401)
    expect(await scrape(url, { authorization: 'Bearer secret' })).toContain('http_route=')
    expect((await fetch(url, { method: 'POST' })).status).toBe(405)
    expect((await fetch(new URL('/', url))).status).toBe(404)
    const child = startCli(['collect', '--metrics', '0.0.0.0:0', '--store', join(folder, 'other.db')])
    const [code] = await once(child, 'close')
    expect(code).toBe(2)
  })
})
