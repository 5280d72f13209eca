import type { Found } from '../record/found.ts'
import { Slot } from '../record/slots.ts'

const capacity = 10_000

interface Traits {
  readonly message: string
  readonly duration: number
  readonly timestamp: number
  readonly endpoint: string | null
  readonly method: string | null
  readonly status: number
  readonly client: string | null
}

/** Knows requests that were logged more than once. */
export class Duplicates {
  readonly #seen = new Set<string>()
  #previous: Traits | null = null

  /** Whether this request was counted already; remembers it otherwise. */
  isRepeated(found: Found): boolean {
    return this.#repeatsId(found) || this.#repeatsPrevious(found)
  }

  /** Duration by which the next request might be told to repeat the last one; NaN = it cannot. */
  get lastTold(): number {
    return this.#previous?.duration ?? Number.NaN
  }

  /** The last request was one that nothing repeats. */
  forgetLast(): void {
    this.#previous = null
  }

  /** Vercel repeats `proxy.*` on every line that the function printed while it served the request. */
  #repeatsId(found: Found): boolean {
    if (found.requestId === null || found.nodes[Slot.method]?.segments[0] !== 'proxy') return false
    if (this.#seen.has(found.requestId)) return true
    this.#seen.add(found.requestId)
    if (this.#seen.size > capacity) this.#seen.delete(this.#seen.values().next().value!)
    return false
  }

  /**
   * gin-contrib/zap writes one line for each error of a request, each with the message of its error and all the
   * fields of the request: told by a latency of many digits that is the same to the last.
   */
  #repeatsPrevious(found: Found): boolean {
    const previous = this.#previous
    this.#previous = null
    const { message, duration } = found
    if (message === null || !(duration > 0) || Number.isInteger(duration) || String(duration).length < 7)
      return false
    const { timestamp, endpoint, method, status, client } = found
    this.#previous = { message, duration, timestamp, endpoint, method, status, client }
    return (
      previous !== null &&
      message !== previous.message &&
      duration === previous.duration &&
      endpoint === previous.endpoint &&
      method === previous.method &&
      status === previous.status &&
      client === previous.client &&
      Math.abs(timestamp - previous.timestamp) < 0.01
    )
  }
}
