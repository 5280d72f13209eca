import type { Worker } from 'node:worker_threads'
import { AppError } from '../model/index.ts'
import { startReader } from './reader.ts'
import type { SpanJob, SpanResult } from './span-reader.ts'
import type { SpanOrder } from './span-worker.ts'

/** `threadId` of a thread that has ended. */
const gone = -1

/** What the threads run, beside this file. */
const script = new URL('./span-worker.js', import.meta.url)

/** Threads that read spans beside this one. */
export class ReadingThreads {
  readonly #idle: Worker[]
  readonly #all: Worker[]

  /** @param started of `startReaders`: threads take 50 to 80 ms to be ready, more of them are started when needed */
  constructor(started: readonly Worker[]) {
    this.#idle = [...started]
    this.#all = [...started]
  }

  /** @param kernel of `compiledKernel`. Rejects with what went wrong in the thread. */
  run(job: SpanJob, kernel: object | null): Promise<SpanResult> {
    const worker = this.#alive() ?? this.#start()
    worker.ref()
    return new Promise((resolve, reject) => {
      const onError = (error: Partial<AppError> & Error): void => {
        const { message, place, hint } = error
        reject(place === undefined ? error : new AppError(message, { place, ...(hint && { hint }) }))
      }
      const onExit = (code: number): void => reject(new Error(`a reading thread ended with ${code}`))
      worker.once('error', onError)
      worker.once('exit', onExit)
      worker.once('message', (result: SpanResult) => {
        worker.off('error', onError)
        worker.off('exit', onExit)
        worker.unref()
        this.#idle.push(worker)
        resolve(result)
      })
      const order: SpanOrder = { job, kernel }
      worker.postMessage(order)
    })
  }

  /** Those that have nothing to do end by themselves, beside what is done next: to wait for them took 8 ms. */
  dismiss(): void {
    for (const worker of this.#idle.splice(0)) worker.postMessage(null)
  }

  close(): void {
    for (const worker of this.#all) void worker.terminate()
  }

  /** One that waits for a job: one that failed before it had any answers to none. */
  #alive(): Worker | undefined {
    let worker = this.#idle.pop()
    while (worker?.threadId === gone) worker = this.#idle.pop()
    return worker
  }

  #start(): Worker {
    const worker = startReader(script)
    this.#all.push(worker)
    return worker
  }
}
