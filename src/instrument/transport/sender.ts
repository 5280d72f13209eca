import type { Frame } from '../record/frame.ts'
import type { Channel, ChannelOptions, Delivery } from './channel.ts'
import { type Chunk, requestsWithin } from './chunk.ts'
import { Queue, type QueueLimits } from './queue.ts'

export interface SenderOptions extends QueueLimits {
  /** Milliseconds that a line waits for others to go with it. */
  readonly delay: number
  /** Milliseconds before the next attempt after a failed one; doubles up to `longestPause`. */
  readonly pause: number
  readonly longestPause: number
  /** Records that do not wait for others any longer; and where the collector takes blocks. */
  readonly enough: number
  readonly enoughForBlocks: number
  readonly open: (events: Pick<ChannelOptions, 'onReset'>) => Channel
  /** The line that tells the collector what it did not get. */
  readonly lossLine: (losses: Losses) => string
}

/** Requests that were recorded and that the collector has not got. */
export interface Losses {
  /** Never sent whole: the collector was away, too slow, or refused them. */
  readonly dropped: number
  /** Sent to a collector that hung, or went away, before it had read everything: some of them may be lost. */
  readonly doubtful: number
}

/** More than wait in any queue. */
const never = 2 ** 30

const none: Losses = { dropped: 0, doubtful: 0 }

/** Above this, a pause is not undone by one delivery: a stuck collector's kernel takes the first chunks. */
const healthyAfter = 10_000

/** Chunks that a Unix socket may hold while nobody has read them, one of them in part. */
const heldByKernel = 4

/** Milliseconds for which a process that has nothing else to do stays for its last lines. */
const lastWait = 250

/**
 * Brings lines to the collector in the background: batched, one chunk at a time, in bounded memory. While the
 * collector is away the newest lines are kept and the rest is counted; it hears of that when it is back.
 */
export class Sender {
  readonly #options: SenderOptions
  readonly #queue: Queue
  readonly #channel: Channel
  #timer: NodeJS.Timeout | null = null
  /** Records that wait when `#attend` is next called. */
  #attention = 1
  #sending = false
  /** The last attempt failed. */
  #away = false
  #pause = 0
  #failedAt = Number.NEGATIVE_INFINITY
  /** There was more than the chunk that is on its way. */
  #more = false
  /** Requests in the newest chunks delivered. */
  #unread: number[] = []
  /** Since the start, besides what the queue counts. */
  #dropped = 0
  #doubtful = 0
  /** Keeps a process that ends of itself until its lines are delivered, or cannot be. */
  #stay: NodeJS.Timeout | null = null
  #told: Losses = none
  /** On their way to it. */
  #telling: Losses = none

  constructor(options: SenderOptions) {
    this.#options = options
    this.#queue = new Queue(options)
    this.#channel = options.open({ onReset: () => this.#reset() })
  }

  /** Those that the collector has not heard of yet. */
  get losses(): Losses {
    return {
      dropped: this.#dropped + this.#queue.dropped - this.#told.dropped,
      doubtful: this.#doubtful - this.#told.doubtful,
    }
  }

  /** The parameters are those of `Queue.addRequest`. */
  addRequest(end: number, duration: number, frame: Frame): void {
    this.#queue.addRequest(end, duration, frame)
    if (this.#queue.size >= this.#attention) this.#attend()
  }

  /** What a record may start. Asked where something may have changed: for each of them it costs more than the rest. */
  #attend(): void {
    const { enough, enoughForBlocks } = this.#options
    this.#wake()
    this.#attention = this.#queue.size < enough ? enough : enoughForBlocks
    if (this.#away || this.#sending) this.#attention = never
    else if (this.#enough) this.#send()
  }

  /** @param line ASCII, with its newline */
  addSample(line: string): void {
    this.#queue.addSample(line)
    this.#wake()
  }

  /** There is something to send. */
  #wake(): void {
    this.#timer ??= setTimeout(this.#onTimer, this.#away ? this.#pause : this.#options.delay).unref()
  }

  /** For a process with nothing left to do: one attempt at the rest, for `lastWait` at most. */
  finish(): void {
    if (this.#away || (this.#queue.empty && !this.#sending)) return
    this.#stay = setTimeout(() => this.#leave(), lastWait)
    this.#send()
  }

  /** For the process's end: offers the rest to the kernel. */
  sendRest(): void {
    // Before anything else: it lies where the next chunk will be put together.
    const unsent = this.#channel.unsent()
    if (this.#queue.empty || unsent === null) return
    const rest = [unsent, this.#lossBytes(this.#telling)]
    const { takesBlocks } = this.#channel
    for (let chunk = this.#queue.take(takesBlocks); chunk !== null; chunk = this.#queue.take(takesBlocks)) {
      rest.push(Buffer.from(chunk.bytes))
    }
    this.#channel.sendNow(Buffer.concat(rest))
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#channel.close()
  }

  readonly #onTimer = (): void => {
    this.#timer = null
    this.#attention = 1
    this.#send()
  }

  #send(): void {
    if (this.#sending) return
    const chunk = this.#queue.take(this.#channel.takesBlocks)
    if (chunk === null) return
    this.#sending = true
    this.#more = this.#queue.size > 0
    const told = this.losses
    const loss = this.#lossBytes(none)
    const bytes = loss.length === 0 ? chunk.bytes : Buffer.concat([loss, chunk.bytes])
    this.#telling = told
    this.#channel.send(bytes, (delivery, taken = bytes.length) => {
      this.#sending = false
      this.#attention = 1
      this.#telling = none
      if (delivery === 'delivered') return this.#succeeded(chunk, told)
      if (delivery === 'doubtful' && taken >= loss.length) this.#doubt(chunk, taken - loss.length, told)
      else if (delivery === 'kept') this.#queue.giveBack(chunk)
      else this.#dropped += chunk.requests
      this.#failed(delivery)
    })
  }

  /** Those besides the ones that are on their way. */
  #lossBytes(besides: Losses): Uint8Array {
    const dropped = this.losses.dropped - besides.dropped
    const doubtful = this.losses.doubtful - besides.doubtful
    return Buffer.from(dropped + doubtful > 0 ? this.#options.lossLine({ dropped, doubtful }) : '')
  }

  #succeeded(chunk: Chunk, told: Losses): void {
    this.#tell(told)
    this.#unread = [...this.#unread, chunk.requests].slice(-heldByKernel)
    this.#away = false
    if (performance.now() - this.#failedAt > healthyAfter) this.#pause = 0
    if (this.#more || this.#enough || (this.#stay !== null && !this.#queue.empty)) this.#send()
    else if (this.#queue.empty) this.#leave()
    else this.#wake()
  }

  /** The channel is asked only when it matters: that looks at five flags of a socket. */
  get #enough(): boolean {
    const { size } = this.#queue
    return (
      size >= this.#options.enough && (size >= this.#options.enoughForBlocks || !this.#channel.takesBlocks)
    )
  }

  #leave(): void {
    if (this.#stay !== null) clearTimeout(this.#stay)
    this.#stay = null
  }

  /**
   * Losses that are told twice, or requests that are counted as lost and read all the same, would make more of them
   * than there were. @param taken bytes of the chunk
   */
  #doubt(chunk: Chunk, taken: number, told: Losses): void {
    const mayHaveArrived = requestsWithin(chunk, taken)
    this.#dropped += chunk.requests - mayHaveArrived
    this.#doubtful += mayHaveArrived + told.dropped + told.doubtful
    this.#tell(told)
  }

  #tell({ dropped, doubtful }: Losses): void {
    this.#told = { dropped: this.#told.dropped + dropped, doubtful: this.#told.doubtful + doubtful }
  }

  #failed(delivery: Delivery): void {
    this.#leave()
    const { pause, longestPause } = this.#options
    this.#away = true
    this.#failedAt = performance.now()
    // A collector that took only a part hangs: each new attempt fills another buffer of the kernel.
    this.#pause =
      delivery === 'doubtful' ? longestPause : Math.min(Math.max(2 * this.#pause, pause), longestPause)
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#wake()
  }

  #reset(): void {
    for (const requests of this.#unread) this.#doubtful += requests
    this.#unread = []
  }
}
