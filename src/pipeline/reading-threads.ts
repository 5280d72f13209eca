import { SHARE_ENV, Worker } from 'node:worker_threads'
import { compiledKernel } from '../decode/index.ts'
import { AppError } from '../model/index.ts'
import type { SpanJob, SpanResult } from './span-reader.ts'
import type { SpanOrder } from './span-worker.ts'

/** Threads that read spans beside this one. They take 60 ms to be ready: start them before what they read is known. */
export class ReadingThreads {
  readonly #idle: Worker[] = []
  readonly #all: Worker[] = []

  constructor(threads: number) {
    for (let i = 0; i < threads; i++) this.#idle.push(this.#start())
  }

  /** Rejects with what went wrong in the thread. */
  run(job: SpanJob): Promise<SpanResult> {
    const worker = this.#idle.pop() ?? this.#start()
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
        this.#idle.push(worker)
        resolve(result)
      })
      const order: SpanOrder = { job, kernel: compiledKernel() }
      worker.postMessage(order)
    })
  }

  close(): void {
    for (const worker of this.#all) void worker.terminate()
  }

  #start(): Worker {
    const worker = new Worker(new URL('./span-worker.js', import.meta.url), {
      env: SHARE_ENV,
      // A young generation of the usual size is 30 MB more for the same time.
      resourceLimits: { maxYoungGenerationSizeMb: 4 },
    })
    // Until it has a job, what befalls it is nobody's business: the job will fail.
    worker.on('error', () => {})
    this.#all.push(worker)
    return worker
  }
}
