import { Worker } from 'node:worker_threads'
import type { AppError, Clock } from '../../model/index.ts'
import type { Target } from '../clickhouse/target.ts'
import { faultOf, type PlainFault } from './messages.ts'

/** What the thread is started with. */
export interface ShipJob {
  /** Of the local store. */
  readonly path: string
  readonly target: Target
  readonly password: string | null
  /** What this machine is called. */
  readonly host: string
}

export interface ThreadedShipperOptions {
  readonly clock: Clock
  /** Called when the thread runs. */
  readonly onStart?: () => void
  /** What keeps it from sending; `null` when it does again. */
  readonly onTrouble: (error: AppError | null) => void
}

/** Milliseconds between two sendings; after a failure twice as long each time, up to the longest. */
const every = 2000
const longest = 30_000

/** Copies a local store to ClickHouse for as long as it runs, in a thread of its own. */
export class ThreadedShipper {
  readonly #options: ThreadedShipperOptions
  readonly #worker: Worker
  #wait = every
  #timer: NodeJS.Timeout | undefined
  #running: Promise<PlainFault | null> = Promise.resolve(null)
  #answer: (fault: PlainFault | null) => void = () => {}
  #ended: PlainFault | null = null
  #closed = false
  #trouble: string | null = null

  constructor(job: ShipJob, options: ThreadedShipperOptions) {
    this.#options = options
    this.#worker = new Worker(new URL('./ship-thread.js', import.meta.url), { workerData: job })
    if (options.onStart !== undefined) this.#worker.once('online', options.onStart)
    this.#worker.on('message', (fault: PlainFault | null) => this.#answer(fault))
    this.#worker.on('error', ({ message, stack }) => {
      this.#ended = { message, stack, passing: false }
      this.#answer(this.#ended)
    })
    this.#worker.unref()
    this.#later(every)
  }

  /** Sends what is left, if that takes no longer; `false`: something stays, and is sent next time. */
  async close(graceSeconds: number): Promise<boolean> {
    this.#closed = true
    clearTimeout(this.#timer)
    let timer: NodeJS.Timeout | undefined
    const grace = new Promise<boolean>(resolve => {
      timer = setTimeout(() => resolve(false), graceSeconds * 1000)
    })
    const sent = this.#running.then(() => this.#ship()).then(fault => fault === null)
    const done = await Promise.race([grace, sent])
    clearTimeout(timer)
    await this.#worker.terminate()
    return done
  }

  #later(milliseconds: number): void {
    this.#timer = setTimeout(() => {
      this.#running = this.#tick()
    }, milliseconds)
    this.#timer.unref()
  }

  async #tick(): Promise<PlainFault | null> {
    const fault = await this.#ship()
    this.#note(fault)
    this.#wait = fault === null ? every : Math.min(longest, 2 * this.#wait)
    if (!this.#closed && this.#ended === null) this.#later(this.#wait)
    return fault
  }

  #ship(): Promise<PlainFault | null> {
    return new Promise(resolve => {
      this.#answer = resolve
      if (this.#ended === null) this.#worker.postMessage(this.#options.clock.now())
      else resolve(this.#ended)
    })
  }

  #note(fault: PlainFault | null): void {
    const message = fault?.message ?? null
    if (message === this.#trouble) return
    this.#trouble = message
    this.#options.onTrouble(fault === null ? null : (faultOf(fault) as AppError))
  }
}
