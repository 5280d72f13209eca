import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FakeCollector, TemporarySocket } from '../../instrument/fake-collector.ts'
import { startCli, until } from '../../support/cli.ts'
import { type AppName, RunningExample } from './example.ts'
import { load } from './load.ts'

/** The real collector, asked for its report until that is complete. */
async function watching(socket: TemporarySocket) {
  const path = join(socket.folder, 'report.json')
  const watch = startCli(
    ['watch', '--plain', '--no-system', '--listen', `unix:${socket.path}`, '--report', path],
    {},
  )
  await until(watch.stdout, said => said.includes('\n'))
  return {
    async report(total: number) {
      await until(watch.stdout, () => {
        watch.kill('SIGUSR2')
        return existsSync(path) && JSON.parse(readFileSync(path, 'utf8')).requests.total >= total
      })
      return JSON.parse(readFileSync(path, 'utf8'))
    },
    async stop() {
      const ended = once(watch, 'exit')
      watch.kill('SIGKILL')
      await ended
    },
  }
}

const mixed = ['/', '/api/users/7', '/nowhere', '/api/users/7/boom'].map(path => ({ path }))

describe.each([
  ['node-http', {}],
  ['express', {}],
  ['express', { register: true }],
  ['express4', {}],
  ['fastify', {}],
  ['fastify', { register: true }],
  ['hono', {}],
  ['hono', { register: true }],
] as [AppName, { register?: boolean }][])('%s %o under load', (name, settings) => {
  it('counts what the generator counted', async () => {
    const socket = new TemporarySocket()
    const watch = await watching(socket)
    const example = await RunningExample.start(name, { path: socket.path, ...settings })
    const seen = await load({ url: example.url, connections: 10, amount: 4000, requests: mixed })
    const { requests, ingest } = await watch.report(seen.total)
    expect(seen.total).toBe(4000)
    expect(requests.total).toBe(seen.total)
    expect(requests.statusCodes).toEqual(seen.statuses)
    expect(ingest.dropped).toEqual({})
    // What waits in the kernel while the server is busy with others is for the client alone to see.
    expect(requests.responseTime.p50).toBeLessThan(seen.median)
    await example.stop()
    await watch.stop()
    socket.remove()
  })
})

it.each(['node-http', 'express', 'express4', 'fastify', 'hono'] as const)(
  '%s: the median is within a millisecond of what the generator measured',
  // Another program's slice of the processor between the two clocks is no fault of theirs: three tries.
  { retry: 2 },
  async name => {
    const socket = new TemporarySocket()
    const collector = await FakeCollector.listen(socket.path)
    const example = await RunningExample.start(name, { path: socket.path })
    // More connections would wait for each other in the kernel, on a machine that is busy with other tests.
    const seen = await load({ url: `${example.url}/slow`, connections: 2, amount: 100 })
    await collector.until(({ requests }) => requests.length === 100)
    const times = collector.requests.map(record => record.response_time!).sort((a, b) => a - b)
    expect(Math.abs(times[49]! - seen.median)).toBeLessThan(0.001)
    await example.stop()
    await collector.kill()
    socket.remove()
  },
)

it('survives a collector that is killed and restarted under load; what was lost is counted', async () => {
  const socket = new TemporarySocket()
  const first = await FakeCollector.listen(socket.path)
  const example = await RunningExample.start('fastify', { path: socket.path })
  const running = load({ url: example.url, connections: 20, duration: 12 })
  await first.until(({ requests }) => requests.length > 1000)
  await first.kill()
  // Long enough that the queue cannot hold what happens meanwhile.
  await new Promise(resolve => setTimeout(resolve, 6000))
  const watch = await watching(socket)
  const { total, statuses } = await running
  expect(Object.keys(statuses)).toEqual(['200'])
  const served = total - first.requests.length
  let report = await watch.report(1)
  const counted = () => report.requests.total + (report.ingest.dropped.undelivered ?? 0)
  const doubtful = () => Number(/Up to (\d+) more/.exec(report.sources[0].notes.join(' '))?.[1] ?? 0)
  // Requests that were under way when the generator stopped were served as well.
  while (counted() + doubtful() < served) report = await watch.report(1)
  expect(report.ingest.dropped.undelivered).toBeGreaterThan(0)
  expect(counted()).toBeLessThanOrEqual(served + 20)
  await example.stop()
  await watch.stop()
  socket.remove()
})
