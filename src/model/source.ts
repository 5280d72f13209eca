import type { SourcePosition } from './batch.ts'
import type { AppError } from './errors.ts'
import type { SourceKind } from './format.ts'

/**
 * What a source hands over. `bytes` is valid until the next event is asked for: whoever keeps it, copies it.
 * - `data`: the next bytes; `position.offset` is the byte after them.
 * - `boundary`: the next bytes do not continue the last ones (another file, a truncated file, another
 *   connection). `complete`: an unfinished last line may be used if it is whole.
 * - `gap`: bytes known to be lost.
 * - `caughtUp`: everything written so far was handed over (a follower now waits).
 * - `state`: for the header: waiting for a missing file, reading …
 * - `error`: something could not be read; the source goes on if it can.
 */
export type SourceEvent =
  | { readonly type: 'data'; readonly bytes: Uint8Array; readonly position: SourcePosition }
  | {
      readonly type: 'boundary'
      readonly reason: 'rotated' | 'truncated' | 'replaced' | 'connection'
      readonly complete: boolean
    }
  | { readonly type: 'gap'; readonly bytes: number }
  | { readonly type: 'caughtUp' }
  | {
      readonly type: 'state'
      readonly state: 'waiting' | 'reading' | 'following'
      readonly message: string | null
    }
  | { readonly type: 'error'; readonly error: AppError }

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
