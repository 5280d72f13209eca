import { constants, openSync, statSync } from 'node:fs'
import {
  errnoOf,
  type Source,
  type SourceEvent,
  type SourceKind,
  type SourcePosition,
} from '../../model/index.ts'
import { breathe } from '../breathe.ts'
import { fileError } from '../file-errors.ts'
import { refuseOddFiles } from '../odd-files.ts'
import { pulledEvents } from '../pulled-socket.ts'
import { beginAt, type From, resumeAt } from './begin.ts'
import { Chain } from './chain.ts'
import { FollowGroup } from './group.ts'
import type { Piece, TrackedFile } from './tracked-file.ts'

export interface FollowOptions {
  readonly from: From
  /** The last position of an earlier run; then `from` only counts when its file is nowhere to be found. */
  readonly resume?: SourcePosition
  /** Followers of one process share one, so that no file is read twice. */
  readonly group?: FollowGroup
  /** Bytes; longer lines are not handed over but counted. Default 1 MiB. */
  readonly lineLimit?: number
}

const commonGroup = new FollowGroup()
const lookEverySeconds = 0.1
const lastReadSeconds = 1

/**
 * Follows what a name stands for, for ever: through rotation, truncation, deletion, switched links. Hands over
 * whole lines. A missing or unreadable file is waited for; a directory or a device gives one `error` and the end.
 */
export function openFollower(path: string, options: FollowOptions): Source {
  return new Follower(path, options)
}

class Follower implements Source {
  readonly name: string
  readonly kind: SourceKind = 'file'
  readonly #options: FollowOptions
  readonly #group: FollowGroup
  readonly #chain: Chain
  readonly #closing = new AbortController()
  #lastState = ''
  #lastFault = ''
  #lookedAt = 0
  #started = false

  constructor(path: string, options: FollowOptions) {
    this.name = path
    this.#options = options
    this.#group = options.group ?? commonGroup
    this.#chain = new Chain(path, this.#group, this, options.lineLimit ?? 2 ** 20)
    this.#group.join(this, path)
  }

  lagBytes(): number | null {
    let bytes = 0
    for (const file of this.#chain.files) {
      const size = this.#group.descriptors.isOpen(file) ? Number(file.stats()?.size ?? file.size) : file.size
      if (size > file.size || file.hasMore) bytes += Math.max(0, size - file.offset)
    }
    return bytes
  }

  async close(): Promise<void> {
    this.#closing.abort()
    if (!this.#started) this.#group.leave(this)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SourceEvent> {
    this.#started = true
    try {
      yield* this.#whatItIs()
    } finally {
      this.#chain.close()
      this.#group.leave(this)
    }
  }

  async *#whatItIs(): AsyncGenerator<SourceEvent> {
    try {
      const stats = statSync(this.name, { throwIfNoEntry: false, bigint: true })
      if (stats?.isFIFO()) {
        yield* this.#followPipe()
        return
      }
      if (stats !== undefined) refuseOddFiles(this.name, stats)
    } catch (cause) {
      const patient = ['EACCES', 'EPERM', 'ENOTDIR'].includes(errnoOf(cause))
      if (!patient) {
        yield { type: 'error', error: fileError(this.name, cause) }
        return
      }
    }
    yield* this.#follow()
  }

  async *#follow(): AsyncGenerator<SourceEvent> {
    const { resume, from } = this.#options
    if (resume === undefined) beginAt(this.#chain, this.#group, from)
    else resumeAt(this.#chain, resume)
    const { signal } = this.#closing
    while (!signal.aborted) {
      yield* this.#look()
      yield* this.#say('reading')
      const read = yield* this.#readAll(() => signal.aborted)
      yield* this.#finish()
      if (this.#chain.trouble === null) yield* this.#say('following')
      if (read && !signal.aborted) yield { type: 'caughtUp' }
      if (signal.aborted) return
      await this.#group.poller.wait(() => this.#chain.changed(), signal)
    }
    yield* this.#readLast()
  }

  /** Who was up to date when told to end gets what was written since the last look. */
  async *#readLast(): AsyncGenerator<SourceEvent> {
    const deadline = this.#group.now() + lastReadSeconds
    yield* this.#look()
    yield* this.#readAll(() => this.#group.now() > deadline)
    yield* this.#finishQuiet()
  }

  #look(): SourceEvent[] {
    this.#lookedAt = this.#group.now()
    return this.#chain.look()
  }

  /** Everything there is, oldest file first. False when it was nothing. */
  async *#readAll(enough: () => boolean): AsyncGenerator<SourceEvent, boolean> {
    let read = this.#lastState === ''
    for (;;) {
      const file = this.#chain.next()
      if (file === undefined || enough()) return read
      if (file.announce !== null) {
        yield { type: 'boundary', reason: file.announce, complete: false }
        file.announce = null
        continue
      }
      try {
        yield* this.#hand(file.next(), file)
      } catch (cause) {
        if (!(yield* this.#recover(file, cause))) return read
      }
      read = true
      await breathe()
      // A reader that is behind still opens what appears: with the next rotation it may be gone.
      if (this.#group.now() - this.#lookedAt > lookEverySeconds) yield* this.#look()
    }
  }

  *#hand(piece: Piece, file: TrackedFile): Generator<SourceEvent> {
    if (piece?.type === 'changed') yield* this.#chain.truncated(file)
    else if (piece?.type === 'discarded') yield piece
    else if (piece?.type === 'lines' && piece.bytes.length > 0)
      yield { type: 'data', bytes: piece.bytes, position: this.#chain.position() }
  }

  /** After a failed read: whether there is any sense in reading on at once. */
  *#recover(file: TrackedFile, cause: unknown): Generator<SourceEvent, boolean> {
    if (errnoOf(cause) === 'ENOENT') {
      if (this.#chain.relocate(file)) return true
      if (file.unread > 0) yield { type: 'gap', bytes: file.unread }
      this.#chain.drop(file)
      return true
    }
    const error = fileError(file.path, cause)
    if (error.message !== this.#lastFault) yield { type: 'error', error }
    this.#lastFault = error.message
    return false
  }

  /** Lets go of rotated files that are over, with their last line. */
  *#finish(): Generator<SourceEvent> {
    for (const file of this.#chain.finished()) {
      yield* this.#handRest(file)
      this.#chain.drop(file)
    }
  }

  /** At the end: last lines of rotated files that have been quiet, so that nobody is in the middle of writing them. */
  *#finishQuiet(): Generator<SourceEvent> {
    for (const file of [...this.#chain.files]) {
      const quiet = this.#group.now() - file.grewAt > this.#group.timing.rewrite
      if (file !== this.#chain.current && quiet && !file.hasMore && file.announce === null)
        yield* this.#handRest(file)
    }
  }

  *#handRest(file: TrackedFile): Generator<SourceEvent> {
    let rest: Piece = null
    try {
      rest = file.rest()
    } catch {
      const bytes = file.size - file.offset
      if (bytes > 0) yield { type: 'gap', bytes }
    }
    if (rest === null) return
    yield* this.#hand(rest, file)
    yield { type: 'boundary', reason: 'ended', complete: true }
  }

  *#say(state: 'reading' | 'following'): Generator<SourceEvent> {
    const { trouble } = this.#chain
    const now = trouble === null ? state : `waiting ${trouble}`
    if (now === this.#lastState) return
    // After the first time, short bursts of reading are not worth a word.
    if (now === 'reading' && this.#lastState === 'following') return
    this.#lastState = now
    yield trouble === null
      ? { type: 'state', state, message: null }
      : { type: 'state', state: 'waiting', message: trouble }
  }

  /** A named pipe never ends while it is followed: held open for writing as well, it waits for the next writer. */
  async *#followPipe(): AsyncGenerator<SourceEvent> {
    const fd = openSync(this.name, constants.O_RDWR | constants.O_NONBLOCK)
    yield { type: 'state', state: 'following', message: null }
    yield* pulledEvents(fd, this.name, this.#closing.signal, 0)
  }
}
