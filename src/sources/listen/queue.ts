import type { SourceEvent, SourcePosition } from '../../model/index.ts'

/** Bytes that come out joined at most, unless they came in one piece: what fits into a processor's cache. */
const blockSize = 256 * 1024

/** Several senders have no common position. */
const nowhere: SourcePosition = { identity: '', offset: 0 }

/** Bytes of one or more senders. */
interface Block {
  readonly type: 'block'
  readonly memory: Buffer
  length: number
}

type Waiting = Exclude<SourceEvent, { type: 'data' }> | Block

/**
 * What senders have sent and nobody has taken yet. It does not limit itself: senders look at `isFull` and stop
 * reading from their peers until `onSpace` calls. Small pieces come out joined.
 */
export class EventQueue {
  readonly #highWater: number
  readonly #onSpace: () => void
  #events: Waiting[] = []
  #head = 0
  #bytes = 0
  #wake: (() => void) | null = null
  #waking: NodeJS.Immediate | null = null
  #ended = false
  /** Memory that nobody reads any more: made for each piece, it was what the collector of garbage ran for. */
  readonly #spare: Buffer[] = []
  readonly #mostSpare: number
  /** Lent with the last event. */
  #lent: Buffer | null = null

  constructor(highWater: number, onSpace: () => void) {
    this.#highWater = highWater
    this.#onSpace = onSpace
    this.#mostSpare = Math.ceil(highWater / blockSize)
  }

  get bytes(): number {
    return this.#bytes
  }

  get isFull(): boolean {
    return this.#bytes >= this.#highWater
  }

  get isEmpty(): boolean {
    return this.#head === this.#events.length
  }

  push(event: Exclude<SourceEvent, { type: 'data' }>): void {
    this.#events.push(event)
    this.#bytes += lengthOf(event)
    this.#wakeSoon()
  }

  /** Copies the bytes, behind those that they go on with. */
  pushBytes(bytes: Uint8Array, begun: Uint8Array | null = null): void {
    const before = begun?.length ?? 0
    const length = before + bytes.length
    let block = this.isEmpty ? undefined : this.#events.at(-1)
    if (block?.type !== 'block' || block.length + length > block.memory.length) {
      block = { type: 'block', memory: this.#memoryFor(length), length: 0 }
      this.#events.push(block)
    }
    if (begun !== null) block.memory.set(begun, block.length)
    block.memory.set(bytes, block.length + before)
    block.length += length
    this.#bytes += length
    this.#wakeSoon()
  }

  /** Nothing will be pushed any more. */
  end(): void {
    this.#ended = true
    this.#wakeSoon()
  }

  /** The next event, whose bytes are valid until the one after it is asked for; `null` when there will be none. */
  async take(): Promise<SourceEvent | null> {
    this.#takeBack()
    while (this.isEmpty) {
      if (this.#ended) return null
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
    const event = this.#shift()
    this.#bytes -= lengthOf(event)
    if (this.#bytes < this.#highWater / 2) this.#onSpace()
    if (event.type !== 'block') return event
    this.#lent = event.memory
    return { type: 'data', bytes: event.memory.subarray(0, event.length), position: nowhere }
  }

  /** Once all that has arrived by now is read from the sockets: it comes out joined, in a quarter of the steps. */
  #wakeSoon(): void {
    if (this.#wake === null || this.#waking !== null) return
    this.#waking = setImmediate(() => {
      const wake = this.#wake
      this.#wake = this.#waking = null
      wake?.()
    })
  }

  #memoryFor(length: number): Buffer {
    if (length > blockSize) return Buffer.allocUnsafeSlow(length)
    return this.#spare.pop() ?? Buffer.allocUnsafeSlow(blockSize)
  }

  #takeBack(): void {
    const memory = this.#lent
    this.#lent = null
    if (memory?.length === blockSize && this.#spare.length < this.#mostSpare) this.#spare.push(memory)
  }

  #shift(): Waiting {
    const event = this.#events[this.#head++]!
    if (this.#head === this.#events.length) {
      this.#events = []
      this.#head = 0
    } else if (this.#head > 4096) {
      this.#events = this.#events.slice(this.#head)
      this.#head = 0
    }
    return event
  }
}

function lengthOf(event: Waiting): number {
  if (event.type === 'block') return event.length
  return event.type === 'body' || event.type === 'requestBlock' ? event.bytes.length : 0
}
