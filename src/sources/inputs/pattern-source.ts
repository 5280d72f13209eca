import { setTimeout as delay } from 'node:timers/promises'
import type { Source, SourceEvent, SourceKind } from '../../model/index.ts'
import { glob } from './glob.ts'

/**
 * A pattern that nothing matches yet: it stands among the sources as one that waits, and ends when something does
 * (`watchInputs` finds the file itself).
 */
export function openPattern(pattern: string, pollSeconds = 1): Source {
  return new PatternSource(pattern, pollSeconds)
}

class PatternSource implements Source {
  readonly name: string
  readonly kind: SourceKind = 'file'
  readonly #pollSeconds: number
  readonly #closing = new AbortController()

  constructor(pattern: string, pollSeconds: number) {
    this.name = pattern
    this.#pollSeconds = pollSeconds
  }

  lagBytes(): null {
    return null
  }

  async close(): Promise<void> {
    this.#closing.abort()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SourceEvent> {
    const { signal } = this.#closing
    yield { type: 'state', state: 'waiting', message: 'no file matches yet' }
    while (!signal.aborted && glob(this.name).length === 0)
      await delay(this.#pollSeconds * 1000, undefined, { signal }).catch(() => undefined)
  }
}
