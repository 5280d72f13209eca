import { once } from 'node:events'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { blockAnswer, blockOffer } from '../../../src/model/index.ts'
import { blockBytes } from '../../model/block-bytes.ts'
import { faultsOf, line, lines, temporaryFolder } from '../support.ts'
import { connectTo, finish, Pushing, send } from './push.ts'

const tcp = 'tcp://127.0.0.1:0'
const unix = () => `unix:${join(temporaryFolder(), 'push.sock')}`

const block = (id: number, text = line(id)) => blockBytes(id, [{ microseconds: id, later: 1, line: 0 }], text)

/** All that the listener says to it. */
function hear(socket: Socket): () => string {
  let heard = ''
  socket.on('data', bytes => {
    heard += bytes
  })
  return () => heard
}

/** Lets the listener, which lives on the same loop, read what has been written. */
async function settle(pushing: Pushing): Promise<void> {
  await vi.waitFor(() => expect(pushing.listener.counters.accepted).toBeGreaterThan(0), { interval: 1 })
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
}

/** The kinds of events, and what came with them. */
const course = ({ events }: Pushing) =>
  events.flatMap(({ type }) => (type === 'data' || type === 'requestBlock' || type === 'gap' ? [type] : []))

describe.each([
  ['TCP', () => tcp],
  ['a Unix socket', unix],
])('blocks over %s', (_name, url) => {
  it('are taken from those whose offer was answered, in their order among lines', async () => {
    const pushing = await Pushing.open(url())
    const socket = await connectTo(pushing.listener.url)
    const heard = hear(socket)
    socket.write(blockOffer)
    await once(socket, 'data')
    expect(heard()).toBe(blockAnswer)
    const all = [line(0), block(1), line(2), block(3), block(4), line(5)]
    const bytes = Buffer.concat(all.map(each => Buffer.from(each as string)))
    await send(socket, bytes.subarray(0, 33))
    await settle(pushing)
    await send(socket, bytes.subarray(33))
    await finish(socket)
    await pushing.until(({ received }) => received === line(0) + line(2) + line(5))
    expect(pushing.blocks.map(each => Buffer.from(each))).toEqual([block(1), block(3), block(4)])
    expect(course(pushing)).toEqual(['data', 'requestBlock', 'data', 'requestBlock', 'requestBlock', 'data'])
    expect(heard()).toBe(blockAnswer)
    await pushing.end()
  })

  it('are none where nothing was offered, and then nothing is said', async () => {
    const pushing = await Pushing.open(url())
    const socket = await connectTo(pushing.listener.url)
    const heard = hear(socket)
    const text = `${line(0)}${blockOffer}\0\u0001\0\0\n${line(1)}`
    await send(socket, text)
    await finish(socket)
    await pushing.until(({ bytes }) => bytes === text.length)
    expect(pushing.received).toBe(text)
    expect(pushing.blocks).toEqual([])
    expect(heard()).toBe('')
    await pushing.end()
  })

  it('are none where the offer came in pieces, and then nothing is said', async () => {
    const pushing = await Pushing.open(url())
    const socket = await connectTo(pushing.listener.url)
    socket.setNoDelay(true)
    const heard = hear(socket)
    await send(socket, blockOffer.slice(0, 20))
    await settle(pushing)
    await send(socket, blockOffer.slice(20) + line(0))
    await finish(socket)
    await pushing.until(({ received }) => received.endsWith(line(0)))
    expect(pushing.received).toBe(blockOffer + line(0))
    expect(heard()).toBe('')
    await pushing.end()
  })

  it('may come with the offer from one that does not wait for the answer, and ends', async () => {
    const pushing = await Pushing.open(url())
    const socket = await connectTo(pushing.listener.url)
    socket.end(Buffer.concat([Buffer.from(blockOffer + line(0)), block(1), Buffer.from(line(2))]))
    await once(socket.resume(), 'close')
    await pushing.until(({ received }) => received === line(0) + line(2))
    expect(pushing.blocks.map(each => Buffer.from(each))).toEqual([block(1)])
    expect(course(pushing)).toEqual(['data', 'requestBlock', 'data'])
    await pushing.end()
  })

  it('and lines lose nothing to an answer that nobody is there to read', async () => {
    const pushing = await Pushing.open(url())
    const socket = await connectTo(pushing.listener.url)
    // More than is read at a time, and what a kernel takes at once: the listener has not had a turn yet.
    const text = lines(0, 2500)
    socket.write(Buffer.concat([Buffer.from(blockOffer + text), block(1), Buffer.from(line(2500))]))
    expect(text.length).toBeGreaterThan(80_000)
    expect(socket.writableLength).toBe(0)
    socket.destroy()
    await vi.waitFor(() => expect(pushing.listener.counters).toMatchObject({ accepted: 1, open: 0 }))
    await pushing.end()
    expect(faultsOf(pushing.received, 0, 2501).slice(0, 3)).toEqual([])
    expect(pushing.blocks).toHaveLength(1)
  })

  it('that do not come whole are told as lost', async () => {
    const pushing = await Pushing.open(url())
    const socket = await connectTo(pushing.listener.url)
    await send(socket, Buffer.concat([Buffer.from(blockOffer), block(1), block(2).subarray(0, 30)]))
    await finish(socket)
    await pushing.until(({ events }) => events.some(({ type }) => type === 'gap'))
    expect(pushing.events.filter(({ type }) => type === 'gap')).toEqual([{ type: 'gap', bytes: 30 }])
    expect(pushing.blocks).toHaveLength(1)
    await pushing.end()
  })

  it('that cannot be read end the connection, and no other', async () => {
    const pushing = await Pushing.open(url())
    const [socket, other] = [await connectTo(pushing.listener.url), await connectTo(pushing.listener.url)]
    await send(other, Buffer.concat([Buffer.from(blockOffer), block(5).subarray(0, 30)]))
    const bad = block(2)
    bad[1] = 9
    await send(socket, Buffer.concat([Buffer.from(blockOffer + line(0)), block(1), bad, block(3)]))
    socket.on('error', () => undefined)
    await once(socket.resume(), 'close')
    await send(other, block(5).subarray(30))
    await finish(other)
    await pushing.until(({ blocks }) => blocks.length === 2)
    expect(pushing.blocks.map(each => Buffer.from(each))).toEqual([block(1), block(5)])
    expect(pushing.received).toBe(line(0))
    await pushing.end()
  })

  it('of many connections at once never mix', async () => {
    const pushing = await Pushing.open(url())
    const senders = await Promise.all(Array.from({ length: 20 }, () => connectTo(pushing.listener.url)))
    const sent = senders.map((_, s) => {
      const parts = Array.from({ length: 10 }, (_, i) => [
        Buffer.from(line(1000 * s + i)),
        block(1000 * s + i, lines(0, 1 + (s % 4))),
      ])
      return Buffer.concat(parts.flat())
    })
    for (const socket of senders) {
      const answered = once(socket, 'data')
      await send(socket, blockOffer)
      await answered
    }
    const pieces = [1, 33, 1000, 7, 3000]
    for (let round = 0, at = senders.map(() => 0); at.some((a, s) => a < sent[s]!.length); round++) {
      for (const [s, socket] of senders.entries()) {
        const length = pieces[(round + s) % pieces.length]!
        await send(socket, sent[s]!.subarray(at[s], at[s]! + length))
        at[s]! += length
      }
    }
    await Promise.all(senders.map(finish))
    await pushing.until(({ blocks }) => blocks.length === 200)
    for (const [s] of senders.entries())
      expect(faultsOf(ofSender(pushing.received, s), 1000 * s, 1000 * s + 10)).toEqual([])
    const ids = pushing.blocks.map(bytes => Buffer.from(bytes).readDoubleLE(8))
    expect(new Set(ids).size).toBe(200)
    for (const [i, id] of ids.entries())
      expect(Buffer.from(pushing.blocks[i]!)).toEqual(block(id, lines(0, 1 + (Math.floor(id / 1000) % 4))))
    await pushing.end()
  })
})

describe('an offer behind a token', () => {
  it.each([
    ['in one piece', [`{"token":"secret"}\n${blockOffer}`]],
    ['in two', ['{"token":"secret"}\n', blockOffer]],
    ['in two, the first of which ends within the token', ['{"token":"sec', `ret"}\n${blockOffer}`]],
  ])('is answered: %s', async (_name, pieces) => {
    const pushing = await Pushing.open(tcp, { token: 'secret' })
    const socket = await connectTo(pushing.listener.url)
    socket.setNoDelay(true)
    const heard = hear(socket)
    for (const piece of pieces) {
      await send(socket, piece)
      await settle(pushing)
    }
    await send(socket, block(1))
    await finish(socket)
    await pushing.until(({ blocks }) => blocks.length === 1)
    expect(heard()).toBe(blockAnswer)
    expect(pushing.received).toBe('')
    await pushing.end()
  })

  it('does not stand for one', async () => {
    const pushing = await Pushing.open(tcp, { token: 'secret' })
    const socket = await connectTo(pushing.listener.url)
    const heard = hear(socket)
    await send(socket, blockOffer)
    await once(socket, 'close')
    expect(JSON.parse(heard())).toHaveProperty('error')
    expect(pushing.listener.counters.unauthorised).toBe(1)
    await pushing.end()
  })
})

function ofSender(text: string, sender: number): string {
  const own = text.split('\n').filter(each => each !== '' && Math.floor(JSON.parse(each).i / 1000) === sender)
  return own.join('\n')
}
