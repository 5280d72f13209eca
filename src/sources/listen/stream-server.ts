import { createServer, type Server, type Socket } from 'node:net'
import type { ListenCounters, ListenLimits } from './limits.ts'
import { Budget, LineAssembler, type LineSink } from './line-assembler.ts'
import type { PushServer } from './listener.ts'
import type { EventQueue } from './queue.ts'
import { ReadBuffer } from './read-into.ts'
import { lineToken, sameSecret } from './token.ts'

const newline = 10
const tokenLineLimit = 4096
const keepAliveSeconds = 60

/** Lines over TCP or a Unix socket. With a token, the first line of a connection is `{"token":"…"}`. */
export class StreamServer implements PushServer {
  readonly server: Server
  readonly #queue: EventQueue
  readonly #counters: ListenCounters
  readonly #limits: ListenLimits
  readonly #token: string | undefined
  readonly #budget: Budget
  readonly #buffer = new ReadBuffer()
  readonly #connections = new Set<Connection>()
  readonly #waiting = new Set<Socket>()

  constructor(queue: EventQueue, counters: ListenCounters, limits: ListenLimits, token: string | undefined) {
    this.#queue = queue
    this.#counters = counters
    this.#limits = limits
    this.#token = token
    this.#budget = new Budget(limits.unfinished)
    this.server = createServer({ keepAlive: true, keepAliveInitialDelay: keepAliveSeconds * 1000 })
    this.server.maxConnections = limits.connections
    this.server.on('drop', () => counters.refused++)
    this.server.on('connection', socket => this.#take(socket))
  }

  resume(): void {
    for (const socket of this.#waiting) socket.resume()
    this.#waiting.clear()
  }

  stop(): void {
    for (const connection of this.#connections) connection.end(false)
  }

  #take(taken: Socket): void {
    let receive = (_chunk: Buffer): void => undefined
    const socket = this.#buffer.readInto(taken, chunk => receive(chunk))
    this.#counters.accepted++
    this.#counters.open++
    const sink: LineSink = {
      lines: (bytes, begun) => this.#queue.pushBytes(bytes, begun),
      discarded: bytes => this.#queue.push({ type: 'discarded', bytes }),
    }
    const lines = new LineAssembler(this.#limits.line, this.#budget, sink)
    const connection = new Connection(socket, lines, this.#queue)
    this.#connections.add(connection)
    socket.once('close', () => {
      this.#counters.open--
      this.#connections.delete(connection)
      this.#waiting.delete(socket)
    })
    socket.on('error', () => connection.end(false))
    socket.once('end', () => connection.end(true))
    const serve = (): void => {
      this.#limitIdle(socket, connection)
      receive = chunk => {
        connection.receive(chunk)
        if (!this.#queue.isFull) return
        socket.pause()
        this.#waiting.add(socket)
      }
    }
    if (this.#token === undefined) {
      serve()
      return
    }
    receive = this.#askToken(socket, this.#token, rest => {
      serve()
      if (rest.length > 0) receive(rest)
    })
  }

  #limitIdle(socket: Socket, connection: Connection): void {
    socket.setTimeout(this.#limits.idle * 1000, () => {
      if (this.#waiting.has(socket)) return
      this.#counters.timedOut++
      connection.end(false)
    })
  }

  /** @returns what takes the first bytes; `accept` gets those behind the token, once */
  #askToken(socket: Socket, token: string, accept: (rest: Buffer) => void): (chunk: Buffer) => void {
    let line = Buffer.alloc(0)
    let over = false
    const refuse = (why: string): void => {
      this.#counters.unauthorised++
      socket.end(`${JSON.stringify({ error: why })}\n`)
      socket.destroySoon()
    }
    const timer = setTimeout(() => refuse('no token came in time'), this.#limits.header * 1000)
    socket.once('close', () => clearTimeout(timer))
    return chunk => {
      if (over) return
      line = Buffer.concat([line, chunk])
      const end = line.indexOf(newline)
      if (end < 0 && line.length <= tokenLineLimit) return
      clearTimeout(timer)
      over = true
      const given = end < 0 ? null : lineToken(line.toString('utf8', 0, end))
      if (given !== null && sameSecret(given, token)) accept(line.subarray(end + 1))
      else refuse('the first line must be {"token":"…"} with the right token')
    }
  }
}

/** One sender: its unfinished line, and the end of it. */
class Connection {
  readonly #socket: Socket
  readonly #lines: LineAssembler
  readonly #queue: EventQueue
  #ended = false

  constructor(socket: Socket, lines: LineAssembler, queue: EventQueue) {
    this.#socket = socket
    this.#lines = lines
    this.#queue = queue
  }

  receive(chunk: Buffer): void {
    if (!this.#ended) this.#lines.push(chunk)
  }

  /** `complete`: the sender said that it is done, so a last line without newline may be whole. */
  end(complete: boolean): void {
    if (this.#ended) return
    this.#ended = true
    const rest = this.#lines.end()
    if (rest.length > 0) {
      this.#queue.pushBytes(rest)
      this.#queue.push({ type: 'boundary', reason: 'connection', complete })
    }
    if (!complete) this.#socket.destroy()
  }
}
