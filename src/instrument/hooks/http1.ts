import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Client, clientAddress, userAgent } from '../record/client.ts'
import { type Carrier, Exchange, exchangeKey } from '../record/exchange.ts'
import type { Recorder } from '../recorder.ts'

const connectionKey: unique symbol = Symbol('api-metrics.connection')

interface Connection {
  client: Client
  /** The newest exchange that is open: there are several where requests are pipelined. */
  open: Exchange | null
}

interface Message {
  readonly request: IncomingMessage
  readonly response: ServerResponse & Carrier
  readonly socket: Socket & { [connectionKey]?: Connection }
  readonly server: object
}

/** Records every response of the chosen HTTP/1 servers, plain and TLS, whatever framework is above them. */
export function hookHttp1(recorder: Recorder, chosen: (server: object) => boolean): () => void {
  const onStart = recorder.guard((message: Message) => {
    if (chosen(message.server)) start(recorder, message)
  })
  const onFinish = recorder.guard((message: Message) => finish(recorder, message))
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
  const agent = userAgent(request.rawHeaders)
  if (agent !== connection.client.userAgent) {
    connection.client = new Client(connection.client.address, agent)
  }
  const exchange = new Exchange(request.method!, request.url!, connection.client, response)
  exchange.older = connection.open
  connection.open = exchange
  response[exchangeKey] = exchange
  recorder.started(exchange)
}

function finish(recorder: Recorder, { response, socket }: Message): void {
  const exchange = response[exchangeKey]
  if (exchange === undefined) return
  const connection = socket[connectionKey]
  if (connection !== undefined) forget(connection, exchange)
  recorder.ended(exchange, response.statusCode)
}

/** A response whose client has left never finishes: the end of the connection tells. */
function connect(recorder: Recorder, socket: Socket): Connection {
  const connection: Connection = {
    client: new Client(clientAddress(socket), null),
    open: null,
  }
  socket.once(
    'close',
    recorder.guard(() => {
      for (let cut = connection.open; cut !== null; cut = cut.older) recorder.ended(cut, cut.statusWhenCut)
      connection.open = null
    }),
  )
  return connection
}

function forget(connection: Connection, exchange: Exchange): void {
  if (connection.open === exchange) {
    connection.open = exchange.older
    return
  }
  for (let newer = connection.open; newer !== null; newer = newer.older) {
    if (newer.older === exchange) newer.older = exchange.older
  }
}
