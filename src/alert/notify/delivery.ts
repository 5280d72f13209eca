import type { AlertEvent } from '../event.ts'

/** How an attempt went. `again`: worth another, not before so many seconds where the receiver said so. */
export type Outcome =
  | { readonly result: 'done' }
  | { readonly result: 'again'; readonly reason: string; readonly afterSeconds?: number }
  | { readonly result: 'never'; readonly reason: string }

/** Somewhere messages go. */
export interface Channel {
  /** For people, without secrets: `webhook hooks.example.com`. */
  readonly name: string
  /** Never rejects; ends soon after `stop` is aborted. */
  deliver(event: AlertEvent, stop: AbortSignal): Promise<Outcome>
}

export interface DeliveryOptions {
  /** Messages that wait at most; the oldest goes first. */
  readonly most?: number
  /** Wait before the second attempt, seconds; doubled for each further one. */
  readonly firstWait?: number
  readonly longestWait?: number
  /** From this age on, seconds, a message is given up. */
  readonly oldest?: number
  /** Uniform in [0, 1). */
  readonly random?: () => number
  /** Seconds; only differences count. */
  readonly now?: () => number
  /** Something could not be delivered; `lost` messages are gone for good. */
  readonly onTrouble: (channel: Channel, reason: string, lost: number) => void
  /** What waits has changed. */
  readonly onChange?: () => void
}

interface Waiting {
  readonly event: AlertEvent
  readonly since: number
}

/**
 * Messages to one receiver, one after the other and in order, tried again with exponential back-off and full
 * jitter. Never blocks who hands them over; bounded, and what is given up is counted.
 */
export class Delivery {
  readonly channel: Channel
  readonly #options: Required<DeliveryOptions>
  readonly #waiting: Waiting[] = []
  readonly #stop = new AbortController()
  #attempts = 0
  #lost = 0
  #running: Promise<void> | null = null

  constructor(channel: Channel, options: DeliveryOptions) {
    this.channel = channel
    this.#options = {
      most: 100,
      firstWait: 1,
      longestWait: 60,
      oldest: 3600,
      random: Math.random,
      now: () => performance.now() / 1000,
      onChange: () => {},
      ...options,
    }
  }

  push(event: AlertEvent): void {
    this.#waiting.push({ event, since: this.#options.now() })
    // The first may be on its way.
    if (this.#waiting.length > this.#options.most) this.#giveUp(1, 'too many messages wait')
    this.#options.onChange()
    this.#running ??= this.#run().finally(() => {
      this.#running = null
    })
  }

  /** Not yet delivered, oldest first. */
  get waiting(): AlertEvent[] {
    return this.#waiting.map(({ event }) => event)
  }

  get lost(): number {
    return this.#lost
  }

  /** Resolves when nothing waits any more. */
  async settled(): Promise<void> {
    await this.#running
  }

  /** Gives what is under way so many seconds; what is left after that is still in `waiting`. */
  async close(graceSeconds: number): Promise<void> {
    const timer = setTimeout(() => this.#stop.abort(), graceSeconds * 1000)
    await this.#running
    clearTimeout(timer)
    this.#stop.abort()
  }

  async #run(): Promise<void> {
    const stop = this.#stop.signal
    while (this.#waiting.length > 0 && !stop.aborted) {
      const head = this.#waiting[0]!
      const outcome = await this.channel.deliver(head.event, stop)
      if (stop.aborted && outcome.result !== 'done') return
      await this.#settle(head, outcome)
    }
  }

  async #settle(head: Waiting, outcome: Outcome): Promise<void> {
    if (outcome.result !== 'again') {
      this.#attempts = 0
      if (outcome.result === 'never') this.#giveUpOn(head, outcome.reason)
      else this.#remove(head)
      return
    }
    if (this.#options.now() - head.since >= this.#options.oldest) {
      this.#attempts = 0
      this.#giveUpOn(head, outcome.reason)
      return
    }
    if (this.#attempts === 0) this.#options.onTrouble(this.channel, outcome.reason, 0)
    await pause(this.#wait(outcome.afterSeconds), this.#stop.signal)
  }

  /** Full jitter: many monitors whose receiver comes back do not come all at once. */
  #wait(asked = 0): number {
    const { firstWait, longestWait, random } = this.#options
    const most = Math.min(longestWait, firstWait * 2 ** this.#attempts++)
    return Math.max(Math.min(asked, longestWait), most * random())
  }

  #remove(one: Waiting): boolean {
    const at = this.#waiting.indexOf(one)
    if (at < 0) return false
    this.#waiting.splice(at, 1)
    this.#options.onChange()
    return true
  }

  #giveUpOn(one: Waiting, reason: string): void {
    if (!this.#remove(one)) return
    this.#lost++
    this.#options.onTrouble(this.channel, reason, 1)
  }

  /** The oldest that is not being delivered just now. */
  #giveUp(at: number, reason: string): void {
    this.#giveUpOn(this.#waiting[at]!, reason)
  }
}

/** Ends early when `stop` is aborted. */
function pause(seconds: number, stop: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (stop.aborted) return resolve()
    const end = (): void => {
      clearTimeout(timer)
      stop.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, seconds * 1000)
    stop.addEventListener('abort', end, { once: true })
  })
}
