import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Connection, clientAddress, connectionKey, userAgent } from '../record/connection.ts'
import { nodeAnswer } from '../record/node-answer.ts'
import type { Recorder } from '../recorder.ts'

interface Message {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly socket: Socket & { [connectionKey]?: Connection }
  readonly server: object
}

/**
 * Records every response of the chosen HTTP/1 servers, plain and TLS, whatever framework is above them. Their open
 * exchanges hang on the connection: a property more on each response costs more than all else that is kept of it.
 *
 * @param chosen `null`: all of them
 */
export function hookHttp1(recorder: Recorder, chosen: () => WeakSet<object> | null): () => void {
  const onStart = (message: unknown) => {
    try {
      const { request, response, socket, server } = message as Message
      let connection = socket[connectionKey]
      if (connection === undefined) {
        if (chosen()?.has(server) === false) return
        connection = connect(recorder, socket)
      }
      const agent = userAgent(request.rawHeaders)
      recorder.started(connection.begin(request.method!, request.url!, agent, response))
    } catch (error) {
      recorder.failed(error)
    }
  }
  const onFinish = (message: unknown) => {
    try {
      const { response, socket } = message as Message
      const exchange = socket[connectionKey]?.take(response)
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

/** A response whose client has left never finishes: the end of the connection tells. */
function connect(recorder: Recorder, socket: Message['socket']): Connection {
  const connection = new Connection(clientAddress(socket))
  socket[connectionKey] = connection
  socket.once(
    'close',
    recorder.guard(() => {
      let answer = nodeAnswer(socket)
      for (const cut of connection.open) {
        recorder.ended(cut, cut.statusWhenCut(answer))
        answer = null
      }
    }),
  )
  return connection
}
