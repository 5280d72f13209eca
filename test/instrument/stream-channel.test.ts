import { mkdirSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Delivery } from '../../src/instrument/transport/channel.ts'
import { StreamChannel } from '../../src/instrument/transport/stream-channel.ts'
import { FakeCollector, TemporarySocket } from './fake-collector.ts'

let socket: TemporarySocket
beforeEach(() => {
  socket = new TemporarySocket()
})
afterEach(() => socket.remove())

interface Setup {
  readonly token?: string
  readonly deadline?: number
  readonly ownDirectory?: string
}

function open({ token, deadline = 5000, ownDirectory }: Setup = {}) {
  const warnings: string[] = []
  let resets = 0
  const channel = new StreamChannel(
    { kind: 'unix', path: socket.path, token: token ?? null, ownDirectory: ownDirectory ?? null },
    { deadline, warn: message => warnings.push(message), onReset: () => resets++ },
  )
  const send = (text: string) => new Promise<Delivery>(resolve => channel.send(Buffer.from(text), resolve))
  return { channel, send, warnings, resets: () => resets }
}

describe('StreamChannel', () => {
  it('keeps what it cannot send while nobody listens, and sends it when somebody does', async () => {
    const { channel, send } = open()
    expect(await send('{"endpoint":"/a"}\n')).toBe('kept')
    const collector = await FakeCollector.listen(socket.path)
    expect(await send('{"endpoint":"/a"}\n')).toBe('delivered')
    expect(await send('{"endpoint":"/b"}\n')).toBe('delivered')
    await collector.until(({ records }) => records.length === 2)
    expect(collector.sockets.size).toBe(1)
    channel.close()
    await collector.kill()
  })

  it('notices that the collector has gone, and finds its successor', async () => {
    const first = await FakeCollector.listen(socket.path)
    const { channel, send } = open()
    expect(await send('{"endpoint":"/a"}\n')).toBe('delivered')
    await first.until(({ records }) => records.length === 1)
    await first.kill()
    const second = await FakeCollector.listen(socket.path)
    let delivery = await send('{"endpoint":"/b"}\n')
    if (delivery === 'kept') delivery = await send('{"endpoint":"/b"}\n')
    expect(delivery).toBe('delivered')
    await second.until(({ records }) => records.length === 1)
    channel.close()
    await second.kill()
  })

  it('doubts a chunk that a stuck collector took only in part', async () => {
    const { server, accepted } = await deaf()
    const { send } = open({ deadline: 200 })
    expect(await send(`${'x'.repeat(8 << 20)}\n`)).toBe('doubtful')
    for (const each of accepted) each.destroy()
    server.close()
  })

  it('says how much of a chunk a collector that wakes up will read', async () => {
    const { server, accepted } = await deaf()
    const { channel, resets } = open({ deadline: 200 })
    const bytes = Buffer.alloc(8 << 20, 'x')
    const taken = await new Promise<number | undefined>(resolve =>
      channel.send(bytes, (_delivery, much) => resolve(much)),
    )
    expect(resets()).toBe(1)
    let read = 0
    for await (const part of accepted[0]!) read += (part as Buffer).length
    expect(read).toBe(taken)
    expect(read).toBeLessThan(bytes.length)
    server.close()
  })

  it('says when a collector went away without reading', async () => {
    const { server, accepted } = await deaf()
    const { channel, send, resets } = open()
    expect(await send('{}\n')).toBe('delivered')
    while (accepted.length === 0) await new Promise(resolve => server.once('connection', resolve))
    const gone = new Promise(resolve => server.close(resolve))
    for (const each of accepted) each.destroy()
    await gone
    while (resets() === 0) await new Promise(setImmediate)
    expect(resets()).toBe(1)
    channel.close()
  })

  it('gives its token first', async () => {
    const collector = await FakeCollector.listen(socket.path)
    const { channel, send } = open({ token: 'secret' })
    await send('{"endpoint":"/a"}\n')
    await collector.until(({ records }) => records.length === 2)
    expect(collector.records).toEqual([{ token: 'secret' }, { endpoint: '/a' }])
    channel.close()
    await collector.kill()
  })

  it('leaves a collector alone that refuses it, and says why', async () => {
    const server = createServer(each => each.end('{"error":"wrong token"}\n'))
    await new Promise<void>(resolve => server.listen(socket.path, resolve))
    const { send, warnings } = open()
    await send('{}\n')
    while (warnings.length === 0) await new Promise(setImmediate)
    expect(warnings[0]).toContain('wrong token')
    expect(await send('{}\n')).toBe('refused')
    server.close()
  })

  it('trusts a folder in the common temporary one only if it is the user’s own', async () => {
    const collector = await FakeCollector.listen(socket.path)
    expect(await open({ ownDirectory: `${socket.folder}/absent` }).send('{}\n')).toBe('kept')
    mkdirSync(`${socket.folder}/own`)
    const { channel, send } = open({ ownDirectory: `${socket.folder}/own` })
    expect(await send('{}\n')).toBe('delivered')
    channel.close()
    await collector.kill()
  })
})

/** Accepts and never reads. */
async function deaf(): Promise<{ server: Server; accepted: Socket[] }> {
  const accepted: Socket[] = []
  const server = createServer({ pauseOnConnect: true }, each => {
    each.on('error', () => {})
    accepted.push(each)
  })
  await new Promise<void>(resolve => server.listen(socket.path, resolve))
  return { server, accepted }
}
