import type { ServerResponse } from 'node:http'
import type { Connection } from './connection.ts'

/** What an exchange asks its response about when the client has left. */
export type ResponseState = Pick<ServerResponse, 'headersSent' | 'statusCode'>

/**
 * One request with its response, from the last byte of the request's headers to the last of the response. Made for
 * every request amid the app's own work, so it only takes down what the record will be made of, later and with
 * others: what runs there costs several times what it costs in a loop of its own.
 */
export class Exchange {
  /** `performance.now()`: milliseconds that no change of the clock moves. */
  readonly startedAt: number = performance.now()
  /** The same at the response's end; 0 until then. */
  endedAt: number = 0
  readonly method: string
  /** As it stood in the request line. */
  readonly url: string
  readonly rawHeaders: readonly string[]
  connection: Connection
  /** 0 = unknown. */
  status: number = 0
  /** Template of the route that answered: `/users/:id`. */
  route: string | null = null
  notes: Notes | null = null
  /** An older one that is open on the same connection. */
  older: Exchange | null = null
  #response: ResponseState | null

  constructor(
    method: string,
    url: string,
    rawHeaders: readonly string[],
    connection: Connection,
    response: ResponseState | null,
  ) {
    this.method = method
    this.url = url
    this.rawHeaders = rawHeaders
    this.connection = connection
    this.#response = response
  }

  get ended(): boolean {
    return this.endedAt > 0
  }

  recordCache(hit: boolean): void {
    this.notes ??= new Notes()
    this.notes.cacheHit = hit && this.notes.cacheHit !== false
  }

  recordError(error: unknown): void {
    this.notes ??= new Notes()
    this.notes.errorMessage = error instanceof Error ? error.message : String(error)
  }

  /** Of a response that was cut off: nginx's 499 ("client closed request") when not even its headers were out. */
  get statusWhenCut(): number {
    return this.#response?.headersSent ? this.#response.statusCode : 499
  }

  end(status: number): void {
    this.endedAt = performance.now()
    this.status = status
    // The record waits for others; the response, and all that hangs on it, need not.
    this.#response = null
  }
}

/** What few requests have. */
export class Notes {
  errorMessage: string | null = null
  /** Whether all lookups were hits; `null` without any. */
  cacheHit: boolean | null = null
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
