import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { EventEmitter } from 'node:events'
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2'
import type { Socket } from 'node:net'
import { Connection, clientAddress } from '../record/connection.ts'
import { type Carrier, exchangeKey } from '../record/exchange.ts'
import type { Recorder } from '../recorder.ts'

interface Message {
  readonly socket: Socket & { readonly server?: EventEmitter }
}

/**
 * Records every response of the chosen HTTP/2 servers. Node 20 has no diagnostics channel for their streams, so each
 * server is found by its first connection.
 */
export function hookHttp2(recorder: Recorder, chosen: () => WeakSet<object> | null): () => void {
  const known = new WeakSet<EventEmitter>()
  const onStream = recorder.guard((stream: ServerHttp2Stream, headers: IncomingHttpHeaders) =>
    follow(recorder, stream, headers),
  )
  const onSocket = recorder.guard(({ socket: { server } }: Message) => {
    if (server === undefined || known.has(server) || !isHttp2Server(server)) return
    if (chosen()?.has(server) === false) return
    known.add(server)
    // Before the app's own listener, which may answer at once.
    server.prependListener('stream', onStream)
  })
  subscribe('net.server.socket', onSocket)
  return () => {
    unsubscribe('net.server.socket', onSocket)
  }
}

/** Its class is not exported; `updateSettings` is a method of HTTP/2 servers only. */
function isHttp2Server(server: object): boolean {
  return 'updateSettings' in server
}

function follow(recorder: Recorder, stream: ServerHttp2Stream & Carrier, headers: IncomingHttpHeaders): void {
  if (stream[exchangeKey] !== undefined) return
  const connection = new Connection(clientAddress(stream.session?.socket))
  const response = {
    get headersSent() {
      return stream.headersSent
    },
    get statusCode() {
      return Number(stream.sentHeaders?.[':status'] ?? 0)
    },
  }
  const agent = headers['user-agent'] ?? null
  const exchange = connection.begin(headers[':method'] ?? 'GET', headers[':path'] ?? '', agent, response)
  stream[exchangeKey] = exchange
  // A stream that the client resets may finish, too.
  const onEnd = recorder.guard(() => recorder.ended(exchange, exchange.statusWhenCut(null)))
  stream.once('finish', onEnd)
  stream.once('close', onEnd)
  recorder.started(exchange)
}
