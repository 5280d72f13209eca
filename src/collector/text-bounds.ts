/** `text`, cut where it is longer than `length`, so that no single record can fill the memory. */
export function bounded(text: string, length: number): string {
  // A slice alone would keep the whole text alive; `join` copies.
  return text.length <= length ? text : [text.slice(0, length - 1), '…'].join('')
}

/** Texts by number, in bounded memory: once full, unknown texts are not given one. */
export class Interner {
  readonly #capacity: number
  readonly #longest: number
  readonly #ids = new Map<string, number>()
  readonly texts: string[] = []

  constructor(capacity: number, longest: number) {
    this.#capacity = capacity
    this.#longest = longest
  }

  /** −1 when full. */
  idOf(text: string): number {
    const known = this.#ids.get(text)
    if (known !== undefined) return known
    if (this.texts.length >= this.#capacity) return -1
    const kept = bounded(text, this.#longest)
    const cut = kept === text ? undefined : this.#ids.get(kept)
    if (cut !== undefined) return cut
    this.#ids.set(kept, this.texts.length)
    return this.texts.push(kept) - 1
  }
}
