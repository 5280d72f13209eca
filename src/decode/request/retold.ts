import { copyRow, type Row } from '../row.ts'

interface Held {
  readonly row: Row
  readonly line: Uint8Array | null
}

/** So many times as many requests have to be told in sentences as are in fields, for these to be others. */
const outnumbered = 5

/**
 * Requests that are told in sentences. A server's own line beside a record that the app writes of the same request
 * is no second one: where requests have fields, sentences are not counted.
 */
export class Retold {
  #counted: boolean | null
  #waits: boolean
  #inFields = 0
  #inSentences = 0
  #held: Held[] = []

  /** @param counted whether the source's sentences are requests; `null` = a plan that saw none; undefined = no plan */
  constructor(counted: boolean | null | undefined) {
    this.#counted = counted ?? null
    this.#waits = counted === undefined
  }

  /** `null` = there was nothing to tell it by. */
  get counted(): boolean | null {
    if (this.#counted !== null) return this.#counted
    return this.#inSentences + this.#inFields === 0 ? null : this.#inSentences > this.#inFields * outnumbered
  }

  /** No sentence is a request, nor half of one. */
  get refused(): boolean {
    return this.#counted === false
  }

  /** Whether sentences are worth a look at their fields. */
  get observed(): boolean {
    return this.#counted ?? this.#inFields === 0
  }

  sawFields(): void {
    this.#inFields++
  }

  /** @returns whether the request counts at once; if not, whoever asks counts it as none */
  take(row: Row, line: Uint8Array | null): boolean {
    this.#inSentences++
    if (this.#waits) {
      this.#held.push({ row: copyRow(row), line: line && new Uint8Array(line) })
      return false
    }
    return this.#counted ?? this.#inFields === 0
  }

  /** Decides, if it can. @returns requests that count after all */
  settle(): readonly Held[] {
    this.#waits = false
    this.#counted = this.counted
    const held = this.#counted === true ? this.#held : []
    this.#held = []
    return held
  }
}
