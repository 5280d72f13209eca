import type { Socket } from 'node:net'
import { escaped } from './ascii.ts'
import type { Exchange } from './exchange.ts'
import type { Frame } from './frame.ts'
import type { Piece } from './pieces.ts'

/** The other end, as records speak of it: the same for most requests of one connection. */
export class Connection {
  /** Of the newest record without notes, and what it was for. */
  #frame: Frame | null = null
  #method = ''
  #url = ''
  #route: string | null = null
  #status = 0
  readonly #address: string
  #userAgent: string | null = null
  #lineEnd: Piece
  /** Exchanges that are open: HTTP/1 answers pipelined requests in their order. */
  #oldest: Exchange | null = null
  #newest: Exchange | null = null

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

  /** The newest frame, if it is that of this exchange's record, too. */
  frameOf({ method, url, route, notes, client }: Exchange, status: number): Frame | null {
    const frame = this.#frame
    const same =
      frame !== null &&
      status === this.#status &&
      client === frame.tail &&
      url === this.#url &&
      route === this.#route &&
      method === this.#method &&
      notes === null
    return same ? frame : null
  }

  keepFrame(frame: Frame, { method, url, route }: Exchange, status: number): void {
    this.#frame = frame
    this.#method = method
    this.#url = url
    this.#route = route
    this.#status = status
  }

  open(exchange: Exchange): void {
    if (this.#oldest === null) this.#oldest = exchange
    else this.#newest!.next = exchange
    this.#newest = exchange
  }

  /** The open exchange of this response. */
  of(response: object): Exchange | undefined {
    let exchange = this.#oldest
    while (exchange !== null && exchange.response !== response) exchange = exchange.next
    return exchange ?? undefined
  }

  /** Takes the exchange of a response that is done; `null` if it is not one of them. */
  close(response: object): Exchange | null {
    let before: Exchange | null = null
    let exchange = this.#oldest
    while (exchange !== null && exchange.response !== response) {
      before = exchange
      exchange = exchange.next
    }
    if (exchange === null) return null
    if (before === null) this.#oldest = exchange.next
    else before.next = exchange.next
    if (exchange.next === null) this.#newest = before
    return exchange
  }

  /** Takes all that are open: nobody is there any more to be answered. */
  *closeAll(): Generator<Exchange> {
    let exchange = this.#oldest
    this.#oldest = null
    this.#newest = null
    for (; exchange !== null; exchange = exchange.next) yield exchange
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
