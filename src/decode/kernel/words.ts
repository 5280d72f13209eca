import { mayTellCall } from '../record/calls.ts'
import { mayBeAside } from '../request/classify.ts'
import { parseCache } from '../values/cache.ts'
import { parseClient } from '../values/client.ts'
import { parseMethod } from '../values/method.ts'
import { normalisePath } from '../values/path.ts'
import { parseRoute } from '../values/route.ts'
import { parseText } from '../values/text.ts'
import { Field } from './fields.ts'
import type { Machine } from './machine.ts'

/** Values of words that are no text (assembly/texts.ts). */
const absent = -1
const refused = -0x7fffffff
/** Added to a word's role when its bytes have JSON escapes. */
const escapedRole = 32
/** … when they are a number. */
const numberRole = 64

/** Text → number in the dictionary of the batches. */
export type Numbering = (text: string) => number

/** What the general path would make of a text that stands in a field, by field. */
const readers: Readonly<Record<number, (text: string) => string | null>> = {
  [Field.path]: normalisePath,
  [Field.method]: parseMethod,
  [Field.client]: parseClient,
  [Field.userAgent]: parseText,
  [Field.errorMessage]: parseText,
  [Field.route]: parseRoute,
}

/** Tells the kernel what the strings of the log stand for. Its words are bytes; ours are texts. */
export class Words {
  readonly #machine: Machine
  readonly #number: Numbering
  /** Words below this number are explained, except those that stopped the kernel. */
  #explained = 1

  constructor(machine: Machine, number: Numbering) {
    this.#machine = machine
    this.#number = number
    machine.exports.clearWords()
  }

  /** The word that stopped the kernel. */
  explainUnknown(): void {
    this.#explain(this.#machine.exports.unknownWord.value)
  }

  /** Words that the kernel entered on its own. False when there are none. */
  explainNew(): boolean {
    const count = this.#machine.exports.words.value
    if (this.#explained === count) return false
    for (let number = this.#explained; number < count; number++) this.#explain(this.#machine.word(number))
    this.#explained = count
    return true
  }

  /** What the rows with a word's own number mean. */
  valueOf(own: number): number {
    return this.#machine.wordValue(this.#machine.word(-2 - own))
  }

  clear(): void {
    this.#machine.exports.clearWords()
    this.#explained = 1
  }

  #explain(word: number): void {
    const role = this.#machine.wordRole(word)
    const raw = this.#machine.wordText(word)
    const text =
      role & escapedRole ? (JSON.parse(`"${raw}"`) as string) : role & numberRole ? String(Number(raw)) : raw
    this.#machine.setWord(word, this.#meaning(role & ~(escapedRole | numberRole), text))
  }

  #meaning(field: number, text: string): number {
    if (field === Field.cache) return parseCache(text)
    if (field === Field.logger) return text.startsWith('http.log.error') || mayTellCall(text) ? refused : 0
    if (field === Field.origin) return mayBeAside(text) ? refused : 0
    if (field >= Field.extra) return this.#number(text)
    const value = readers[field]!(text)
    return value === null ? absent : this.#number(value)
  }
}
