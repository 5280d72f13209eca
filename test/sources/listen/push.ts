import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import type { PushAnswer, SourceEvent } from '../../../src/model/index.ts'
import { type Listener, type ListenOptions, openListener } from '../../../src/sources/index.ts'

/** A listener whose events are taken as they come. Bodies are answered by counting lines that parse. */
export class Pushing {
  readonly listener: Listener
  text = ''
  readonly events: SourceEvent[] = []
  /** Set to hold back the consumer. */
  gate: Promise<void> = Promise.resolve()
  readonly #pieces: Buffer[] = []
  readonly #ended: Promise<void>
  #check: () => void = () => undefined

  static async open(url: string, options: ListenOptions = {}): Promise<Pushing> {
    return new Pushing(await openListener(url, options))
  }

  constructor(listener: Listener) {
    this.listener = listener
    this.#ended = this.#take()
  }

  async #take(): Promise<void> {
    for await (const event of this.listener) {
      await this.gate
      if (event.type === 'data' || event.type === 'body') this.#pieces.push(Buffer.from(event.bytes))
      if (event.type === 'body') event.answer(countLines(event.bytes))
      this.events.push(event)
      this.#check()
    }
  }

  async until(condition: (pushing: this) => boolean): Promise<void> {
    if (condition(this)) return
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('waited in vain')), 10_000)
      this.#check = () => {
        if (!condition(this)) return
        clearTimeout(timer)
        resolve()
      }
    })
  }

  get bytes(): number {
    return this.#pieces.reduce((sum, piece) => sum + piece.length, 0)
  }

  get received(): string {
    return Buffer.concat(this.#pieces).toString('latin1')
  }

  get blocks(): Uint8Array[] {
    return this.events.flatMap(event => (event.type === 'requestBlock' ? [event.bytes] : []))
  }

  async end(): Promise<void> {
    await this.listener.close()
    await this.#ended
  }
}

export function countLines(bytes: Uint8Array): PushAnswer {
  let accepted = 0
  const errors: string[] = []
  Buffer.from(bytes)
    .toString()
    .split('\n')
    .forEach((text, index) => {
      if (text.trim() === '') return
      try {
        JSON.parse(text)
        accepted++
      } catch {
        errors.push(`line ${index + 1}: not JSON`)
      }
    })
  return { accepted, rejected: errors.length, errors }
}

export async function connectTo(url: string): Promise<Socket> {
  const socket = url.startsWith('unix:')
    ? createConnection(url.slice('unix:'.length))
    : createConnection(Number(new URL(url).port), new URL(url).hostname)
  await once(socket, 'connect')
  return socket
}

/** Writes, with respect for the peer's pace. */
export async function send(socket: Socket, bytes: string | Uint8Array): Promise<void> {
  if (!socket.write(bytes)) await once(socket, 'drain')
}

export async function finish(socket: Socket): Promise<void> {
  socket.resume()
  const closed = once(socket, 'close')
  socket.end()
  await closed
}
