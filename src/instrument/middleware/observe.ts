import type { IncomingMessage, ServerResponse } from 'node:http'
import { Connection, clientAddress, connectionKey, userAgent } from '../record/connection.ts'
import { type Carrier, type Exchange, exchangeKey } from '../record/exchange.ts'
import { nodeAnswer } from '../record/node-answer.ts'
import type { Recorder } from '../recorder.ts'

interface AnyResponse extends Carrier {
  /** Of HTTP/2 responses, which come and go with it. */
  readonly stream?: Carrier
  readonly req?: { readonly socket?: { readonly [connectionKey]?: Connection } | null }
}

/** The exchange of a response that is watched and not yet at its end. */
export function exchangeOf(response: object): Exchange | undefined {
  const { stream, req } = response as AnyResponse
  return (stream ?? (response as Carrier))[exchangeKey] ?? req?.socket?.[connectionKey]?.of(response)
}

/** The exchange of a request that a middleware sees: the server hooks' own where they are active. */
export function observe(
  recorder: Recorder,
  request: IncomingMessage & { readonly originalUrl?: string },
  response: ServerResponse,
): Exchange {
  const known = exchangeOf(response)
  if (known !== undefined) return known
  const connection = new Connection(clientAddress(request.socket))
  const url = request.originalUrl ?? request.url ?? ''
  const exchange = connection.begin(request.method ?? 'GET', url, userAgent(request.rawHeaders), response)
  const { stream } = response as AnyResponse
  ;(stream ?? (response as Carrier))[exchangeKey] = exchange
  response.once(
    'finish',
    recorder.guard(() => recorder.ended(exchange, response.statusCode)),
  )
  response.once(
    'close',
    recorder.guard(() => {
      // Of HTTP/2 the compatibility layer's socket throws when it has gone.
      const answer = stream === undefined ? nodeAnswer(request.socket) : null
      recorder.ended(exchange, exchange.statusWhenCut(answer))
    }),
  )
  return exchange
}
