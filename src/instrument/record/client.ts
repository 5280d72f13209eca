import type { Socket } from 'node:net'
import { escaped } from './ascii.ts'

/** The other end, as records speak of it: the same for most requests of one connection. */
export class Client {
  readonly address: string | null
  readonly userAgent: string | null
  /** How a record of this client ends. */
  readonly lineEnd: string

  constructor(address: string | null, userAgent: string | null) {
    this.address = address
    this.userAgent = userAgent
    this.lineEnd = [
      address === null ? '' : `,"client_ip":"${escaped(address)}"`,
      userAgent === null ? '' : `,"user_agent":"${escaped(userAgent)}"`,
      '}\n',
    ].join('')
  }
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
