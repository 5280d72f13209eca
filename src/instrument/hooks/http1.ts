import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Connection, clientAddress } from '../record/connection.ts'
import { type Carrier, Exchange, exchangeKey } from '../record/exchange.ts'
import type { Recorder } from '../recorder.ts'

const connectionKey: unique symbol = Symbol('api-metrics.connection')

interface Message {
  readonly request: IncomingMessage
  readonly response: ServerResponse & Carrier
  readonly socket: Socket & { [connectionKey]?: Connection }
  readonly server: object
}

/**
 * Records every response of the chosen HTTP/1 servers, plain and TLS, whatever framework is above them.
 *
 * @param chosen `null`: all of them
 */
export function hookHttp1(recorder: Recorder, chosen: () => WeakSet<object> | null): () => void {
  const onStart = (message: unknown) => {
    try {
      const servers = chosen()
      if (servers === null || servers.has((message as Message).server)) start(recorder, message as Message)
    } catch (error) {
      recorder.failed(error)
    }
  }
  const onFinish = (message: unknown) => {
    try {
      const { response } = message as Message
      const exchange = response[exchangeKey]
      if (exchange !== undefined) recorder.ended(exchange, response.statusCode)
    } catch (error) {
      recorder.failed(error)
    }
  }
  subscribe('http.server.request.start', onStart)
  subscribe('http.server.response.finish', onFinish)
  return () => {
    unsubscribe('http.server.request.start', onStart)
    unsubscribe('http.server.response.finish', onFinish)
  }
}

function start(recorder: Recorder, { request, response, socket }: Message): void {
  if (response[exchangeKey] !== undefined) return
  const connection = (socket[connectionKey] ??= connect(recorder, socket))
  const client = connection.lineEnd(request.rawHeaders)
  const exchange = new Exchange(request.method!, request.url!, client, response)
  // Several are open where requests are pipelined.
  if (connection.newest?.ended === false) exchange.older = connection.newest
  connection.newest = exchange
  response[exchangeKey] = exchange
  recorder.started(exchange)
}

/** A response whose client has left never finishes: the end of the connection tells. */
function connect(recorder: Recorder, socket: Socket): Connection {
  const connection = new Connection(clientAddress(socket))
  socket.once(
    'close',
    recorder.guard(() => {
      for (let cut = connection.newest; cut !== null; cut = cut.older) recorder.ended(cut, cut.statusWhenCut)
    }),
  )
  return connection
}
