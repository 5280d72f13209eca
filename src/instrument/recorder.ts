import { AsyncLocalStorage } from 'node:async_hooks'
import { performance } from 'node:perf_hooks'
import type { Exchange } from './record/exchange.ts'
import type { MonotonicClock } from './record/monotonic-clock.ts'
import { Pieces } from './record/pieces.ts'
import type { Sender } from './transport/sender.ts'

/** Takes exchanges as they start and end, and hands their records to the sender. */
export class Recorder {
  readonly #sender: Pick<Sender, 'addRequest'>
  readonly #clock: MonotonicClock
  readonly #warn: (message: string) => void
  readonly #pieces = new Pieces()
  #newest: Exchange | null = null
  #context: AsyncLocalStorage<Exchange> | null = null

  /** @param warn is told of faults of our own */
  constructor(sender: Pick<Sender, 'addRequest'>, clock: MonotonicClock, warn: (message: string) => void) {
    this.#sender = sender
    this.#clock = clock
    this.#warn = warn
  }

  started(exchange: Exchange): void {
    this.#newest = exchange
    if (this.#context !== null) this.#follow(exchange, this.#context)
  }

  #follow(exchange: Exchange, context: AsyncLocalStorage<Exchange>): void {
    exchange.kept = true
    context.enterWith(exchange)
  }

  /** The exchange of this response, if no other has started since: it need not be searched for. */
  newestOf(response: object): Exchange | undefined {
    const newest = this.#newest
    return newest !== null && newest.response === response ? newest : undefined
  }

  /** Only the first call for an exchange counts. */
  ended(exchange: Exchange, status: number): void {
    if (exchange.ended) return
    exchange.end()
    const now = performance.now()
    const frame = this.#pieces.frame(exchange, status)
    this.#sender.addRequest(this.#clock.milliseconds(now), now - exchange.startedAt, frame)
  }

  /** Runs what a middleware calls next within the exchange's context. */
  within<Result>(exchange: Exchange | undefined, next: () => Result): Result {
    if (exchange === undefined) return next()
    // Mostly it is; writing it again would make the garbage collector take it down again.
    if (this.#newest !== exchange) this.#newest = exchange
    if (this.#context === null) return next()
    exchange.kept = true
    return this.#context.run(exchange, next)
  }

  /**
   * The exchange that the caller works for, as far as that is known. Following it through promises costs a Node 20
   * server a tenth of its throughput, so it begins with the first question, which is answered with the newest open
   * exchange.
   */
  current(): Exchange | null {
    if (this.#context !== null) return this.#context.getStore() ?? null
    this.#context = new AsyncLocalStorage()
    if (this.#newest === null || this.#newest.ended) return null
    this.#follow(this.#newest, this.#context)
    return this.#newest
  }

  /** A fault of our own, which the app must not see. */
  failed(error: unknown): void {
    this.#warn(`a request was not recorded: ${error instanceof Error ? error.message : error}`)
  }

  /** `callback` without its errors: an app never sees them. */
  guard<A, B>(callback: (first: A, second: B) => void): (first?: unknown, second?: unknown) => void {
    return (first, second) => {
      try {
        callback(first as A, second as B)
      } catch (error) {
        this.failed(error)
      }
    }
  }
}
