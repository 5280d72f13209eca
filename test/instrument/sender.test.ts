import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Channel, Delivery } from '../../src/instrument/transport/channel.ts'
import { Sender } from '../../src/instrument/transport/sender.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A way to the collector whose fate the test decides. */
class TestChannel implements Channel {
  sent: string[] = []
  last = ''
  pending: ((delivery: Delivery) => void) | null = null
  onReset: () => void = () => {}

  send(bytes: Uint8Array, done: (delivery: Delivery) => void): void {
    expect(this.pending).toBeNull()
    this.sent.push(Buffer.from(bytes).toString())
    this.pending = done
  }
  sendNow(bytes: Uint8Array): void {
    this.last = Buffer.from(bytes).toString()
  }
  close(): void {}
  settle(delivery: Delivery): void {
    const done = this.pending!
    this.pending = null
    done(delivery)
  }
}

function open() {
  const channel = new TestChannel()
  const sender = new Sender({
    chunkBytes: 8,
    chunks: 4,
    delay: 100,
    pause: 50,
    longestPause: 1000,
    write: () => {},
    open: ({ onReset }) => {
      channel.onReset = onReset
      return channel
    },
    lossLine: ({ dropped, doubtful }) => `-${dropped}/${doubtful}\n`,
  })
  const add = (...lines: string[]) => {
    for (const line of lines) {
      sender.addRequests([`${line}\n`])
      sender.wake()
    }
  }
  return { channel, sender, add }
}

describe('Sender', () => {
  it('waits for lines to go together', () => {
    const { channel, add } = open()
    add('a', 'b')
    expect(channel.sent).toEqual([])
    vi.advanceTimersByTime(100)
    expect(channel.sent).toEqual(['a\nb\n'])
  })

  it('sends a full chunk at once, one at a time', () => {
    const { channel, add } = open()
    add('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i')
    expect(channel.sent).toEqual(['a\nb\nc\nd\n'])
    channel.settle('delivered')
    expect(channel.sent).toEqual(['a\nb\nc\nd\n', 'e\nf\ng\nh\n'])
    channel.settle('delivered')
    expect(channel.sent).toHaveLength(2)
    vi.advanceTimersByTime(100)
    expect(channel.sent.at(-1)).toBe('i\n')
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
    expect(channel.sent.at(-1)).toBe('a\n')
  })

  it('tells the collector, once, what was dropped while it was away', () => {
    const { channel, sender, add } = open()
    add(...'abcdefghijklmnopqrstuvwxyz')
    channel.settle('kept')
    expect(sender.losses.dropped).toBeGreaterThan(0)
    add(...'abcdefghijklmnopqrstuvwxyz')
    vi.advanceTimersByTime(50)
    const { dropped } = sender.losses
    expect(channel.sent.at(-1)).toMatch(new RegExp(`^-${dropped}/0\n`))
    channel.settle('delivered')
    for (; channel.pending !== null; channel.settle('delivered')) vi.advanceTimersByTime(100)
    vi.advanceTimersByTime(100)
    if (channel.pending !== null) channel.settle('delivered')
    expect(sender.losses).toEqual({ dropped: 0, doubtful: 0 })
    const delivered = channel.sent.slice(2).join('').replaceAll(/-.*\n/g, '').split('\n').length - 1
    const firstOfAll = channel.sent[1]!.replace(/-.*\n/, '').split('\n').length - 1
    expect(delivered + firstOfAll + dropped).toBe(52)
  })

  it('says again what a collector did not hear', () => {
    const { channel, sender, add } = open()
    add('a')
    vi.advanceTimersByTime(100)
    channel.settle('refused')
    expect(sender.losses).toEqual({ dropped: 1, doubtful: 0 })
    add('b')
    vi.advanceTimersByTime(50)
    expect(channel.sent.at(-1)).toBe('-1/0\nb\n')
    channel.settle('doubtful')
    expect(sender.losses).toEqual({ dropped: 2, doubtful: 0 })
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
    expect(channel.sent.at(-1)).toBe('-0/2\nc\n')
  })

  it('offers the rest to the kernel when the process ends', () => {
    const { channel, sender, add } = open()
    add('a', 'b', 'c')
    sender.sendRest()
    expect(channel.last).toBe('a\nb\nc\n')
  })
})
