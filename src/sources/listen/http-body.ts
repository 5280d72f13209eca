import type { IncomingMessage } from 'node:http'
import { gunzip } from 'node:zlib'
import { errnoOf } from '../../model/index.ts'
import { Refusal, tooLarge } from './http-rules.ts'
import { Budget } from './line-assembler.ts'

function decompress(bytes: Buffer, maxOutputLength: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    gunzip(bytes, { maxOutputLength }, (fault, body) => (fault === null ? resolve(body) : reject(fault)))
  })
}

/** Reads whole bodies within a limit each and a limit for all together. */
export class Bodies {
  readonly #limit: number
  readonly #budget: Budget
  #decompressing: Promise<unknown> = Promise.resolve()

  constructor(limit: number, together: number) {
    this.#limit = limit
    this.#budget = new Budget(together)
  }

  /** The body, decompressed; `null` when the sender gave up. Its bytes stay reserved until `release`. */
  async read(request: IncomingMessage): Promise<Buffer | null> {
    const raw = await this.#receive(request)
    if (raw === null) return null
    const coding = (request.headers['content-encoding'] ?? '').trim().toLowerCase()
    return coding.endsWith('gzip') ? this.#decompress(raw) : raw
  }

  release(bytes: number): void {
    this.#budget.give(bytes)
  }

  async #receive(request: IncomingMessage): Promise<Buffer | null> {
    const pieces: Buffer[] = []
    let length = 0
    try {
      // A refused body is read on by whoever answers; the default would destroy the connection and the answer with it.
      const body: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false })
      for await (const piece of body) {
        if (length + piece.length > this.#limit) throw tooLarge(this.#limit)
        if (!this.#budget.take(piece.length)) throw overloaded
        length += piece.length
        pieces.push(piece)
      }
    } catch (cause) {
      this.release(length)
      if (cause instanceof Refusal) throw cause
      return null
    }
    return Buffer.concat(pieces, length)
  }

  /** One at a time: a bomb may need the whole limit of a body while it is being found out. */
  async #decompress(raw: Buffer): Promise<Buffer> {
    const turn = this.#decompressing.then(() => decompress(raw, this.#limit))
    this.#decompressing = turn.catch(() => undefined)
    try {
      const body = await turn
      if (!this.#budget.take(body.length)) throw overloaded
      return body
    } catch (cause) {
      if (cause instanceof Refusal) throw cause
      if (errnoOf(cause) === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(this.#limit)
      throw new Refusal(400, 'the body is not valid gzip')
    } finally {
      this.release(raw.length)
    }
  }
}

const overloaded = new Refusal(503, 'too much is waiting to be counted; try again', { 'Retry-After': '1' })
