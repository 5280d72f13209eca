import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runCli } from '../../support/cli.ts'
import { TerminalSession } from '../../support/terminal.ts'
import { ClickHouseServer, freePorts, type Ports } from './clickhouse.ts'
import { ask, countBy, Host, percentile, report } from './hosts.ts'

let folder: string
let servers: ClickHouseServer[]
let store: string
const hosts: Host[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'api-metrics-fleet-'))
  const ports = await freePorts(4)
  const shards: Ports[] = [
    { http: ports[0]!, tcp: ports[1]! },
    { http: ports[2]!, tcp: ports[3]! },
  ]
  servers = shards.map(shard => new ClickHouseServer(shard, shards))
  await Promise.all(servers.map(server => server.start()))
  for (const { http } of shards) {
    const url = `clickhouse://127.0.0.1:${http}/fleet?cluster=fleet&replicated=0`
    const made = await runCli(['collect', '--store', url, '--init'])
    expect(made.stderr).toContain('tables are there')
  }
  store = `clickhouse://127.0.0.1:${ports[0]}/fleet?cluster=fleet&replicated=0`
  const now = Date.now() / 1000
  for (let i = 0; i < 6; i++) {
    const host = new Host(`web-${i}`, folder, 20 + i)
    host.write(2000, now - 32, now - 2)
    host.collect(store)
    hosts.push(host)
  }
}, 120_000)

afterAll(async () => {
  await Promise.all(hosts.map(host => host.stop()))
  await Promise.all(servers.map(server => server.remove()))
  rmSync(folder, { recursive: true })
})

it('two shards answer as one, and what is missing of one that does not is said', async () => {
  const all = hosts.flatMap(({ sent }) => sent)
  const counted = 'SELECT sum(requests) FROM fleet.rollups_local FINAL WHERE step = 10'
  await ask(
    async () => Promise.all(servers.map(server => server.sql(counted))),
    counts => counts.reduce((sum, count) => sum + Number(count), 0) === all.length,
  )
  const each = (await Promise.all(servers.map(server => server.sql(counted)))).map(Number)
  expect(Math.min(...each)).toBeGreaterThan(0)

  const { json, code } = await report(store, '--group-by', 'host')
  expect(code).toBe(0)
  expect(json.partial).toBe(null)
  expect(json.requests.total).toBe(all.length)
  expect(json.requests.statusCodes).toEqual(countBy(all, ({ status }) => String(status)))
  expect(json.groups.map(({ total }) => total)).toEqual(hosts.map(() => 2000))
  const exact = percentile(
    all.map(({ duration }) => duration),
    0.99,
  )
  expect(Math.abs(json.requests.responseTime.p99 / exact - 1)).toBeLessThan(0.011)

  const screen = new TerminalSession(['watch', '--store', store, '--window', '10m'], {
    columns: 160,
    rows: 40,
  })
  try {
    await screen.shows(text => text.includes('/api/items'))
    await Promise.all(hosts.map(host => host.stop()))
    await servers[1]!.stop('SIGTERM')
    await screen.shows(text => text.includes('a shard does not answer'))
    screen.send('q')
    await screen.exited
  } finally {
    screen.kill()
  }

  const part = await report(store)
  expect(part.code).toBe(1)
  expect(part.stderr).toContain('not the whole truth')
  expect(part.json.partial).toContain('a shard does not answer')
  expect(part.json.requests.total).toBe(each[0])
}, 120_000)
