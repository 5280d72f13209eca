import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ClickHouseServer } from './clickhouse.ts'
import { ask, countBy, Host, report } from './hosts.ts'
import { FaultyProxy } from './proxy.ts'

let folder: string
let server: ClickHouseServer
let proxy: FaultyProxy
let host: Host
let store: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'api-metrics-fleet-'))
  server = await ClickHouseServer.withTables()
  store = server.store()
  proxy = new FaultyProxy(server.ports.http)
  host = new Host('web-1', folder, 7)
  writeSome()
  host.collect(server.store(undefined, await proxy.start()))
})

afterAll(async () => {
  await host.stop()
  await proxy.close()
  await server.remove()
  rmSync(folder, { recursive: true })
})

function writeSome(): void {
  const now = Date.now() / 1000
  host.write(400, now - 2, now)
}

/** Writes for so many seconds, as a busy server does, while something happens. */
async function during(seconds: number, happens: () => Promise<void>): Promise<void> {
  let over = false
  const happening = happens().finally(() => {
    over = true
  })
  for (let i = 0; i < seconds || !over; i++) {
    writeSome()
    await delay(1000)
  }
  await happening
}

async function arrived(seconds = 60): Promise<void> {
  await ask(
    () => server.sql('SELECT sum(requests) FROM fleet.rollups FINAL WHERE step = 10'),
    text => Number(text) === host.sent.length,
    seconds,
  )
}

function residentMegabytes(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!
  return Number(kilobytes) / 1024
}

it('a server that dies, is cut off and loses its answers after the commit costs nothing and counts nothing twice', async () => {
  await arrived()
  const memory = residentMegabytes(host.pid)

  proxy.answersToLose = 3
  await during(4, () =>
    ask(
      async () => proxy.answersToLose,
      left => left === 0,
    ).then(() => {}),
  )
  expect(proxy.lost).toBe(3)
  await arrived()

  await during(8, async () => {
    await server.stop('SIGKILL')
    await delay(4000)
    await server.start()
  })
  await arrived()

  proxy.cut()
  await during(30, async () => {
    await delay(15_000)
    // What is seen on the machine itself is as new as ever.
    await ask(
      () => host.local(),
      count => count >= host.sent.length - 1600,
    )
    await delay(15_000)
  })
  proxy.restore()
  await arrived(90)

  expect(host.said).toContain('it is kept here, and sent later')
  expect(host.said).toContain('is sent again; nothing was lost')
  expect(residentMegabytes(host.pid)).toBeLessThan(memory + 60)
  await ask(
    () => host.local(),
    count => count === host.sent.length,
  )
  const { json } = await report(store)
  expect(json.requests.total).toBe(host.sent.length)
  expect(json.requests.statusCodes).toEqual(countBy(host.sent, ({ status }) => String(status)))
  const sum = host.sent.reduce((all, { duration }) => all + duration, 0)
  expect(json.requests.responseTime.mean).toBeCloseTo(sum / host.sent.length, 9)
}, 240_000)
