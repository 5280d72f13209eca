import type { IncomingMessage, ServerResponse } from 'node:http'
import { Connection, clientAddress } from '../record/connection.ts'
import { type Carrier, Exchange, exchangeKey } from '../record/exchange.ts'
import type { Recorder } from '../recorder.ts'

/** Where the exchange of a response is kept: HTTP/2 responses come and go with their stream. */
export function carrierOf(response: object & { readonly stream?: object }): Carrier {
  return response.stream ?? response
}

/** The exchange of a request that a middleware sees: the server hooks' own where they are active. */
export function observe(
  recorder: Recorder,
  request: IncomingMessage & { readonly originalUrl?: string },
  response: ServerResponse,
): Exchange {
  const carrier = carrierOf(response)
  const known = carrier[exchangeKey]
  if (known !== undefined) return known
  const client = new Connection(clientAddress(request.socket)).lineEnd(request.rawHeaders)
  const url = request.originalUrl ?? request.url ?? ''
  const exchange = new Exchange(request.method ?? 'GET', url, client, response)
  carrier[exchangeKey] = exchange
  response.once(
    'finish',
    recorder.guard(() => recorder.ended(exchange, response.statusCode)),
  )
  response.once(
    'close',
    recorder.guard(() => recorder.ended(exchange, exchange.statusWhenCut)),
  )
  return exchange
}
