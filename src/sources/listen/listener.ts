import { once } from 'node:events'
import type { Server } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import {
  AppError,
  errnoOf,
  errnoWords,
  type Source,
  type SourceEvent,
  type SourceKind,
} from '../../model/index.ts'
import { type Address, checkAddresses, formatAddress } from './address.ts'
import { HttpServer } from './http-server.ts'
import { defaultLimits, emptyCounters, type ListenCounters, type ListenLimits } from './limits.ts'
import { EventQueue } from './queue.ts'
import { StreamServer } from './stream-server.ts'
import { bindUnixSocket } from './unix-socket.ts'

export interface ListenOptions {
  /** Asked of everyone who pushes over TCP or HTTP; a Unix socket is guarded by its mode. */
  readonly token?: string
  readonly limits?: Partial<ListenLimits>
}

/** A push socket: one source for all its connections, whose lines never mix. */
export interface Listener extends Source {
  /** With the real port. */
  readonly url: string
  readonly counters: Readonly<ListenCounters>
}

/** The protocol of a push socket; hands what arrives to a queue. */
export interface PushServer {
  readonly server: Server
  /** There is room in the queue again. */
  resume(): void
  /** Takes in nothing new and ends the connections. */
  stop(): void
}

const highWater = 2 ** 20
const drainSeconds = 1

/**
 * Opens a push socket and resolves once it is bound. Throws a usage error, before binding, for an unreadable URL and
 * for one that others could reach without a token; an `AppError` when the address is taken.
 */
export async function openListener(url: string, options: ListenOptions = {}): Promise<Listener> {
  const [address] = checkAddresses([url], options.token)
  const listener = new PushListener(address!, options)
  await listener.bind()
  return listener
}

class PushListener implements Listener {
  readonly kind: SourceKind
  readonly counters: ListenCounters = emptyCounters()
  readonly #address: Address
  readonly #queue: EventQueue
  readonly #push: PushServer
  #url = ''
  #unbind: () => void = () => undefined
  #closing: Promise<void> | null = null
  #offset = 0

  constructor(address: Address, options: ListenOptions) {
    this.kind = address.kind
    this.#address = address
    this.#queue = new EventQueue(highWater, () => this.#push.resume())
    const token = address.kind === 'unix' ? undefined : options.token
    const limits = { ...defaultLimits(), ...options.limits }
    const Protocol = address.kind === 'http' ? HttpServer : StreamServer
    this.#push = new Protocol(this.#queue, this.counters, limits, token)
  }

  get url(): string {
    return this.#url
  }

  get name(): string {
    return this.#url
  }

  lagBytes(): number {
    return this.#queue.bytes
  }

  async bind(): Promise<void> {
    const { server } = this.#push
    if (this.#address.kind === 'unix') {
      this.#unbind = await bindUnixSocket(server, this.#address.path)
      this.#url = formatAddress(this.#address)
    } else {
      const { host, port } = this.#address
      try {
        server.listen({ host, port, backlog: 4096 })
        await once(server, 'listening')
      } catch (cause) {
        throw bindError(formatAddress(this.#address), cause)
      }
      const bound = server.address()
      const real = bound === null || typeof bound === 'string' ? port : bound.port
      this.#url = formatAddress({ ...this.#address, port: real })
    }
    server.on('error', cause => {
      this.#queue.push({ type: 'error', error: bindError(this.#url, cause) })
    })
  }

  close(): Promise<void> {
    this.#closing ??= this.#drain()
    return this.#closing
  }

  /** Takes what has already arrived: a sender that is done must not lose its last lines to our end. */
  async #drain(): Promise<void> {
    this.#unbind()
    this.#push.server.close()
    const deadline = performance.now() + drainSeconds * 1000
    for (let before = -1; performance.now() < deadline; ) {
      const { bytes, isEmpty } = this.#queue
      if (isEmpty && before === this.#offset) break
      before = this.#offset
      await delay(bytes > 0 ? 10 : 50)
    }
    this.#push.stop()
    this.#queue.end()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SourceEvent> {
    yield { type: 'state', state: 'following', message: null }
    for (let event = await this.#queue.take(); event !== null; event = await this.#queue.take()) {
      if (event.type === 'data' || event.type === 'requestBlock') this.#offset += event.bytes.length
      if (event.type === 'data') yield { ...event, position: { identity: '', offset: this.#offset } }
      else yield event
      if (this.#queue.isEmpty) yield { type: 'caughtUp' }
    }
  }
}

const bindHints: Readonly<Record<string, string>> = {
  EADDRINUSE: 'choose another port, or 0 for a free one',
  EADDRNOTAVAIL: 'listen on 127.0.0.1',
  EACCES: 'ports below 1024 are for root; choose a higher one',
  ENOTFOUND: 'listen on 127.0.0.1',
  EAI_AGAIN: 'listen on 127.0.0.1',
}

function bindError(url: string, cause: unknown): AppError {
  const code = errnoOf(cause)
  const hint = bindHints[code]
  const message = errnoWords(code) ?? `cannot listen (${code || String(cause)})`
  return new AppError(message, { place: url, cause, ...(hint !== undefined && { hint }) })
}
