import { closeSync, readSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { errnoOf, type SourceEvent } from '../model/index.ts'
import { openToRead } from './identity.ts'
import { pulledEvents } from './pulled-socket.ts'

const pollMilliseconds = 50

/** A named pipe, from its first writer until there is none any more. Without a writer it waits. */
export async function* pipeEvents(path: string, closing: AbortSignal): AsyncGenerator<SourceEvent> {
  const fd = openToRead(path)
  const first = Buffer.allocUnsafe(64 * 1024)
  let count: number | null = 0
  let waiting = false
  try {
    while ((count = tryRead(fd, first)) === 0) {
      if (!waiting) yield { type: 'state', state: 'waiting', message: 'nobody writes to this pipe yet' }
      waiting = true
      if (closing.aborted) break
      await delay(pollMilliseconds, undefined, { signal: closing }).catch(() => undefined)
    }
  } finally {
    if (count === 0) closeSync(fd)
  }
  if (count === 0) return
  if (waiting) yield { type: 'state', state: 'reading', message: null }
  const length = count ?? 0
  if (length > 0)
    yield { type: 'data', bytes: first.subarray(0, length), position: { identity: '', offset: length } }
  yield* pulledEvents(fd, path, closing, length)
}

/** Bytes read; 0 without a writer, `null` when a writer is there and has not written. */
function tryRead(fd: number, buffer: Buffer): number | null {
  try {
    return readSync(fd, buffer, 0, buffer.length, null)
  } catch (cause) {
    if (errnoOf(cause) === 'EAGAIN') return null
    throw cause
  }
}
