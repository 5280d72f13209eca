import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http'
import { Agent as SecureAgent, request as secureRequest } from 'node:https'
import { type Address, formatAddress } from './address.ts'
import type { Channel, ChannelOptions, Delivery, Done } from './channel.ts'

/** Newline-delimited JSON in POST requests: the answer says that it arrived. */
export class HttpChannel implements Channel {
  readonly takesBlocks = false
  readonly #address: Extract<Address, { kind: 'http' }>
  readonly #options: ChannelOptions
  readonly #agent: Agent
  #pending: ClientRequest | null = null

  constructor(address: Extract<Address, { kind: 'http' }>, options: ChannelOptions) {
    this.#address = address
    this.#options = options
    const secure = address.url.protocol === 'https:'
    this.#agent = new (secure ? SecureAgent : Agent)({ keepAlive: true, maxSockets: 1 })
  }

  send(bytes: Uint8Array, done: Done): void {
    const post = this.#post(bytes)
    this.#pending = post
    const deadline = setTimeout(() => post.destroy(), this.#options.deadline).unref()
    let connected = false
    let answered = false
    post.on('socket', socket => {
      socket.unref()
      if (socket.connecting) socket.once('connect', () => (connected = true))
      else connected = true
    })
    post.on('response', answer => {
      answered = true
      answer.resume()
      answer.on('close', () => done(this.#judge(answer)))
    })
    post.on('error', ignore)
    post.on('close', () => {
      clearTimeout(deadline)
      if (!answered) done(connected ? 'doubtful' : 'kept')
    })
    post.end(bytes)
  }

  /** Headers and body of a new request need turns of the loop that an ending process does not take. */
  unsent(): null {
    return null
  }

  sendNow(): void {}

  close(): void {
    this.#pending?.destroy()
    this.#agent.destroy()
  }

  #post(bytes: Uint8Array): ClientRequest {
    const { url, token } = this.#address
    const send = url.protocol === 'https:' ? secureRequest : request
    return send(url, {
      method: 'POST',
      agent: this.#agent,
      headers: {
        'content-type': 'application/x-ndjson',
        'content-length': bytes.length,
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
    })
  }

  #judge({ statusCode = 0 }: IncomingMessage): Delivery {
    if (statusCode >= 200 && statusCode < 300) return 'delivered'
    if (statusCode === 429 || statusCode === 503) return 'kept'
    this.#options.warn(`the collector at ${formatAddress(this.#address)} refuses what is sent: ${statusCode}`)
    return 'refused'
  }
}

function ignore(): void {}
