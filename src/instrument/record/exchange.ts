import type { ServerResponse } from 'node:http'
import { performance } from 'node:perf_hooks'
import type { Connection } from './connection.ts'
import type { Frame } from './frame.ts'

/** What an exchange asks its response about when the client has left. */
export type ResponseState = Pick<ServerResponse, 'headersSent' | 'statusCode'>

/**
 * One request with its response, from the last byte of the request's headers to the last of the response. Used again
 * for the next one of its connection: that is mostly asked for the same, of which nothing needs to be taken down then.
 */
export class Exchange {
  /** `performance.now()`: milliseconds that no change of the clock moves. */
  startedAt: number = performance.now()
  method = ''
  /** As it stood in the request line: frameworks rewrite the request's own. */
  url = ''
  readonly connection: Connection
  /** Template of the route that answered: `/users/:id`. */
  route: string | null = null
  notes: Notes | null = null
  ended = true
  /** Somebody may come back to it when it has ended: it is not used again. */
  kept = false
  /** `null` when it has ended, and where there is none. */
  response: ResponseState | null = null
  /** `undefined`: whoever asked is not told by the connection and this. */
  #agent: string | null | undefined = null
  #client: string | null = null
  /** Of the newest record without notes, as long as who asks for what stays the same. */
  #frame: Frame | null = null
  #frameRoute: string | null = null
  #frameStatus = 0

  constructor(connection: Connection) {
    this.connection = connection
  }

  /** @param agent the user agent */
  begin(method: string, url: string, agent: string | null, response: ResponseState | null): void {
    if (url !== this.url || method !== this.method || agent !== this.#agent) this.#ask(method, url, agent)
    this.route = null
    this.notes = null
    this.ended = false
    this.response = response
    this.startedAt = performance.now()
  }

  #ask(method: string, url: string, agent: string | null): void {
    const { path } = this
    const same = method === this.method && agent === this.#agent
    this.method = method
    this.url = url
    this.#agent = agent
    if (same && this.path === path) return
    this.#client = null
    this.#frame = null
  }

  /** One for another request, whose frame may be the same. */
  another(): Exchange {
    const other = new Exchange(this.connection)
    other.method = this.method
    other.url = this.url
    other.#agent = this.#agent
    other.#client = this.#client
    other.#frame = this.#frame
    other.#frameRoute = this.#frameRoute
    other.#frameStatus = this.#frameStatus
    return other
  }

  /** Without the query: it may carry what nobody should read in a monitor. */
  get path(): string {
    const query = this.url.indexOf('?')
    return query < 0 ? this.url : this.url.slice(0, query)
  }

  /** How the record ends: who asked. */
  get client(): string {
    return this.#client ?? this.connection.lineEnd(this.#agent ?? null)
  }

  /** Of someone else than the connection is with: a proxy spoke for them. */
  set client(client: string) {
    this.#client = client
    this.#agent = undefined
    this.#frame = null
  }

  /** The frame of the newest record, if it is this one's, too. */
  frame(status: number): Frame | null {
    const same = status === this.#frameStatus && this.route === this.#frameRoute && this.notes === null
    return same ? this.#frame : null
  }

  keepFrame(frame: Frame, status: number): void {
    this.#frame = frame
    this.#frameRoute = this.route
    this.#frameStatus = status
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
