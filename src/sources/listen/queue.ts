import type { SourceEvent, SourcePosition } from '../../model/index.ts'

const largestEvent = 512 * 1024

/** Several senders have no common position. */
const nowhere: SourcePosition = { identity: '', offset: 0 }

/**
 * What senders have sent and nobody has taken yet. It does not limit itself: senders look at `isFull` and stop
 * reading from their peers until `onSpace` calls. Small pieces come out joined.
 */
export class EventQueue {
  readonly #highWater: number
  readonly #onSpace: () => void
  #events: SourceEvent[] = []
  #head = 0
  #bytes = 0
  #wake: (() => void) | null = null
  #ended = false

  constructor(highWater: number, onSpace: () => void) {
    this.#highWater = highWater
    this.#onSpace = onSpace
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

  push(event: SourceEvent): void {
    this.#events.push(event)
    this.#bytes += lengthOf(event)
    this.#wake?.()
  }

  pushBytes(bytes: Uint8Array): void {
    this.push({ type: 'data', bytes, position: nowhere })
  }

  /** Nothing will be pushed any more. */
  end(): void {
    this.#ended = true
    this.#wake?.()
  }

  /** The next event; `null` when there is none and will be none. */
  async take(): Promise<SourceEvent | null> {
    while (this.isEmpty) {
      if (this.#ended) return null
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
      this.#wake = null
    }
    const event = this.#joined()
    this.#bytes -= lengthOf(event)
    if (this.#bytes < this.#highWater / 2) this.#onSpace()
    return event
  }

  #shift(): SourceEvent {
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

  #joined(): SourceEvent {
    const first = this.#shift()
    if (first.type !== 'data') return first
    const pieces = [first.bytes]
    let length = first.bytes.length
    for (let next = this.#events[this.#head]; next?.type === 'data'; next = this.#events[this.#head]) {
      if (length + next.bytes.length > largestEvent) break
      pieces.push(next.bytes)
      length += next.bytes.length
      this.#shift()
    }
    if (pieces.length === 1) return first
    return { ...first, bytes: Buffer.concat(pieces, length) }
  }
}

function lengthOf(event: SourceEvent): number {
  return event.type === 'data' || event.type === 'body' ? event.bytes.length : 0
}
