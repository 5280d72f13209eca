import { Worker } from 'node:worker_threads'
import {
  AppError,
  type Clock,
  type Commit,
  type LeaseAnswer,
  type Retention,
  type RollupWriter,
  type SourcePosition,
} from '../../model/index.ts'
import { LeaseDesk } from '../sqlite/lease-desk.ts'
import { type Answer, type Call, faultOf, type Request, type WriterJob } from './messages.ts'

/** Hands everything to a thread that writes. The thread does not keep the process alive. */
export class ThreadedWriter implements RollupWriter {
  readonly #worker: Worker
  readonly #clock: Clock
  readonly #desk: LeaseDesk
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  #next = 0
  #ended: Error | null = null

  /** @param onStart called when the thread runs */
  constructor(job: WriterJob, clock: Clock, onStart?: () => void) {
    this.#clock = clock
    this.#desk = new LeaseDesk(job.path, job.self)
    this.#worker = new Worker(new URL('./writer-thread.js', import.meta.url), { workerData: job })
    if (onStart !== undefined) this.#worker.once('online', onStart)
    this.#worker.on('message', (answer: Answer) => this.#hear(answer))
    this.#worker.on('error', error => this.#end(error))
    this.#worker.on('exit', () => this.#end(new AppError('the thread that writes history has ended')))
    this.#worker.unref()
  }

  async acquire(source: string, begin: SourcePosition | null = null): Promise<LeaseAnswer> {
    return this.#desk.acquire(source, begin, this.#clock.now())
  }

  async commit(commit: Commit): Promise<void> {
    await this.#call({ type: 'commit', commit })
  }

  async prune(retention: Retention): Promise<void> {
    await this.#call({ type: 'prune', retention })
  }

  async close(): Promise<void> {
    await this.#call({ type: 'close' }).finally(() => this.#desk.close())
  }

  #call(call: Call): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== null) {
        reject(this.#ended)
        return
      }
      const id = this.#next++
      this.#waiting.set(id, { resolve, reject })
      // Whoever waits for an answer wants to live until it comes.
      this.#worker.ref()
      this.#worker.postMessage({ id, now: this.#clock.now(), call } satisfies Request)
    })
  }

  #hear(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id)
    this.#waiting.delete(answer.id)
    if (this.#waiting.size === 0) this.#worker.unref()
    if ('fault' in answer) waiting?.reject(faultOf(answer.fault))
    else waiting?.resolve(answer.value)
  }

  #end(error: Error): void {
    this.#ended ??= error
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}
