import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Channel, Delivery, Done } from '../../src/instrument/transport/channel.ts'
import { Sender } from '../../src/instrument/transport/sender.ts'
import { frameOf } from './frame.ts'
import { received } from './received.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A way to the collector whose fate the test decides. */
class TestChannel implements Channel {
  takesBlocks = false
  readonly parts: Buffer[] = []
  lastPart: Buffer = Buffer.alloc(0)
  pending: Done | null = null
  onReset: () => void = () => {}

  get sent(): string[] {
    return this.parts.map(String)
  }
  get last(): string {
    return String(this.lastPart)
  }
  send(bytes: Uint8Array, done: Done): void {
    expect(this.pending).toBeNull()
    this.parts.push(Buffer.from(bytes))
    this.pending = done
  }
  /** The kernel took half of what is on its way. */
  unsent(): Uint8Array {
    const newest = this.pending === null ? Buffer.alloc(0) : this.parts.at(-1)!
    return Buffer.from(newest.subarray(newest.length / 2))
  }
  sendNow(bytes: Uint8Array): void {
    this.lastPart = Buffer.from(bytes)
  }
  close(): void {}
  settle(delivery: Delivery, taken?: number): void {
    const done = this.pending!
    this.pending = null
    done(delivery, taken)
  }
}

/** The record of a request, by the letter that tells it from others. */
const line = (id: string) => `{"timestamp":1000000000.000,"response_time":0.000000,"id":"${id}"}\n`
const lines = (ids: string) => [...ids].map(line).join('')
const letters = 'abcdefghijklmnopqrstuvwxyz'

function open() {
  const channel = new TestChannel()
  const sender = new Sender({
    // A line must fit with the longest duration.
    chunkBytes: 4 * line('a').length + 20,
    records: 1024,
    textBytes: 1e6,
    enough: 4,
    enoughForBlocks: 8,
    delay: 100,
    pause: 50,
    longestPause: 1000,
    open: ({ onReset }) => {
      channel.onReset = onReset
      return channel
    },
    lossLine: ({ dropped, doubtful }) => `-${dropped}/${doubtful}\n`,
  })
  const add = (...lines: string[]) => {
    for (const each of lines) sender.addRequest(1e12, 0, frameOf(',"response_time":', `,"id":"${each}"}\n`))
  }
  const shared = frameOf(Buffer.from(',"response_time":'), Buffer.from(',"id":"s"}\n'))
  /** Requests that are the same but for their times. */
  const addSame = (count: number) => {
    for (let i = 0; i < count; i++) sender.addRequest(1e12, 0, shared)
  }
  return { channel, sender, add, addSame }
}

describe('Sender', () => {
  it('waits for lines to go together', () => {
    const { channel, add } = open()
    add('a', 'b')
    expect(channel.sent).toEqual([])
    vi.advanceTimersByTime(100)
    expect(channel.sent).toEqual([lines('ab')])
  })

  it('does not wait when there is enough, and sends chunk by chunk until nothing is left', () => {
    const { channel, add } = open()
    add('a', 'b', 'c')
    expect(channel.sent).toEqual([])
    add('d', 'e', 'f', 'g', 'h', 'i')
    expect(channel.sent).toEqual([lines('abcd')])
    channel.settle('delivered')
    expect(channel.sent).toEqual([lines('abcd'), lines('efgh')])
    channel.settle('delivered')
    expect(channel.sent.at(-1)).toBe(line('i'))
    add('j')
    channel.settle('delivered')
    expect(channel.sent).toHaveLength(3)
    vi.advanceTimersByTime(100)
    expect(channel.sent.at(-1)).toBe(line('j'))
  })

  it('tries again with growing pauses and loses nothing that was kept', () => {
    const { channel, add } = open()
    add('a')
    vi.advanceTimersByTime(100)
    for (const pause of [50, 100, 200, 400, 800, 1000, 1000]) {
      const before = channel.sent.length
      channel.settle('kept')
      vi.advanceTimersByTime(pause - 1)
      expect(channel.sent).toHaveLength(before)
      vi.advanceTimersByTime(1)
      expect(channel.sent).toHaveLength(before + 1)
    }
    expect(channel.sent.at(-1)).toBe(line('a'))
  })

  it('tells the collector, once, what was dropped while it was away', () => {
    const { channel, sender, add } = open()
    for (let i = 0; i < 60; i++) add(...letters)
    channel.settle('kept')
    expect(sender.losses.dropped).toBeGreaterThan(0)
    add(...letters)
    vi.advanceTimersByTime(50)
    const { dropped } = sender.losses
    const kept = 61 * 26 - dropped
    expect(kept).toBeLessThanOrEqual(1024)
    expect(kept).toBeGreaterThanOrEqual(1024 - 32)
    expect(channel.sent.at(-1)).toMatch(new RegExp(`^-${dropped}/0\n`))
    channel.settle('delivered')
    while (channel.pending !== null) channel.settle('delivered')
    vi.advanceTimersByTime(100)
    if (channel.pending !== null) channel.settle('delivered')
    expect(sender.losses).toEqual({ dropped: 0, doubtful: 0 })
    const arrived = channel.sent.slice(1).join('').split('\n')
    expect(arrived.filter(each => each.startsWith('{'))).toHaveLength(kept)
  })

  it('says again what a collector did not hear', () => {
    const { channel, sender, add } = open()
    add('a')
    vi.advanceTimersByTime(100)
    channel.settle('refused')
    expect(sender.losses).toEqual({ dropped: 1, doubtful: 0 })
    add('b')
    vi.advanceTimersByTime(50)
    expect(channel.sent.at(-1)).toBe(`-1/0\n${line('b')}`)
    channel.settle('refused')
    expect(sender.losses).toEqual({ dropped: 2, doubtful: 0 })
  })

  it('counts what a stuck collector cannot have got, and doubts what it may read when it wakes up', () => {
    const { channel, sender, add } = open()
    add('a', 'b', 'c', 'd')
    channel.settle('doubtful', lines('ab').length + 5)
    expect(sender.losses).toEqual({ dropped: 2, doubtful: 2 })
    add('e')
    vi.advanceTimersByTime(1000)
    expect(channel.sent.at(-1)).toBe(`-2/2\n${line('e')}`)
    channel.settle('doubtful', 3)
    expect(sender.losses).toEqual({ dropped: 3, doubtful: 2 })
  })

  it('tells no loss twice to a collector that may have heard of it', () => {
    const { channel, sender, add } = open()
    add('a')
    vi.advanceTimersByTime(100)
    channel.settle('refused')
    add('b')
    vi.advanceTimersByTime(50)
    expect(channel.sent.at(-1)).toBe(`-1/0\n${line('b')}`)
    channel.settle('doubtful')
    expect(sender.losses).toEqual({ dropped: 0, doubtful: 2 })
  })

  it('doubts what the kernel had taken when the connection breaks', () => {
    const { channel, sender, add } = open()
    add('a', 'b')
    vi.advanceTimersByTime(100)
    channel.settle('delivered')
    channel.onReset()
    expect(sender.losses).toEqual({ dropped: 0, doubtful: 2 })
    add('c')
    vi.advanceTimersByTime(100)
    expect(channel.sent.at(-1)).toBe(`-0/2\n${line('c')}`)
  })

  it('doubts no more than a kernel holds', () => {
    const { channel, sender, add } = open()
    for (const letter of letters) {
      add(letter)
      vi.advanceTimersByTime(100)
      channel.settle('delivered')
    }
    channel.onReset()
    expect(sender.losses).toEqual({ dropped: 0, doubtful: 4 })
    channel.onReset()
    expect(sender.losses).toEqual({ dropped: 0, doubtful: 4 })
  })

  it('offers the rest to the kernel when the process ends', () => {
    const { channel, sender, add } = open()
    add('a', 'b', 'c')
    sender.sendRest()
    expect(channel.last).toBe(lines('abc'))
  })

  it('sends before it what the kernel has not taken of the chunk before, and tells no loss twice', () => {
    const { channel, sender, add } = open()
    add('a')
    vi.advanceTimersByTime(100)
    channel.settle('refused')
    add('b', 'c')
    vi.advanceTimersByTime(1000)
    expect(channel.sent.at(-1)).toBe(`-1/0\n${lines('bc')}`)
    add('d')
    sender.sendRest()
    const whole = `-1/0\n${lines('bc')}`
    expect(channel.last).toBe(`${whole.slice(Math.floor(whole.length / 2))}${lines('d')}`)
  })
})

describe('Sender, whatever happens on the way', () => {
  const step = fc.oneof(
    fc.record({ add: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 500, max: 1500 })) }),
    fc.record({ wait: fc.constantFrom(1, 50, 100, 1000) }),
    fc.record({ settle: fc.constantFrom<Delivery>('delivered', 'kept', 'refused', 'doubtful') }),
    fc.constant({ blocks: true }),
    // Of which no chunk has room for one.
    fc.constant({ long: true }),
  )

  it('brings or counts each record, and leaves none waiting', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), steps => {
        const { channel, sender, add, addSame } = open()
        let added = 0
        const arrived: Buffer[] = []
        const settle = (delivery: Delivery) => {
          if (channel.pending === null) return
          if (delivery === 'delivered') arrived.push(channel.parts.at(-1)!)
          channel.settle(delivery)
        }
        for (const each of steps) {
          if ('long' in each) {
            added++
            add('x'.repeat(1000))
          } else if ('add' in each) {
            added += each.add
            if (each.add > 12) addSame(each.add)
            else add(...letters.slice(0, each.add))
          } else if ('wait' in each) vi.advanceTimersByTime(each.wait)
          else if ('settle' in each) settle(each.settle)
          else channel.takesBlocks = !channel.takesBlocks
        }
        for (let i = 0; i < 5 || channel.pending !== null; i++) {
          settle('delivered')
          vi.advanceTimersByTime(1000)
        }
        let [came, told] = [0, 0]
        for (const part of arrived) {
          const text = part.toString('latin1')
          const loss = /^-(\d+)\/(\d+)\n/.exec(text)
          if (loss !== null) told += Number(loss[1]) + Number(loss[2])
          came += received(part.subarray(loss?.[0].length ?? 0)).lines.length
        }
        const { dropped, doubtful } = sender.losses
        expect(came + told + dropped + doubtful).toBe(added)
      }),
      { numRuns: 200 },
    )
  })
})

describe('Sender to a collector that takes blocks', () => {
  const openForBlocks = () => {
    const opened = open()
    opened.channel.takesBlocks = true
    return opened
  }

  it('waits for more records, as they need less room', () => {
    const { channel, addSame } = openForBlocks()
    addSame(7)
    expect(channel.sent).toEqual([])
    addSame(1)
    expect(channel.parts).toHaveLength(1)
    expect(received(channel.parts[0]!)).toMatchObject({ blocks: 1, lines: Array(8).fill(line('s').trim()) })
    channel.settle('delivered')
    channel.takesBlocks = false
    addSame(4)
    expect(channel.sent.at(-1)).toBe(lines('ssss'))
  })

  it('drops a block whole that came in part, and doubts one that may have come whole', () => {
    const { channel, sender, addSame } = openForBlocks()
    addSame(8)
    channel.settle('doubtful', channel.parts[0]!.length - 1)
    expect(sender.losses).toEqual({ dropped: 8, doubtful: 0 })
    for (const whole of [true, false]) {
      const { channel, sender, addSame } = openForBlocks()
      addSame(8)
      channel.settle('doubtful', whole ? channel.parts[0]!.length : undefined)
      expect(sender.losses).toEqual({ dropped: 0, doubtful: 8 })
    }
  })

  it('tells losses in a line before the block', () => {
    const { channel, sender, add, addSame } = openForBlocks()
    add('a')
    vi.advanceTimersByTime(100)
    channel.settle('refused')
    addSame(2)
    vi.advanceTimersByTime(50)
    const part = channel.parts.at(-1)!
    const loss = '-1/0\n'.length
    expect(part.toString('latin1', 0, loss)).toBe('-1/0\n')
    expect(received(part.subarray(loss))).toMatchObject({
      blocks: 1,
      lines: [line('s'), line('s')].map(trim),
    })
    // Heard of the loss, perhaps; and not of the block.
    channel.settle('doubtful', part.length - 1)
    expect(sender.losses).toEqual({ dropped: 2, doubtful: 1 })
    addSame(1)
    vi.advanceTimersByTime(1000)
    expect(channel.parts.at(-1)!.toString('latin1', 0, loss)).toBe('-2/1\n')
    channel.settle('doubtful', loss - 1)
    expect(sender.losses).toEqual({ dropped: 3, doubtful: 1 })
  })

  it('sends again what was kept, as lines where the next collector takes no blocks', () => {
    const { channel, addSame } = openForBlocks()
    addSame(8)
    channel.settle('kept')
    vi.advanceTimersByTime(50)
    expect(channel.parts[1]).toEqual(channel.parts[0])
    channel.settle('kept')
    channel.takesBlocks = false
    vi.advanceTimersByTime(100)
    expect(channel.sent[2]).toBe(lines('ssssssss'))
    channel.settle('delivered')
    vi.advanceTimersByTime(1000)
    expect(channel.parts).toHaveLength(3)
  })

  it('doubts blocks that the kernel had taken when the connection breaks', () => {
    const { channel, sender, addSame } = openForBlocks()
    addSame(8)
    channel.settle('delivered')
    channel.onReset()
    expect(sender.losses).toEqual({ dropped: 0, doubtful: 8 })
  })

  it('offers the rest to the kernel in blocks, behind what it has not taken of the one before', () => {
    const { channel, sender, add, addSame } = openForBlocks()
    addSame(8)
    add('b', 'c', 'd', 'e')
    addSame(40)
    sender.sendRest()
    const [first] = channel.parts
    const all = Buffer.concat([first!.subarray(0, first!.length / 2), channel.lastPart])
    const { blocks, lines: got, rest } = received(all)
    expect(rest).toHaveLength(0)
    expect(blocks).toBeGreaterThan(2)
    expect(got.sort()).toEqual([...'bcde', ...'s'.repeat(48)].map(each => trim(line(each))))
  })
})

function trim(text: string): string {
  return text.trimEnd()
}
