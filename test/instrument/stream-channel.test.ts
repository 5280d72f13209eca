import { mkdirSync } from 'node:fs'
import { createServer, type Server, Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Delivery } from '../../src/instrument/transport/channel.ts'
import { StreamChannel } from '../../src/instrument/transport/stream-channel.ts'
import { blockAnswer, blockOffer } from '../../src/model/index.ts'
import { blockBytes } from '../model/block-bytes.ts'
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
  const send = (text: string | Uint8Array) =>
    new Promise<Delivery>(resolve => channel.send(Buffer.from(text as string), resolve))
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
    // The offer went before it, and is no part of it.
    expect(read - blockOffer.length).toBe(taken)
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

  it('offers blocks behind its token and before the first chunk, once', async () => {
    const { server, accepted } = await deaf()
    const { channel, send } = open({ token: 'secret' })
    await send('{"endpoint":"/a"}\n')
    await send('{"endpoint":"/b"}\n')
    while (accepted.length === 0) await turn()
    channel.close()
    let said = ''
    for await (const part of accepted[0]!) said += part
    expect(said).toBe(`{"token":"secret"}\n${blockOffer}{"endpoint":"/a"}\n{"endpoint":"/b"}\n`)
    server.close()
  })

  it('takes blocks once the other end has said so, and asks the next one anew', async () => {
    const first = await FakeCollector.listen(socket.path)
    const { channel, send, warnings, resets } = open()
    expect(channel.takesBlocks).toBe(false)
    await send('{"endpoint":"/a"}\n')
    await until(() => channel.takesBlocks)
    const line = '{"timestamp":1,"endpoint":"/b","response_time":1.000000}\n'
    const block = blockBytes(5000, [{ microseconds: 1, later: 500, line: 0 }], line)
    expect(await send(block)).toBe('delivered')
    await first.until(({ records }) => records.length === 3)
    expect(first).toMatchObject({ offers: 1, blocks: 1 })
    expect(first.requests[2]).toEqual({ timestamp: 5.5, endpoint: '/b', response_time: 0.000001 })
    await first.kill()
    await until(() => !channel.takesBlocks)
    const second = await FakeCollector.listen(socket.path, { blocks: false })
    while ((await send('{"endpoint":"/c"}\n')) !== 'delivered') await turn()
    await second.until(({ records, offers }) => records.length === 1 && offers === 1)
    expect(await send('{"endpoint":"/d"}\n')).toBe('delivered')
    await second.until(({ records }) => records.length === 2)
    expect(channel.takesBlocks).toBe(false)
    await second.kill()
    const third = await FakeCollector.listen(socket.path)
    while ((await send('{"endpoint":"/e"}\n')) !== 'delivered') await turn()
    await until(() => channel.takesBlocks)
    channel.close()
    await third.kill()
    expect(warnings).toEqual([])
    expect(resets()).toBeLessThanOrEqual(2)
  })

  it('takes no more blocks from the moment when the other end has hung up, as the next chunk goes to another', async () => {
    const collector = await FakeCollector.listen(socket.path)
    const { channel, send } = open()
    await send('{"endpoint":"/a"}\n')
    await until(() => channel.takesBlocks)
    const took: boolean[] = []
    const { end } = Socket.prototype as { end(this: Socket): Socket }
    const spy = vi.spyOn(Socket.prototype, 'end').mockImplementation(function (this: Socket) {
      end.call(this)
      took.push(channel.takesBlocks)
      return this
    })
    // Only the channel's own end is of interest, which follows this one.
    for (const each of collector.sockets) end.call(each)
    while (took.length === 0) await turn()
    spy.mockRestore()
    expect(took).toEqual([false])
    channel.close()
    await collector.kill()
  })

  it.each([
    blockAnswer.trimEnd(),
    ` ${blockAnswer}`,
    `${blockAnswer}{"error":"no"}\n`,
    blockAnswer.replace('blocks/1', 'blocks/2'),
    blockOffer,
    'HTTP/1.1 400 Bad Request\r\n\r\n',
  ])('takes for a refusal what is not the answer: %j', async said => {
    const server = createServer(each => {
      each.on('error', () => {})
      each.write(said)
    })
    await new Promise<void>(resolve => server.listen(socket.path, resolve))
    const { channel, send, warnings, resets } = open()
    await send('{}\n')
    await until(() => warnings.length > 0)
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain(said.trim())
    expect(channel.takesBlocks).toBe(false)
    expect(resets()).toBeGreaterThan(0)
    expect(await send('{}\n')).toBe('refused')
    server.close()
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

function turn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await turn()
}
