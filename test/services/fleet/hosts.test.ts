import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixture, runCli, startCli, until } from '../../support/cli.ts'
import { TerminalSession } from '../../support/terminal.ts'
import { ClickHouseServer, freePorts } from './clickhouse.ts'
import { ask, countBy, Host, percentile, report, type Sent } from './hosts.ts'

/** Ten hosts, 200 requests/s each, one minute. */
const hostCount = 10
const perHost = 12_000

let folder: string
let server: ClickHouseServer
let store: string
const hosts: Host[] = []
let all: Sent[]

const password = { API_METRICS_CLICKHOUSE_PASSWORD: "it's a secret" }

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'api-metrics-fleet-'))
  server = await ClickHouseServer.withTables()
  store = server.store()
  const now = Date.now() / 1000
  for (let i = 0; i < hostCount; i++) {
    const host = new Host(`web-${i}`, folder, i + 1)
    host.write(perHost, now - 62, now - 2)
    host.collect(server.store('collector'), password)
    hosts.push(host)
  }
  all = hosts.flatMap(({ sent }) => sent)
  await ask(
    () => server.sql('SELECT sum(requests) FROM fleet.rollups FINAL WHERE step = 10'),
    text => Number(text) === all.length,
    100,
  )
}, 150_000)

afterAll(async () => {
  await Promise.all(hosts.map(host => host.stop()))
  await server.remove()
  rmSync(folder, { recursive: true })
})

describe('ten hosts', () => {
  it('are one: totals are the sum of what was sent, percentiles those of all requests', async () => {
    const { json, code, stderr } = await report(store)
    expect(stderr).toBe('')
    expect(code).toBe(0)
    expect(json.requests.total).toBe(all.length)
    expect(json.requests.statusCodes).toEqual(countBy(all, ({ status }) => String(status)))
    expect(json.requests.errors).toBe(all.filter(({ status }) => status >= 400).length)
    const durations = all.map(({ duration }) => duration)
    for (const [name, q] of [
      ['p50', 0.5],
      ['p90', 0.9],
      ['p95', 0.95],
      ['p99', 0.99],
      ['p999', 0.999],
    ] as const) {
      const exact = percentile(durations, q)
      expect(Math.abs(json.requests.responseTime[name] / exact - 1)).toBeLessThan(0.011)
    }
    expect(json.requests.responseTime.max).toBe(Math.max(...durations))
    expect(json.requests.responseTime.min).toBe(Math.min(...durations))
    expect(json.requests.responseTime.mean).toBeCloseTo(
      durations.reduce((a, b) => a + b, 0) / durations.length,
      9,
    )
    const endpoints = Object.fromEntries(json.endpoints.map(({ endpoint, total }) => [endpoint, total]))
    expect(endpoints).toEqual(countBy(all, ({ endpoint }) => endpoint))
    const away = json.topErrors.filter(({ message }) => message === 'database is away')
    expect(away.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(
      all.filter(({ status }) => status === 500).length,
    )
    expect(json.partial).toBe(null)
    const ajv = new Ajv2020({ strict: false })
    addFormats.default(ajv)
    const valid = ajv.compile(JSON.parse(readFileSync(fixture('report.schema.json'), 'utf8')))
    expect(valid(json), JSON.stringify(valid.errors)).toBe(true)
  })

  it('are told apart, and each can be looked at by itself', async () => {
    const { json } = await report(store, '--group-by', 'host')
    expect(json.groups.map(({ value, total }) => [value, total])).toEqual(
      hosts.map(({ name }) => [name, perHost]),
    )
    const mine = hosts[3]!
    const one = await report(store, '--filter', 'host = web-3')
    expect(one.json.requests.total).toBe(perHost)
    expect(one.json.requests.statusCodes).toEqual(countBy(mine.sent, ({ status }) => String(status)))
    const exact = percentile(
      mine.sent.map(({ duration }) => duration),
      0.95,
    )
    expect(Math.abs(one.json.requests.responseTime.p95 / exact - 1)).toBeLessThan(0.011)
    expect(one.json.hosts.map(({ name }) => name)).toEqual(['web-3'])
    const some = await report(store, '--filter', 'host = web-1 and endpoint = /health and status >= 500')
    expect(some.json.requests.total).toBe(
      hosts[1]!.sent.filter(({ endpoint, status }) => endpoint === '/health' && status >= 500).length,
    )
    const none = await report(store, '--filter', 'host = web-77')
    expect(none.json.requests.total).toBe(0)
    const refused = await report(store, '--filter', 'duration > 1s')
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('by host, source, method, endpoint and status only')
  })

  it('that fall silent are named', async () => {
    const seen = Math.floor(Date.now() / 1000) - 120
    await server.sql(`INSERT INTO fleet.hosts VALUES ('dead-1', ${seen}, ${seen}, ${seen})`)
    const { json } = await report(store)
    expect(json.hosts).toHaveLength(hostCount + 1)
    expect(json.hosts.filter(({ silent }) => silent)).toMatchObject([{ name: 'dead-1' }])
    const { stdout } = await runCli(['report', '--store', store, '--window', '10m'])
    expect(stdout).toMatch(/dead-1 .*silent/)
    const screen = new TerminalSession(['watch', '--store', store, '--window', '10m'], {
      columns: 140,
      rows: 40,
    })
    try {
      const text = await screen.shows(each => each.includes('hosts silent') && /120[, ]?000/.test(each))
      expect(text).toContain('1 of 11 hosts silent: dead-1')
      expect(text).toContain('/api/items')
      screen.send('q')
      expect((await screen.exited).exitCode).toBe(0)
    } finally {
      screen.kill()
    }
  })

  it('are watched in plain lines, too', async () => {
    const child = startCli(['watch', '--plain', '--store', store, '--window', '10m'])
    const text = await until(child.stdout, each => each.split('\n').length > 2)
    // From the first bucket on, which may be one of ten minutes.
    const [, rate, thousands, minutes, seconds] =
      /([\d.]+)(k?) req\/s over (?:(\d+)m ?)?(?:(\d+)s)?.* health \d+/.exec(text) ?? []
    const requests =
      Number(rate) * (thousands === 'k' ? 1000 : 1) * (60 * Number(minutes ?? 0) + Number(seconds ?? 0))
    expect(Math.abs(requests / all.length - 1)).toBeLessThan(0.05)
    child.kill('SIGTERM')
    await once(child, 'close')
  })
})

describe('the address', () => {
  it('takes no password: others can read it', async () => {
    const { code, stderr } = await runCli(['report', '--store', 'clickhouse://me:secret@127.0.0.1:1/x'])
    expect(code).toBe(2)
    expect(stderr).toContain('API_METRICS_CLICKHOUSE_PASSWORD')
    expect(stderr).not.toContain('secret')
  })

  it('is named when nobody listens, nobody knows the user, or nothing is there', async () => {
    const [port = 0] = await freePorts(1)
    const nobody = await runCli(['report', '--store', `clickhouse://127.0.0.1:${port}/fleet`])
    expect(nobody.code).toBe(1)
    expect(nobody.stderr).toContain(
      `out of reach: nobody listens there: clickhouse://127.0.0.1:${port}/fleet`,
    )
    const wrong = await runCli(['report', '--store', store.replace('//', '//collector@')])
    expect(wrong.code).toBe(1)
    expect(wrong.stderr).toContain('asks for a password')
    const missing = await runCli(['report', '--store', store.replace('/fleet', '/nothing')])
    expect(missing.code).toBe(1)
    expect(missing.stderr).toContain('--init')
  })
})
