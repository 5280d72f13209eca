import type { Found } from '../record/found.ts'
import { Slot } from '../record/slots.ts'
import { copyRow, type Row } from '../row.ts'

interface Held {
  readonly row: Row
  readonly line: Uint8Array | null
  /** Of the key that told it. */
  readonly path: string
}

/**
 * Requests that the source made, and somebody else served, as its records say. Beside requests that it served they
 * are not counted; where there are no others, they are what the log is about.
 */
export class Calls {
  readonly #keys: Set<string>
  #waits: boolean
  #others = 0
  #inbound = 0
  #held: Held[] = []

  /** @param keys paths of the keys that tell calls from requests; undefined = not known yet */
  constructor(keys: readonly string[] | undefined) {
    this.#keys = new Set(keys)
    this.#waits = keys === undefined
  }

  get keys(): readonly string[] {
    return [...this.#keys]
  }

  /** Whether a call is told by what stands under this path. */
  isToldBy(path: string): boolean {
    return this.#keys.has(path)
  }

  /** A request that is told in a sentence. */
  sawOther(): void {
    this.#others++
  }

  /** @returns whether the record is a call, and was taken; whoever asks counts it as no request */
  take(found: Found, line: Uint8Array | null): boolean {
    const node = found.nodes[Slot.call]
    const told = found.call === 2 || (found.call === 1 && found.client === null)
    if (!told || node === null || node === undefined) {
      this.#others++
      if (found.inbound) this.#inbound++
      return false
    }
    if (!this.#waits) return this.#keys.has(node.path)
    this.#keys.add(node.path)
    this.#held.push({ row: copyRow(found), line: line && new Uint8Array(line), path: node.path })
    return true
  }

  /** Decides. @returns requests that count after all */
  settle(): readonly Held[] {
    this.#waits = false
    const released = (path: string): boolean =>
      this.#others === 0 || (this.#inbound === 0 && path.endsWith('upstream_cluster'))
    const held = this.#held.filter(({ path }) => released(path))
    for (const path of this.#keys) if (released(path)) this.#keys.delete(path)
    this.#held = []
    return held
  }

  /** Requests that wait to be decided on. */
  get waiting(): number {
    return this.#held.length
  }
}
