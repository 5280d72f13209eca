import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net'
import type { SourceEvent } from '../model/index.ts'
import { fileError } from './file-errors.ts'

/** Linux hands over at most one pipe's worth at a time. */
const bufferLength = 64 * 1024

/**
 * The bytes of a descriptor that is a pipe or a socket, pulled: each read goes into the same memory and stops further
 * ones until the consumer comes back. The stream interface would make a buffer for each, and at 100,000 lines a second
 * that is 10 MB/s for the collector of garbage to find.
 */
export async function* pulledEvents(
  fd: number,
  name: string,
  closing: AbortSignal,
  startOffset: number,
): AsyncGenerator<SourceEvent> {
  const buffer = Buffer.allocUnsafeSlow(bufferLength)
  let count = 0
  let over = false
  let fault: Error | null = null
  let wake = (): void => undefined
  const options: SocketConstructorOpts & { readonly onread: OnReadOpts } = {
    fd,
    readable: true,
    writable: false,
    onread: {
      buffer,
      callback: length => {
        count = length
        wake()
        return false
      },
    },
  }
  const socket = new Socket(options)
  const end = (): void => {
    over = true
    wake()
  }
  socket.on('end', end)
  socket.on('close', end)
  socket.on('error', cause => {
    fault = cause
    end()
  })
  const stop = (): void => {
    socket.destroy()
  }
  if (closing.aborted) stop()
  closing.addEventListener('abort', stop, { once: true })
  try {
    for (let offset = startOffset; ; ) {
      socket.resume()
      while (count === 0 && !over)
        await new Promise<void>(resolve => {
          wake = resolve
        })
      if (count === 0) break
      offset += count
      const bytes = buffer.subarray(0, count)
      count = 0
      yield { type: 'data', bytes, position: { identity: '', offset } }
    }
    if (fault !== null && !closing.aborted) yield { type: 'error', error: fileError(name, fault) }
  } finally {
    closing.removeEventListener('abort', stop)
    socket.destroy()
  }
}
