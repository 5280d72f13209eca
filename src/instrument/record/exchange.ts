import type { ServerResponse } from 'node:http'
import type { Client } from './client.ts'

/** What an exchange asks its response about when the client has left. */
export type ResponseState = Pick<ServerResponse, 'headersSent' | 'statusCode'>

/** One request with its response, from the last byte of the request's headers to the last of the response. */
export class Exchange {
  /** `performance.now()`: milliseconds that no change of the clock moves. */
  readonly startedAt: number = performance.now()
  /** The same at the response's end; NaN until then. */
  endedAt: number = Number.NaN
  readonly method: string
  /** As it stood in the request line. */
  readonly url: string
  client: Client
  /** 0 = unknown. */
  status = 0
  /** Template of the route that answered: `/users/:id`. */
  route: string | null = null
  errorMessage: string | null = null
  /** Whether all lookups were hits; `null` without any. */
  cacheHit: boolean | null = null
  /** The next older one that is open on the same connection. */
  older: Exchange | null = null
  #response: ResponseState | null

  constructor(method: string, url: string, client: Client, response: ResponseState | null) {
    this.method = method
    this.url = url
    this.client = client
    this.#response = response
  }

  get ended(): boolean {
    return this.endedAt >= 0
  }

  recordCache(hit: boolean): void {
    this.cacheHit = hit && this.cacheHit !== false
  }

  /** Of a response that was cut off: nginx's 499 ("client closed request") when not even its headers were out. */
  get statusWhenCut(): number {
    return this.#response?.headersSent ? this.#response.statusCode : 499
  }

  end(status: number): void {
    this.endedAt = performance.now()
    this.status = status
    // The record waits for its batch; the response, and all that hangs on it, need not.
    this.#response = null
  }
}

/**
 * Where a response (of HTTP/2: its stream) carries its exchange. Registered by name, so that a request is counted
 * once even where a process has loaded this package twice.
 */
export const exchangeKey: unique symbol = Symbol.for('api-metrics.exchange') as never

/** A response or stream that may be recorded already. */
export interface Carrier {
  [exchangeKey]?: Exchange
}
