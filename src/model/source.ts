import type { SourcePosition } from './batch.ts'
import type { AppError } from './errors.ts'
import type { SourceKind } from './format.ts'

/**
 * What a source hands over. `bytes` is valid until the next event is asked for: whoever keeps it, copies it.
 * - `data`: the next bytes; `position.offset` is the byte after them.
 * - `boundary`: the next bytes do not continue the last ones (another file, a truncated file, another
 *   connection). `complete`: an unfinished last line may be used if it is whole.
 *   `rotated` and `replaced` count as a rotation, `truncated` as a truncation; `ended` is the end of an old
 *   file that was held open for late writers, and counts as nothing.
 * - `body`: one pushed body, whole and by itself: neither its first nor its last line continues into other
 *   events. Whoever decodes it calls `answer` once, with what became of its lines; the sender waits for that.
 * - `requestBlock`: one block as described for `RequestBlock`, whole.
 * - `discarded`: a line over the limit that the source did not hand over: one line, `rejected.tooLong`, and
 *   this many bytes read.
 * - `gap`: bytes known to be lost.
 * - `caughtUp`: everything written so far was handed over (a follower now waits).
 * - `state`: for the header: waiting for a missing file, reading …
 * - `error`: something could not be read; the source goes on if it can.
 */
export type SourceEvent =
  | { readonly type: 'data'; readonly bytes: Uint8Array; readonly position: SourcePosition }
  | {
      readonly type: 'boundary'
      readonly reason: 'rotated' | 'truncated' | 'replaced' | 'connection' | 'ended'
      readonly complete: boolean
    }
  | { readonly type: 'body'; readonly bytes: Uint8Array; readonly answer: (counts: PushAnswer) => void }
  | { readonly type: 'requestBlock'; readonly bytes: Uint8Array }
  | { readonly type: 'discarded'; readonly bytes: number }
  | { readonly type: 'gap'; readonly bytes: number }
  | { readonly type: 'caughtUp' }
  | {
      readonly type: 'state'
      readonly state: 'waiting' | 'reading' | 'following'
      readonly message: string | null
    }
  | { readonly type: 'error'; readonly error: AppError }

/** What became of the lines of one pushed body: `accepted + rejected` = its lines that are not blank. */
export interface PushAnswer {
  /** Requests and system samples. */
  readonly accepted: number
  readonly rejected: number
  /** The first few faults, one sentence each: `line 3: not JSON`. */
  readonly errors: readonly string[]
}

/**
 * A stream of bytes with a name. Pull-based: nothing is read ahead of the consumer, so a slow consumer
 * holds the writer back where the operating system lets it. Ends when the input has ended or after `close()`.
 */
export interface Source extends AsyncIterable<SourceEvent> {
  readonly name: string
  readonly kind: SourceKind
  /** Bytes written and not handed over yet, where that can be known. */
  lagBytes(): number | null
  close(): Promise<void>
}
