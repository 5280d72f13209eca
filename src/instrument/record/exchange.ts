import type { ServerResponse } from 'node:http'
import { performance } from 'node:perf_hooks'
import type { Connection } from './connection.ts'
import type { Piece } from './pieces.ts'

/** What an exchange asks its response about when the client has left. */
export type ResponseState = Pick<ServerResponse, 'headersSent' | 'statusCode'>

/**
 * One request with its response, from the last byte of the request's headers to the last of the response. Made for
 * every request amid the app's own work, so it only takes down what the record will be made of.
 */
export class Exchange {
  /** `performance.now()`: milliseconds that no change of the clock moves. */
  readonly startedAt: number = performance.now()
  readonly method: string
  /** As it stood in the request line: frameworks rewrite the request's own. */
  readonly url: string
  readonly connection: Connection
  /** How the record ends: who asked. */
  client: Piece
  /** Template of the route that answered: `/users/:id`. */
  route: string | null = null
  notes: Notes | null = null
  /** A later one that is open on the same connection. */
  next: Exchange | null = null
  ended: boolean = false
  /** `null` when it has ended, and where there is none. */
  response: ResponseState | null

  constructor(
    method: string,
    url: string,
    connection: Connection,
    rawHeaders: readonly string[],
    response: ResponseState | null,
  ) {
    this.method = method
    this.url = url
    this.connection = connection
    this.client = connection.lineEnd(rawHeaders)
    this.response = response
  }

  /** Without the query: it may carry what nobody should read in a monitor. */
  get path(): string {
    const query = this.url.indexOf('?')
    return query < 0 ? this.url : this.url.slice(0, query)
  }

  /** @param hit also what a lookup found: apps without types hand that in */
  recordCache(hit: boolean): void {
    this.notes ??= new Notes()
    this.notes.cacheHit = Boolean(hit) && this.notes.cacheHit !== false
  }

  recordError(error: unknown): void {
    this.notes ??= new Notes()
    this.notes.errorMessage = messageOf(error)
  }

  /**
   * Of a response that was cut off: nginx's 499 ("client closed request") when not even its headers were out.
   *
   * @param answer status with which someone else has answered in the app's place
   */
  statusWhenCut(answer: number | null): number {
    return this.response?.headersSent ? this.response.statusCode : (answer ?? 499)
  }

  end(): void {
    this.ended = true
    this.response = null
  }
}

/** Anything can be thrown, also what cannot be made a text. */
function messageOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error)
  } catch {
    return '(no message)'
  }
}

/** What few requests have. */
export class Notes {
  errorMessage: string | null = null
  /** Whether all lookups were hits; `null` without any. */
  cacheHit: boolean | null = null
}

/**
 * Where a stream of HTTP/2, or a response whose server is not watched, carries its exchange. Registered by name, so
 * that a request is counted once even where a process has loaded this package twice.
 */
export const exchangeKey: unique symbol = Symbol.for('api-metrics.exchange') as never

/** A response or stream that may be recorded already. */
export interface Carrier {
  [exchangeKey]?: Exchange
}
