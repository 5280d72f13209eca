import { writeSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { blockAnswer, blockOffer, blocksAreNative } from '../../model/index.ts'
import { BlockAssembler } from './block-assembler.ts'
import type { ListenCounters, ListenLimits } from './limits.ts'
import { Budget, LineAssembler, type LineSink } from './line-assembler.ts'
import type { PushServer } from './listener.ts'
import type { EventQueue } from './queue.ts'
import { ReadBuffer } from './read-into.ts'
import { lineToken, sameSecret } from './token.ts'

const newline = 10
const tokenLineLimit = 4096
const keepAliveSeconds = 60

const offer = Buffer.from(blockOffer)

/**
 * Lines over TCP or a Unix socket, and blocks from processes that offer them in their first line. With a token, the
 * first line of a connection is `{"token":"…"}`.
 */
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
    const blocks = new BlockAssembler(lines, this.#limits.line, this.#budget, {
      block: bytes => this.#queue.push({ type: 'requestBlock', bytes }),
      unreadable: () => connection.end(false),
      lost: bytes => this.#queue.push({ type: 'gap', bytes }),
    })
    const connection = new Connection(socket, lines, blocks, this.#queue)
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

/** One sender: its unfinished line or block, and the end of it. */
class Connection {
  readonly #socket: Socket
  readonly #lines: LineAssembler
  readonly #blocks: BlockAssembler
  readonly #queue: EventQueue
  /** `null` before the first bytes. */
  #sendsBlocks: boolean | null = null
  #ended = false

  constructor(socket: Socket, lines: LineAssembler, blocks: BlockAssembler, queue: EventQueue) {
    this.#socket = socket
    this.#lines = lines
    this.#blocks = blocks
    this.#queue = queue
  }

  receive(chunk: Buffer): void {
    if (this.#ended) return
    if (this.#sendsBlocks === null) this.#answer(chunk)
    else if (this.#sendsBlocks) this.#blocks.push(chunk)
    else this.#lines.push(chunk)
  }

  /** `complete`: the sender said that it is done, so a last line without newline may be whole. */
  end(complete: boolean): void {
    if (this.#ended) return
    this.#ended = true
    this.#blocks.end()
    const rest = this.#lines.end()
    if (rest.length > 0) {
      this.#queue.pushBytes(rest)
      this.#queue.push({ type: 'boundary', reason: 'connection', complete })
    }
    if (!complete) this.#socket.destroy()
  }

  /** Not through the stream: where the sender has left, its error would end the reading of what came before. */
  #say(text: string): void {
    const { fd = -1 } = (this.#socket as { _handle?: { fd?: number } })._handle ?? {}
    if (fd < 0) {
      this.#socket.write(text)
      return
    }
    try {
      writeSync(fd, text)
    } catch {
      // It has left; what it wrote is still to be read.
    }
  }

  /** An offer that comes in pieces is not known for one: then it is a line that says nothing, before others. */
  #answer(first: Buffer): void {
    this.#sendsBlocks = blocksAreNative && first.subarray(0, offer.length).equals(offer)
    if (this.#sendsBlocks) {
      this.#say(blockAnswer)
      this.#blocks.push(first.subarray(offer.length))
    } else this.#lines.push(first)
  }
}
