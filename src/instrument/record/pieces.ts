import { escaped } from './ascii.ts'
import type { Exchange, Notes } from './exchange.ts'
import { Frame } from './frame.ts'

/** Part of a line, in ASCII: bytes where it will be used again, a text where it may be the only time. */
export type Piece = Uint8Array | string

/** Pieces that are remembered, of each kind. */
const remembered = 1000
/** Longer ones are not: they are rarely the same. */
const longest = 256
/** Pieces that were not there before what is remembered makes room for others. */
const patience = 20_000
/** Frames that are remembered of one head. */
const framesOfHead = 8

interface Head {
  readonly method: string
  readonly status: number
  readonly bytes: Uint8Array
  readonly next: Head | undefined
  /** The newest first. */
  readonly frames: Frame[]
}

/**
 * The parts of a record that many have in common, made once, and the frames that are made of them. Looked up while
 * the request's texts are in the processor's caches: a moment later each of them takes longer to fetch than to compare.
 */
export class Pieces {
  readonly #heads = new Map<string, Head>()
  readonly #routes = new Map<string, Uint8Array>()
  /** `null`: seen once, so a text until it comes again. */
  readonly #tails = new Map<string, Uint8Array | null>()
  #strange = 0

  /** The newest frame of the exchange where it fits: then nothing is made or looked up. */
  frame(exchange: Exchange, status: number): Frame {
    return exchange.frame(status) ?? this.#lookUp(exchange, status)
  }

  #lookUp(exchange: Exchange, status: number): Frame {
    const { method, path, route, notes } = exchange
    const head = this.#headOf(method, path, status)
    const extras = this.extras(route, notes)
    const tail = this.#tail(exchange)
    const frame = typeof head === 'string' ? new Frame(head, extras, tail) : frameOf(head, extras, tail)
    // Texts are counted for each record that waits, so each has its own.
    if (notes === null && frame.textBytes === 0) exchange.keepFrame(frame, status)
    return frame
  }

  /** From behind the timestamp to the duration. */
  head(method: string, path: string, status: number): Piece {
    const head = this.#headOf(method, path, status)
    return typeof head === 'string' ? head : head.bytes
  }

  #headOf(method: string, path: string, status: number): Head | string {
    const known = this.#heads.get(path)
    let head = known
    while (head !== undefined && (head.status !== status || head.method !== method)) head = head.next
    return head ?? this.#newHead(method, path, status, known)
  }

  /** From behind the duration to who asked; `null`: nothing. */
  extras(route: string | null, notes: Notes | null): Piece | null {
    if (notes === null) return route === null ? null : this.#route(route)
    let text = route === null ? '' : routeText(route)
    if (notes.cacheHit !== null) text += `,"cache_hit":${notes.cacheHit}`
    if (notes.errorMessage !== null) text += `,"error_message":"${escaped(notes.errorMessage)}"`
    return text
  }

  #newHead(method: string, path: string, status: number, next: Head | undefined): Head | string {
    const code = status === 0 ? 'null' : String(status)
    const text = `,"endpoint":"${escaped(path)}","method":"${escaped(method)}","status_code":${code},"response_time":`
    if (text.length > longest || !this.#room(this.#heads)) return text
    const head = { method, status, bytes: Buffer.from(text, 'latin1'), next, frames: [] }
    this.#heads.set(path, head)
    return head
  }

  #route(route: string): Piece {
    const known = this.#routes.get(route)
    if (known !== undefined) return known
    const text = routeText(route)
    if (text.length > longest || !this.#room(this.#routes)) return text
    const bytes = Buffer.from(text, 'latin1')
    this.#routes.set(route, bytes)
    return bytes
  }

  /** From behind the extras to the end. */
  #tail({ client, connection }: Exchange): Piece {
    const known = this.#tails.get(client)
    if (known) return known
    if (known === undefined) {
      if (client.length <= longest && this.#room(this.#tails)) this.#tails.set(client, null)
      return connection.piece(client)
    }
    const bytes = Buffer.from(client, 'latin1')
    this.#tails.set(client, bytes)
    return bytes
  }

  #room(pieces: Map<string, unknown>): boolean {
    if (pieces.size < remembered) return true
    if (++this.#strange < patience) return false
    this.#strange = 0
    pieces.clear()
    return true
  }
}

function frameOf({ bytes, frames }: Head, extras: Piece | null, tail: Piece): Frame {
  if (typeof extras === 'string' || typeof tail === 'string') return new Frame(bytes, extras, tail)
  for (const frame of frames) if (frame.extras === extras && frame.tail === tail) return frame
  const frame = new Frame(bytes, extras, tail)
  if (frames.length === framesOfHead) frames.pop()
  frames.unshift(frame)
  return frame
}

function routeText(route: string): string {
  return `,"route":"${escaped(route)}"`
}
