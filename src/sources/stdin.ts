import { createReadStream, fstatSync, type Stats } from 'node:fs'
import type { Readable } from 'node:stream'
import { ReadStream } from 'node:tty'
import type { Source, SourceEvent, SourceKind } from '../model/index.ts'
import { fileError } from './file-errors.ts'
import { pulledEvents } from './pulled-socket.ts'

/** Standard input, or any stream of bytes, until it ends. A descriptor may be a pipe, a file, a socket or a terminal. */
export function openStdin(stream: number | Readable, name = '-'): Source {
  return new StreamSource(stream, name)
}

class StreamSource implements Source {
  readonly name: string
  readonly kind: SourceKind = 'stdin'
  readonly #stream: number | Readable
  readonly #closing = new AbortController()

  constructor(stream: number | Readable, name: string) {
    this.#stream = stream
    this.name = name
  }

  lagBytes(): null {
    return null
  }

  async close(): Promise<void> {
    this.#closing.abort()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SourceEvent> {
    const { signal } = this.#closing
    const fd = this.#stream
    if (typeof fd !== 'number') {
      yield* streamEvents(fd, this.name, signal, 0)
      return
    }
    try {
      const stats = fstatSync(fd)
      if (stats.isFIFO() || stats.isSocket()) yield* pulledEvents(fd, this.name, signal, 0)
      else yield* streamEvents(openDescriptor(fd, stats), this.name, signal, 0)
    } catch (cause) {
      yield { type: 'error', error: fileError(this.name, cause) }
    }
  }
}

function openDescriptor(fd: number, stats: Stats): Readable {
  if (stats.isDirectory()) throw Object.assign(new Error('directory'), { code: 'EISDIR' })
  if (stats.isCharacterDevice()) {
    try {
      return new ReadStream(fd)
    } catch {
      // Not a terminal: /dev/null and its like are read as files.
    }
  }
  return createReadStream('', { fd, autoClose: false, highWaterMark: 512 * 1024 })
}

/** The bytes of a stream, pulled: nothing beyond the stream's own high-water mark is read ahead. */
export async function* streamEvents(
  stream: Readable,
  name: string,
  closing: AbortSignal,
  startOffset: number,
): AsyncGenerator<SourceEvent> {
  const stop = (): void => {
    stream.destroy()
  }
  if (closing.aborted) stop()
  closing.addEventListener('abort', stop, { once: true })
  let offset = startOffset
  try {
    for await (const bytes of stream as AsyncIterable<Buffer>) {
      offset += bytes.length
      yield { type: 'data', bytes, position: { identity: '', offset } }
    }
  } catch (cause) {
    if (!closing.aborted) yield { type: 'error', error: fileError(name, cause) }
  } finally {
    closing.removeEventListener('abort', stop)
  }
}
