import type { JsonObject } from '../line/parse.ts'

/** Longer records are not put together. */
const longest = 1_048_576

interface Held {
  readonly record: JsonObject
  readonly text: string
}

/** What a record is to the pieces that wait. */
export interface Continuation {
  /** The record whose text is whole now; `null` when the pieces go on waiting for more. */
  readonly whole: JsonObject | null
}

/** Records whose text docker split over several lines (it does so every 16 KiB), by stream. */
export class Pieces {
  readonly #held = new Map<string, Held>()

  get wait(): boolean {
    return this.#held.size > 0
  }

  hold(record: JsonObject, text: string): void {
    this.#held.set(streamOf(record), { record, text })
  }

  /**
   * Whether the record goes on with what is held of its stream.
   * @param isWhole tells of a text whether it holds a record
   * @returns `null` when it does not
   */
  continue(record: JsonObject, isWhole: (text: string) => boolean): Continuation | null {
    const stream = streamOf(record)
    const held = this.#held.get(stream)
    const { log } = record
    if (held === undefined || typeof log !== 'string' || log.startsWith('{"')) return null
    const text = held.text + log
    this.#held.delete(stream)
    if (log.endsWith('\n') || text.length > longest || isWhole(text)) return { whole: asLine(record, text) }
    this.#held.set(stream, { record, text })
    return { whole: null }
  }

  /** Gives up waiting for the stream of `record`, or for all: what is held is all that comes. */
  giveUp(record: JsonObject | null): JsonObject[] {
    const streams = record === null ? [...this.#held.keys()] : [streamOf(record)]
    return streams.flatMap(stream => {
      const held = this.#held.get(stream)
      this.#held.delete(stream)
      return held === undefined ? [] : [asLine(held.record, held.text)]
    })
  }
}

/** Ends with a newline: nothing more is expected. */
function asLine(record: JsonObject, text: string): JsonObject {
  return { ...record, log: text.endsWith('\n') ? text : `${text}\n` }
}

function streamOf(record: JsonObject): string {
  return typeof record.stream === 'string' ? record.stream : ''
}
