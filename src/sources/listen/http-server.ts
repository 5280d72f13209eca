import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { PushAnswer } from '../../model/index.ts'
import { Bodies } from './http-body.ts'
import { checkRequest, Refusal } from './http-rules.ts'
import type { ListenCounters, ListenLimits } from './limits.ts'
import type { PushServer } from './listener.ts'
import type { EventQueue } from './queue.ts'

/** How long a refused sender may go on sending before it is cut off, so that it gets to read the answer. */
const lingerSeconds = 5

/**
 * `POST /v1/events` with newline-delimited JSON, and `GET /healthz`. A body counts whole or not at all: it is read to
 * its end, handed over in one piece, and answered with what became of its lines.
 */
export class HttpServer implements PushServer {
  readonly server: Server
  readonly #queue: EventQueue
  readonly #counters: ListenCounters
  readonly #limits: ListenLimits
  readonly #token: string | undefined
  readonly #bodies: Bodies
  readonly #unanswered = new Set<ServerResponse>()
  #stopping = false

  constructor(queue: EventQueue, counters: ListenCounters, limits: ListenLimits, token: string | undefined) {
    this.#queue = queue
    this.#counters = counters
    this.#limits = limits
    this.#token = token
    this.#bodies = new Bodies(limits.body, limits.bodies)
    this.server = createServer({
      headersTimeout: limits.header * 1000,
      requestTimeout: limits.request * 1000,
      keepAliveTimeout: Math.min(limits.idle, 60) * 1000,
      connectionsCheckingInterval: 1000,
      maxHeaderSize: 16 * 1024,
      keepAlive: true,
    })
    // Some more than the limit are taken in, to be told so; the rest is dropped.
    this.server.maxConnections = limits.connections + 64
    this.server.on('drop', () => counters.refused++)
    this.server.on('connection', socket => this.#count(socket))
    this.server.on('clientError', (cause, socket) => this.#complain(cause, socket as Socket))
    const serve = (request: IncomingMessage, response: ServerResponse): void => {
      void this.#serve(request, response)
    }
    this.server.on('request', serve)
    // Otherwise the runtime would invite a body that is going to be refused.
    this.server.on('checkContinue', serve)
  }

  resume(): void {}

  stop(): void {
    this.#stopping = true
    for (const response of this.#unanswered) this.#refuse(response, stopping)
    this.server.closeIdleConnections()
    setTimeout(() => this.server.closeAllConnections(), 200)
  }

  #count(socket: Socket): void {
    this.#counters.accepted++
    this.#counters.open++
    socket.once('close', () => this.#counters.open--)
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      if (this.#counters.open > this.#limits.connections) throw tooManyConnections
      if (this.#stopping) throw stopping
      if (checkRequest(request, this.#token, this.#limits.body) === 'health') {
        send(response, 200, request.method === 'HEAD' ? null : { status: 'ok' })
        return
      }
      if (request.headers.expect !== undefined) response.writeContinue()
      const body = await this.#bodies.read(request)
      if (body === null) return
      this.#handOver(body, response)
    } catch (cause) {
      if (!(cause instanceof Refusal)) throw cause
      this.#counters.refusedBodies++
      if (cause.status === 401) this.#counters.unauthorised++
      if (cause === tooManyConnections) this.#counters.refused++
      linger(request)
      if (cause.closes) await ended(request, 1)
      this.#refuse(response, cause)
    }
  }

  #handOver(body: Buffer, response: ServerResponse): void {
    this.#unanswered.add(response)
    this.#queue.push({
      type: 'body',
      bytes: body,
      answer: counts => {
        this.#bodies.release(body.length)
        if (!this.#unanswered.delete(response)) return
        this.#counters.bodies++
        send(response, statusOf(counts), counts)
      },
    })
  }

  #refuse(response: ServerResponse, refusal: Refusal): void {
    this.#unanswered.delete(response)
    for (const [name, value] of Object.entries(refusal.headers)) response.setHeader(name, value)
    send(response, refusal.status, { accepted: 0, rejected: 0, errors: [refusal.message] })
  }

  #complain(cause: Error & { code?: string }, socket: Socket): void {
    const timedOut = cause.code === 'ERR_HTTP_REQUEST_TIMEOUT'
    if (timedOut) this.#counters.timedOut++
    const status = timedOut
      ? '408 Request Timeout'
      : cause.code === 'HPE_HEADER_OVERFLOW'
        ? '431 Request Header Fields Too Large'
        : '400 Bad Request'
    if (socket.writable && cause.code !== 'ECONNRESET')
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
    socket.destroySoon()
  }
}

const tooManyConnections = new Refusal(503, 'too many connections', {
  'Retry-After': '5',
  Connection: 'close',
})
const stopping = new Refusal(503, 'shutting down', { 'Retry-After': '5', Connection: 'close' })

/** A body of which nothing could be used is the sender's mistake; one bad line among good ones is not. */
function statusOf({ accepted, rejected }: PushAnswer): number {
  return accepted === 0 && rejected > 0 ? 400 : 200
}

function send(response: ServerResponse, status: number, body: object | null): void {
  if (response.headersSent || response.destroyed) return
  const text = body === null ? '' : `${JSON.stringify(body)}\n`
  response.statusCode = status
  response.setHeader('Content-Type', 'application/json')
  response.setHeader('Content-Length', Buffer.byteLength(text))
  response.end(text)
}

async function ended(request: IncomingMessage, seconds: number): Promise<void> {
  if (request.complete || request.destroyed) return
  await Promise.race([once(request, 'close').catch(() => undefined), delay(seconds * 1000)])
}

/** Reads and forgets the rest of a refused body for a while: closing at once would destroy the answer on its way. */
function linger(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return
  const timer = setTimeout(() => request.destroy(), lingerSeconds * 1000)
  request.once('close', () => clearTimeout(timer))
  request.resume()
}
