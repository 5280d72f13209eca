import type { Socket } from 'node:net'
import { escaped } from './ascii.ts'
import type { Exchange } from './exchange.ts'
import type { Piece } from './pieces.ts'

/** The other end, as records speak of it: the same for most requests of one connection. */
export class Connection {
  readonly #address: string
  /** The newest exchange; older ones that are open hang on it. */
  newest: Exchange | null = null
  #userAgent: string | null = null
  #lineEnd: Piece

  constructor(address: string | null) {
    this.#address = address === null ? '' : `,"client_ip":"${escaped(address)}"`
    this.#lineEnd = lineEnd(this.#address, null)
  }

  /** How the record of a request with these headers ends. */
  lineEnd(rawHeaders: readonly string[]): Piece {
    const agent = userAgent(rawHeaders)
    if (agent !== this.#userAgent) {
      this.#userAgent = agent
      this.#lineEnd = lineEnd(this.#address, agent)
      // Behind a proxy each request may come from someone else: bytes are made for the second of a row.
    } else if (typeof this.#lineEnd === 'string') this.#lineEnd = Buffer.from(this.#lineEnd, 'latin1')
    return this.#lineEnd
  }
}

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
