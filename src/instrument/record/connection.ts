import type { Socket } from 'node:net'
import { escaped } from './ascii.ts'
import { Exchange, type ResponseState } from './exchange.ts'
import type { Piece } from './pieces.ts'

/** The other end, as records speak of it: the same for most requests of one connection. */
export class Connection {
  readonly #address: string
  #userAgent: string | null = null
  #lineEnd: string
  /** It is open, or what the next will be like. */
  #newest: Exchange
  /** Those that are open besides, by their responses: some clients send requests without waiting for answers. */
  #older: Map<object, Exchange> | null = null
  /** It has ended, or is about to. */
  #free: Exchange | null = null
  /** A text that was asked for, and its bytes if it was asked for again. */
  #text = ''
  #bytes: Uint8Array | null = null

  constructor(address: string | null) {
    this.#address = address === null ? '' : `,"client_ip":"${escaped(address)}"`
    this.#lineEnd = lineEnd(this.#address, null)
    this.#newest = new Exchange(this)
  }

  /** How the record of a request by this user agent ends. */
  lineEnd(agent: string | null): string {
    if (agent !== this.#userAgent) {
      this.#userAgent = agent
      this.#lineEnd = lineEnd(this.#address, agent)
    }
    return this.#lineEnd
  }

  /** The exchange of a request that has arrived. @param agent the user agent */
  begin(method: string, url: string, agent: string | null, response: ResponseState | null): Exchange {
    const newest = this.#newest
    const exchange = newest.ended && !newest.kept ? newest : this.#another()
    exchange.begin(method, url, agent, response)
    return exchange
  }

  #another(): Exchange {
    const [newest, free] = [this.#newest, this.#free]
    if (newest.response !== null) {
      this.#older ??= new Map()
      this.#older.set(newest.response, newest)
    }
    this.#free = null
    this.#newest = free?.ended && !free.kept ? free : newest.another()
    return this.#newest
  }

  /** The open exchange of this response. */
  of(response: object): Exchange | undefined {
    return this.#newest.response === response ? this.#newest : this.#older?.get(response)
  }

  /** The open exchange of this response, which ends now. */
  take(response: object): Exchange | undefined {
    return this.#newest.response === response ? this.#newest : this.#takeOlder(response)
  }

  #takeOlder(response: object): Exchange | undefined {
    const exchange = this.#older?.get(response)
    if (exchange === undefined) return
    this.#older!.delete(response)
    this.#free = exchange
    return exchange
  }

  /** Those that nobody is there any more to get an answer to, the oldest first. */
  get open(): Exchange[] {
    return [...(this.#older?.values() ?? []), this.#newest].filter(({ ended }) => !ended)
  }

  /** A text, or its bytes from the second time on in a row: it may be the only time. */
  piece(text: string): Piece {
    if (text === this.#text) {
      this.#bytes ??= Buffer.from(text, 'latin1')
      return this.#bytes
    }
    this.#text = text
    this.#bytes = null
    return text
  }
}

/** Where a socket keeps its `Connection`. */
export const connectionKey: unique symbol = Symbol.for('api-metrics.connection') as never

/** In one piece: adding texts makes a tree of them, which would be walked at each use. */
function lineEnd(address: string, agent: string | null): string {
  return [address, agent === null ? '' : `,"user_agent":"${escaped(agent)}"`, '}\n'].join('')
}

/** Without the prefix under which a socket for both families shows IPv4. */
export function clientAddress(socket: Pick<Socket, 'remoteAddress'> | null | undefined): string | null {
  const address = socket?.remoteAddress
  if (address === undefined) return null
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address
}

const name = 'user-agent'

/** From names and values in turn: `request.headers` would be built for it, which costs more than the rest of a record. */
export function userAgent(rawHeaders: readonly string[]): string | null {
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const header = rawHeaders[i]!
    if (header.length !== name.length) continue
    if (header === 'User-Agent' || header === name || header.toLowerCase() === name) return rawHeaders[i + 1]!
  }
  return null
}
