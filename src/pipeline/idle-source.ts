import { once } from 'node:events'
import type { Source, SourceEvent, SourceKind } from '../model/index.ts'

/** Stands for what others record: brings nothing by itself, and lasts until it is closed. */
export class IdleSource implements Source {
  readonly name: string = 'history'
  readonly kind: SourceKind = 'history'
  readonly #closing = new AbortController()

  lagBytes(): null {
    return null
  }

  async close(): Promise<void> {
    this.#closing.abort()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SourceEvent> {
    yield { type: 'state', state: 'following', message: null }
    if (!this.#closing.signal.aborted) await once(this.#closing.signal, 'abort')
  }
}
